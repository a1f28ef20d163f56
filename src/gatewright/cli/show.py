"""`gatewright show`: one verdict in full, and again from its evidence where that is asked."""

import sys

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import Door, open_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.progress import ProgressLine
from gatewright.cli.screen import print_lines
from gatewright.cli.show_rows import show_rows
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import SHOW
from gatewright.model.judgement import Doing, Progress, Recalled, Reproduction, Stability
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.show import ShowView, show_view


def run(arguments: list[str]) -> int:
    """Show the verdict that was asked for."""
    return show(parse_arguments(SHOW, arguments), open_door())


def show_if_judged(typed: Typed) -> int | None:
    """Show what one word names among what was judged; None where it names nothing."""
    door = open_door()
    latest = door.latest(start_folder(typed))
    word = typed.operands[0]
    checks = {verdict.check for verdict in latest.verdicts} if latest is not None else set()
    return show(typed, door) if word in checks or word.startswith("v-") else None


def show(typed: Typed, door: Door) -> int:
    """Show a kept verdict through `door`; return the exit code."""
    fields = wanted_fields(typed.value("--json") or "", ShowView)
    start = start_folder(typed)
    recalled = door.recall(start, _named(typed, door, start))
    is_again = typed.has("--reproduce") and recalled.stored is not None
    again = _reproduce(typed, door, start, recalled) if is_again else None
    view = show_view(recalled, again)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(list(show_rows(view, terminal)), terminal)
    is_unstable = again is not None and again.stability is Stability.UNSTABLE
    return Exit.UNDECIDED if is_unstable or not view.is_whole else Exit.SETTLED


def _named(typed: Typed, door: Door, start: str) -> str:
    """Return the name that was typed.

    Raises: Mistake `show.nothing-named` with what could be.
    """
    if typed.operands:
        return typed.operands[0]
    latest = door.latest(start)
    if latest is None:
        raise Mistake(
            "show.nothing-judged",
            "Nothing has been judged here yet.",
            hints=("gatewright check", "gatewright show FEATURE/STEP    what a run was judged by"),
        )
    names = ", ".join(verdict.check for verdict in latest.verdicts)
    raise Mistake("show.nothing-named", "Which verdict?", hints=(f"here  {names}",))


def _reproduce(typed: Typed, door: Door, start: str, recalled: Recalled) -> Reproduction:
    """Judge the same content again, saying what is done on the way."""
    progress = ProgressLine(sys.stderr, door.terminal())

    def hear(event: Progress) -> None:
        if isinstance(event, Doing) and not typed.has("--quiet"):
            progress.say(event.what, is_chatter=event.is_chatter)

    try:
        return door.reproduce(start, recalled, hear)
    finally:
        progress.clear()
