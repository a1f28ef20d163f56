"""`gatewright inbox`: what waits for the person who asks, and the command for each.

Made of the rows of the runs, like `status`; a run is read only where people are waited for in it.
"""

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import listed, open_run_door
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import INBOX
from gatewright.model.ids import RunId
from gatewright.views.exits import Exit
from gatewright.views.inbox import InboxRowView, InboxView, inbox_view
from gatewright.views.runs import RowView


def run(arguments: list[str]) -> int:
    """Show what waits."""
    return inbox(parse_arguments(INBOX, arguments), open_run_door())


def inbox(typed: Typed, door: RunDoor) -> int:
    """Show what waits, through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", InboxView)
    start, person = start_folder(typed), door.person()
    runs = listed(door.journal(start).rows())
    waiting = [run for run in runs if run.state == "waits"]
    wanted = _wanted(waiting, door, start, person) if waiting else {}
    view = inbox_view(runs, wanted, person)
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    from gatewright.cli.inbox_rows import inbox_rows  # a program that asks needs no screen
    from gatewright.cli.screen import print_lines

    terminal = door.terminal()
    print_lines(list(inbox_rows(view, door.now().isoformat(), terminal)), terminal)
    return Exit.SETTLED


def _wanted(
    waiting: list[RowView], door: RunDoor, start: str, person: str
) -> dict[str, list[InboxRowView]]:
    """Return what each run that waits for people wants of `person`."""
    from gatewright.views.wanted import wanted_of  # it knows every state of a run

    reader = door.reader(start)
    return {
        run.run_id: list(wanted_of(reader.load(RunId(run.run_id)).state, run.updated_at, person))
        for run in waiting
    }
