"""`gatewright rehearse`: play a workflow with outcomes that are made up; nothing is started."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.graph import print_graph
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.run_start import start_request, workflow_named
from gatewright.cli.runs_door import open_run_door
from gatewright.cli.screen import Line, Span, Style, fill, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import REHEARSE
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.rehearsal import PlayView, RehearsalView, rehearsal_view
from gatewright.views.spans_of_time import span
from gatewright.views.terminal import Terminal

IDEA = "a rehearsal of this workflow"
NAME_WIDTH_MAX = 40
STYLES = {"completed": Style.GOOD, "stuck": Style.BAD, "endless": Style.BAD}


def run(arguments: list[str]) -> int:
    """Play a workflow."""
    return play(parse_arguments(REHEARSE, arguments), open_run_door())


def play(typed: Typed, door: RunDoor) -> int:
    """Play it through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", RehearsalView)
    if not typed.operands:
        what = "Which workflow?"
        raise Mistake("rehearse.which", what, hints=("gatewright rehearse feature",))
    start = start_folder(typed)
    workflow = workflow_named(typed.operands[0], start)
    request = replace(start_request(typed, IDEA), workflow=workflow, is_rehearsed=True)
    state = door.desk(start).foresee(request).state
    if typed.has("--graph"):
        print_graph(state, typed.value("--graph") or "")
        return Exit.SETTLED
    started = state.started
    plays = tuple(rehearse(started, door.now().isoformat(timespec="seconds")))
    view = rehearsal_view(started, plays)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(list(rehearsal_rows(view, terminal)), terminal)
    return Exit.REFUSED if view.problems else Exit.SETTLED


def rehearsal_rows(view: RehearsalView, terminal: Terminal) -> Iterator[Line]:
    """Yield every play in a row, then what is wrong, then what to know."""
    yield line(f"{view.workflow}: {len(view.plays)} plays, nothing was started", Style.STRONG)
    yield ()
    width = min(max(len(each.name) for each in view.plays), NAME_WIDTH_MAX)
    head = f"  {'play':<{width}}  {'ends':<10} attempts  asked  at most"
    yield line(head, Style.DIM)
    for each in view.plays:
        yield from _play(each, width, terminal)
    for title, texts, style in (
        ("Wrong", view.problems, Style.BAD),
        ("To know", view.remarks, Style.PLAIN),
    ):
        if texts:
            yield from ((), line(f"  {title}", Style.STRONG))
        for text in texts:
            for number, part in enumerate(fill(text, terminal.width - 6)):
                yield line(("    " if number == 0 else "      ") + part, style)


def _play(played: PlayView, width: int, terminal: Terminal) -> Iterator[Line]:
    """Yield one play; why it ends so stands below where it is no completion."""
    figures = f"{played.attempts:>8}  {played.asked:>5}  {span(played.work_s_max)}"
    yield (
        Span(f"  {played.name:<{width}}  "),
        Span(f"{played.ending:<10} ", STYLES.get(played.ending, Style.PLAIN)),
        Span(figures),
    )
    if played.because:
        start = " " * (width + 4)
        parts = fill(played.because, terminal.width - len(start))
        yield from (line(start + part, Style.DIM) for part in parts)
