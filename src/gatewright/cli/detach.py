"""`gatewright run -d`: the run goes on in the background; what is said here is how to watch it."""

from gatewright.cli.arguments import Typed
from gatewright.cli.door import RunDesk, RunDoor
from gatewright.cli.json_document import print_line
from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import Style, labelled, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.core.course.decide import is_at_rest
from gatewright.model.ids import RunId
from gatewright.views.detached import DetachedView, detached_view
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal


def goes_on(desk: RunDesk, run_id: RunId) -> bool:
    """Return whether a run has something to do that needs no person."""
    return not is_at_rest(desk.load(run_id).state)


def detach(typed: Typed, door: RunDoor, desk: RunDesk, run_id: RunId) -> int:
    """Have the run driven in the background, unless it is driven; return the exit code."""
    loaded = desk.load(run_id)
    detached = None if loaded.is_driven else door.detach(start_folder(typed), run_id)
    view = detached_view(run_id, loaded.state.started.feature.slug, detached)
    if typed.has("--json"):
        print_line(view)
    else:
        _print(view, door.terminal())
    return Exit.SETTLED


def _print(view: DetachedView, terminal: Terminal) -> None:
    named = f"{view.run_id} {view.slug}"
    says = f"{named} goes on in the background (pid {view.process_id})."
    if view.process_id is None:
        says = f"{named} goes on already, in another process."
    log = list(labelled("log", view.log, terminal)) if view.log else []
    print_lines([line(says, Style.STRONG), *log, (), *next_rows(view.next, terminal)], terminal)
