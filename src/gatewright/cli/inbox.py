"""`gatewright inbox`: what waits for the person who asks, and the command for each.

Made of the rows of the runs, like `status`: no run is read.
"""

from typing import TYPE_CHECKING

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import listed, open_run_door
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import INBOX
from gatewright.views.exits import Exit
from gatewright.views.inbox import InboxRowView, InboxView, inbox_view
from gatewright.views.quoting import plain
from gatewright.views.wants import parse_wants, rows_for

if TYPE_CHECKING:
    from gatewright.ports.journal import RunRow


def run(arguments: list[str]) -> int:
    """Show what waits."""
    return inbox(parse_arguments(INBOX, arguments), open_run_door())


def inbox(typed: Typed, door: RunDoor) -> int:
    """Show what waits, through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", InboxView)
    start, person = start_folder(typed), door.person()
    rows = door.journal(start).rows()
    waiting = [row for row in rows if row.state == "waits"]
    runs = listed([row for row in rows if row.state != "waits"], person)
    wanted = {str(row.run_id): _wanted(row, door, start, person) for row in waiting}
    view = inbox_view(runs, wanted, person)
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    from gatewright.cli.inbox_rows import inbox_rows  # a program that asks needs no screen
    from gatewright.cli.screen import print_lines

    terminal = door.terminal()
    print_lines(list(inbox_rows(view, door.now().isoformat(), terminal)), terminal)
    return Exit.SETTLED


def _wanted(row: "RunRow", door: RunDoor, start: str, person: str) -> list[InboxRowView]:
    """Return what a run that waits for people wants of `person`."""
    wants = parse_wants(row.wants)
    if wants is None:  # written by an older program
        from gatewright.views.wanted import wants_of  # it knows every state of a run

        wants = wants_of(door.reader(start).load(row.run_id).state)
    laid_out = InboxRowView(row.run_id, plain(row.slug), row.updated_at)
    return list(rows_for(wants, laid_out, person))
