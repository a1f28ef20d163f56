"""Words a person typed for a run: made safe, bounded, and asked for where that is possible."""

import sys

from gatewright.cli.arguments import Typed
from gatewright.cli.screen import line, paint
from gatewright.model.trouble import Mistake
from gatewright.runtime.documents import cut_to
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

WORDS_CHARS_MAX = 4000
WORDS_BYTES_MAX = 12_000  # as the journal keeps them: up to 12 for a character
FORM = 'say it  -m "..."'
FOR_THE_NEXT = "This needs a sentence for whoever works on it next."


def said_in(text: str) -> str:
    """Return what was said, line by line, without anything that acts on a terminal.

    Raises: Mistake `arguments.long` for more than anybody reads.
    """
    safe = "\n".join(plain(part).rstrip() for part in text.splitlines()).strip()
    fits = len(cut_to(safe[:WORDS_CHARS_MAX], WORDS_BYTES_MAX))
    if fits < len(safe):
        raise Mistake(
            "arguments.long",
            "That is too long to hand on.",
            found=f"{len(safe)} characters; the first {fits} fit",
        )
    return safe


def ask(prompt: str, terminal: Terminal) -> str | None:
    """Ask the person who sits here; None at the end of the input."""
    sys.stdout.write(paint(line(prompt), terminal) + " ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        sys.stdout.write("\n")
    return plain(answer.rstrip("\r\n")).strip() if answer else None


def ask_words(prompt: str, terminal: Terminal) -> str | None:
    """Ask until something is said; None at the end of the input."""
    while True:
        answer = ask(prompt, terminal)
        if answer is None or answer:
            return answer and said_in(answer)


def required_words(
    typed: Typed, prompt: str, code: str, terminal: Terminal, because: str = FOR_THE_NEXT
) -> str:
    """Return what `-m` says, or what the person who sits here answers.

    Raises: Mistake `code` where nobody says anything; it says `because`.
    """
    said = said_in(typed.value("--message") or "")
    if not said and terminal.can_ask and not typed.has("--message"):
        said = ask_words(prompt, terminal) or ""
    if not said:
        raise Mistake(code, because, hints=(FORM,))
    return said
