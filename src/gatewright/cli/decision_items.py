"""The items of a decision, answered: by flags in a script, one by one in a terminal.

Nothing is ticked beforehand, Enter is no answer, and a no has a reason.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence

from gatewright.cli.said import ask, ask_words, said_in
from gatewright.cli.screen import line, print_lines
from gatewright.model.events import Answer
from gatewright.model.ids import Digest
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk_words import Asked
from gatewright.views.decision import DecisionView, ItemView
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

YES = ("y", "yes")
NO = ("n", "no")
LATER = ("l", "later")
KEYS = "[y]es [n]o [?] what is known [o]pen the change [l]ater:"
FORM = "--item 1=yes, or --item 1=no:REASON"
CONTENT_CHARS = 7  # of a digest, as a decision shows it; more may be typed
Answers = dict[str, Answer]


def parse_items(given: Sequence[str], items: Sequence[str]) -> Answers:
    """Return the answers in `--item N=yes|no[:REASON]`, by item.

    Raises: Mistake `items.*` for one that cannot be meant.
    """
    answers: Answers = {}
    for text in given:
        answer = _parse_item(text, items)
        if answer.item in answers:
            raise Mistake("items.twice", "An item is answered twice.", found=f"--item {text}")
        answers[answer.item] = answer
    return answers


def _parse_item(text: str, items: Sequence[str]) -> Answer:
    """Return one answer. Raises: Mistake."""
    number, _, rest = text.partition("=")
    word, _, because = rest.partition(":")
    if not number.isascii() or not number.isdecimal() or word.strip().lower() not in YES + NO:
        raise Mistake("items.form", f"{text!r} is no answer.", hints=(f"write it  {FORM}",))
    if not 1 <= int(number[:4]) <= len(items):
        asked = "1 item is asked" if len(items) == 1 else f"{len(items)} items are asked"
        raise Mistake("items.unknown", f"There is no item {number}.", found=asked)
    is_yes = word.strip().lower() in YES
    return Answer(items[int(number[:4]) - 1], is_yes, said_in(because))


def refuse_missing(answers: Mapping[str, Answer], view: DecisionView) -> None:
    """Raise Mistake where an item has no answer: nobody approves what was not read."""
    missing = [each for each in view.items if each.text not in answers]
    if not missing:
        return
    count = len(view.items) - len(missing)
    given = "1 is" if count == 1 else f"{count or 'none'} are"
    flags = " ".join(f"--item {each.number}=yes" for each in view.items)
    raise Mistake(
        "approval.unanswered",
        f"Every item needs an answer; {given} given.",
        found=f"{missing[0].number}  {missing[0].text}",
        hints=(f"or a no  {FORM}", f"gatewright approve {view.run} {flags}"),
    )


def refuse_noes(answers: Mapping[str, Answer], because: str, run: str) -> None:
    """Raise Mistake where an item is answered with no: a script says yes, or sends back."""
    noes = [each for each in answers.values() if not each.is_yes]
    if not noes:
        return
    reason = because or "; ".join(each.because for each in noes if each.because) or "..."
    raise Mistake(
        "approval.no",
        "An item answered with no is no approval; nothing was recorded.",
        found=f"no: {noes[0].item}",
        hints=(
            f"gatewright reject {run} -m {shlex.quote(reason)}",
            f"gatewright approve {run}    in a terminal: to approve anyway",
        ),
    )


def refuse_unnamed(named: str | None, asked: Asked, run: str) -> None:
    """Raise Mistake where neither an item nor the content was named: what was meant is unknown."""
    if named is None and not asked.items:
        raise Mistake(
            "approval.unnamed",
            "Nobody can be asked here, so say what you approve.",
            found=f"asked on content {asked.bound[:CONTENT_CHARS]}",
            hints=(f"gatewright approve {run} --on {asked.bound[:CONTENT_CHARS]}",),
        )


def refuse_other_content(named: str | None, bound: Digest, run: str) -> None:
    """Raise Mistake where the content that was typed is not what is asked on."""
    if named is None or (len(named) >= CONTENT_CHARS and bound.startswith(named.lower())):
        return
    raise Mistake(
        "approval.stale",
        f"The question is not on the content {plain(named)!r}; nothing was recorded.",
        found=f"asked on content {bound[:CONTENT_CHARS]}",
        hints=(f"gatewright approve {run}",),
    )


def ask_items(
    view: DecisionView,
    answers: Answers,
    terminal: Terminal,
    *,
    earlier: Mapping[str, Answer],
    keep: Callable[[Answers], None],
    show: Callable[[str], None],
) -> bool:
    """Ask for what `answers` lacks, adding to it; return whether all is answered now.

    `earlier` were given on other content: told, and asked again. `keep` hears the answers after
    each one; `show` is given "?" or "o".
    """
    for item in view.items:
        if item.text in answers:
            told = f"{item.number}  answered before: {_word(answers[item.text])}"
            print_lines([(), line(told)], terminal)
            continue
        print_lines([(), line(f"{item.number} of {len(view.items)}  {plain(item.text)}")], terminal)
        if item.text in earlier:
            told = f"   before it changed you said: {_word(earlier[item.text])}"
            print_lines([line(told)], terminal)
        answer = _ask_item(item, terminal, show)
        if answer is None:
            return False
        answers[item.text] = answer
        keep(answers)
    return True


def _ask_item(item: ItemView, terminal: Terminal, show: Callable[[str], None]) -> Answer | None:
    """Return the answer to one item; None where the person leaves."""
    while True:
        key = ask(f"   {KEYS}", terminal)
        if key is None or key.lower() in LATER:
            return None
        if key.lower() in YES:
            return Answer(item.text, is_yes=True)
        if key.lower() in NO:
            because = ask_words("   because:", terminal)
            return None if because is None else Answer(item.text, is_yes=False, because=because)
        if key.lower() in ("?", "o"):
            show(key.lower())


def _word(answer: Answer) -> str:
    return "yes" if answer.is_yes else plain(f"no: {answer.because}")
