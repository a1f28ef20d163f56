"""Help: the first screen, a verb's own page, and the page for coding agents."""

import sys
from collections.abc import Iterator

from gatewright.cli.arguments import Verb, nearest, parse_arguments
from gatewright.cli.synonyms import SYNONYMS
from gatewright.cli.verbs import HELP, VERBS
from gatewright.model.trouble import Mistake
from gatewright.views.exits import WORDS, Exit

CLAIM = "Gatewright judges a change by what it runs itself, and proves every verdict."
AGENTS = """\
{program} check --json      judge the work in this checkout, uncommitted files included

Exit 0: all settled well.  40: refused, read "verdicts".  41: could not judge, it blocks too.
Each verdict has "check", "status", "headline" and "reasons"; each reason has "code",
"wanted", "found", "you" and "places" with path and line. Correct the work, then check again.
{program} explain CODE says what a rule is for, with a good example.

Saying that tests pass changes nothing: tests, coverage and settings are looked at here, in a
clean copy, against the base branch. New tests must fail without the change. Making a check
weaker (omit, skip, type: ignore, conftest tricks) is a refusal of its own; if that is right,
say so to the person you work for, who decides.
"""


def run(arguments: list[str]) -> int:
    """Print the help that was asked for."""
    from gatewright.views.terminal import name_of_program

    typed = parse_arguments(HELP, arguments)
    program = name_of_program(sys.argv[0])
    if typed.has("--agents"):
        sys.stdout.write(AGENTS.format(program=program))
    elif typed.operands:
        sys.stdout.write(render_verb(find_verb(typed.operands[0]), program))
    else:
        sys.stdout.write(render_first(program))
    return Exit.SETTLED


def find_verb(word: str) -> Verb:
    """Return the verb called `word`.

    Raises: Mistake `verb.unknown` with the nearest.
    """
    if word in VERBS:
        return VERBS[word]
    near = SYNONYMS.get(word) or nearest(word, VERBS)
    hints = (f"did you mean  {near:<9} ({VERBS[near].says})",) if near else ()
    what = f"No verb is called {word!r}."
    raise Mistake("verb.unknown", what, hints=(*hints, "here  " + ", ".join(VERBS)))


def render_first(program: str) -> str:
    """Return the first help screen: what there is, in the order people need it."""
    return "\n".join(_first(program)) + "\n"


def render_verb(verb: Verb, program: str) -> str:
    """Return the page of one verb: its flags and its exit codes."""
    return "\n".join(_page(verb, program)) + "\n"


def _first(program: str) -> Iterator[str]:
    yield CLAIM
    for group in dict.fromkeys(verb.group for verb in VERBS.values() if verb.group):
        yield ""
        yield group
        for verb in VERBS.values():
            if verb.group == group:
                yield f"  {f'{verb.name} {verb.operands}'.strip():<26} {verb.says}"
    yield ""
    yield f"Every command that reads has --json.  One verb in full: {program} help VERB"
    yield f"Coding agent? Run: {program} help --agents"


def _page(verb: Verb, program: str) -> Iterator[str]:
    operands = f" {verb.operands}" if verb.operands else ""
    flags = " [FLAGS]" if verb.flags else ""
    yield f"{program} {verb.name}{operands}{flags}"
    yield f"{verb.says[0].upper()}{verb.says[1:]}."
    if verb.flags:
        yield ""
    for flag in verb.flags:
        shown = flag.shown
        if len(shown) > 26:
            yield f"  {shown}"
            shown = ""
        yield f"  {shown:<26}  {flag.says}"
    yield ""
    yield "Exit codes"
    for code in verb.exits:
        yield f"  {code:>3}  {WORDS[Exit(code)]}"
