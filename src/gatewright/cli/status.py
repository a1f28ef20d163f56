"""`gatewright status`: every run by who must act, from rows alone; or one run as it stands."""

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import listed, named_run, open_run_door, told_of
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import STATUS
from gatewright.views.exits import Exit
from gatewright.views.runs import StatusView, status_view


def run(arguments: list[str]) -> int:
    """Show where things stand."""
    return status(parse_arguments(STATUS, arguments), open_run_door())


def status(typed: Typed, door: RunDoor) -> int:
    """Show it through `door`; return the exit code. Raises: Mistake."""
    if typed.operands:
        return _status_of_one(typed, door)
    fields = wanted_fields(typed.value("--json") or "", StatusView)
    view = _view(typed, door)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        from gatewright.cli.screen import print_lines  # a program that asks needs no screen
        from gatewright.cli.status_rows import status_rows

        terminal = door.terminal()
        rows = status_rows(view, terminal, door.now().isoformat())
        print_lines(list(rows), terminal)
    return Exit.SETTLED


def _view(typed: Typed, door: RunDoor) -> StatusView:
    start = start_folder(typed)
    rows = listed(door.journal(start).rows(), door.person())
    return status_view(door.name_of_repository(start), rows)


def _status_of_one(typed: Typed, door: RunDoor) -> int:
    """Show one run as it stands."""
    from gatewright.cli.run_rows import command_rows, run_rows
    from gatewright.cli.screen import print_lines
    from gatewright.core.course.decide import waits_for_people
    from gatewright.core.state.run_state import Blocked, Over
    from gatewright.views.next import NextView
    from gatewright.views.run import RunView, run_view
    from gatewright.views.run_stop import next_of
    from gatewright.views.uncommitted import next_commit

    fields = wanted_fields(typed.value("--json") or "", RunView)
    desk = door.reader(start_folder(typed))
    run_id = named_run(typed, desk)
    loaded = desk.load(run_id)
    state = loaded.state
    view = run_view(state, told_of(run_id, loaded.entries), door.now().isoformat())
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    terminal = door.terminal()
    wanted = [next_of(state, record) for record in waits_for_people(state)]
    commands = [each for each in wanted if each is not None]
    commands += next_commit(state)
    if isinstance(state.phase, Blocked):
        commands.append(NextView(("why", run_id), "what stops it, and the ways out"))
    elif isinstance(state.phase, Over):
        word = "land" if view.state in ("completed", "partial") else "log"
        commands.append(NextView((word, run_id), "take it" if word == "land" else "what happened"))
    elif not commands and not loaded.is_driven:
        commands.append(NextView(("run", run_id), "nothing drives it now; this goes on"))
    print_lines([*run_rows(view, terminal), *command_rows(commands, terminal)], terminal)
    return Exit.SETTLED
