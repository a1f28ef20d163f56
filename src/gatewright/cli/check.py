"""`gatewright check`: ask for a judgement, show it as it comes, end with its exit code."""

import sys

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import Door, open_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.progress import ProgressLine
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import CHECK
from gatewright.core.judging.asked import OPT_IN_NAMES
from gatewright.model.judgement import CheckRequest, Doing, Progress
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Stage
from gatewright.views.check import CheckView, check_view
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Judge what was asked for."""
    typed = parse_arguments(CHECK, arguments)
    return check(typed, open_door())


def check(typed: Typed, door: Door) -> int:
    """Judge through `door` and show it; return the exit code."""
    terminal = door.terminal()
    request = request_of(typed)
    wanted = format_of(typed, terminal)
    fields = wanted_fields(typed.value("--json") or "", CheckView)
    progress = ProgressLine(sys.stderr, terminal)
    if wanted in ("text", "github"):
        view = _show(request, door, typed, terminal, progress)
    else:
        view = _judge_silently(request, door, typed, progress)
    if wanted == "json":
        print_document(view, fields)
    elif wanted != "text":
        _print_other(wanted, view)
    return view.summary.exit_code


def request_of(typed: Typed) -> CheckRequest:
    """Return what was typed as a request."""
    return CheckRequest(
        start=start_folder(typed),
        base=typed.value("--base"),
        from_ref=typed.value("--from"),
        stage=Stage(typed.value("--stage") or Stage.DEVELOPMENT),
        use_cache=not typed.has("--no-cache"),
        also=_also(typed.operands),
    )


def _also(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the costly checks that were named. Raises: Mistake `check.not-on-demand`."""
    known = sorted(OPT_IN_NAMES)
    odd = next((name for name in names if name not in OPT_IN_NAMES), None)
    if odd is not None:
        raise Mistake(
            "check.not-on-demand",
            f"{odd!r} is no check that is judged on demand.",
            found=odd,
            hints=(f"one of  {', '.join(known)}", "gatewright check    judges all others anyway"),
        )
    return names


def format_of(typed: Typed, terminal: Terminal) -> str:
    """Return how to answer: what was asked for, or what suits where this runs.

    Raises: Mistake `arguments.conflict` for two answers at once.
    """
    wanted = typed.value("--output-format")
    if typed.has("--json"):
        if wanted:
            raise Mistake("arguments.conflict", "--json and --output-format exclude each other.")
        return "json"
    return wanted or ("github" if terminal.is_github_actions else "text")


def _show(
    request: CheckRequest, door: Door, typed: Typed, terminal: Terminal, progress: ProgressLine
) -> CheckView:
    """Judge, showing each verdict as it comes."""
    from gatewright.cli.check_screen import CheckScreen
    from gatewright.cli.settings_offer import ask_for_settings

    screen = CheckScreen(
        terminal,
        progress,
        is_quiet=typed.has("--quiet"),
        is_verbose=typed.has("--verbose"),
    )
    try:
        view = check_view(door.judge(request, screen.hear))
    finally:
        progress.clear()
    screen.end(view)
    ask_for_settings(view, door, request.start)
    return view


def _judge_silently(
    request: CheckRequest, door: Door, typed: Typed, progress: ProgressLine
) -> CheckView:
    """Judge with nothing but progress on the way: the answer is one document."""

    def hear(event: Progress) -> None:
        if isinstance(event, Doing) and not typed.has("--quiet"):
            progress.say(event.what, is_chatter=event.is_chatter)

    try:
        return check_view(door.judge(request, hear))
    finally:
        progress.clear()


def _print_other(wanted: str, view: CheckView) -> None:
    """Print the answer for another program."""
    from gatewright.cli.formats import render

    sys.stdout.write(render(wanted, view))
