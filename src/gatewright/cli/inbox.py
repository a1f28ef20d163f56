"""`gatewright inbox`: what waits for the person who asks, and the command for each.

Made of the rows of the runs, like `status`: no run is read.
"""

from typing import TYPE_CHECKING

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.inbox_elsewhere import InboxDoor, open_inbox_door, with_asked_elsewhere
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import listed
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import INBOX
from gatewright.views.exits import Exit
from gatewright.views.inbox import InboxRowView, InboxView, inbox_view
from gatewright.views.quoting import plain
from gatewright.views.wants import AskedOf, Want, asked_of, parse_wants, rows_for

if TYPE_CHECKING:
    from gatewright.ports.journal import RunRow


def run(arguments: list[str]) -> int:
    """Show what waits."""
    return inbox(parse_arguments(INBOX, arguments), open_inbox_door())


def inbox(typed: Typed, door: InboxDoor) -> int:
    """Show what waits, through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", InboxView)
    start, person = start_folder(typed), door.person()
    rows = door.journal(start).rows()
    waiting = [row for row in rows if row.state == "waits"]
    runs = listed([row for row in rows if row.state != "waits"], person)
    asks = _Asks(door, start, person)
    wanted = {str(row.run_id): asks.of(row) for row in waiting}
    view = with_asked_elsewhere(inbox_view(runs, wanted, person), door, start, typed)
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    from gatewright.cli.inbox_rows import inbox_rows  # a program that asks needs no screen
    from gatewright.cli.screen import print_lines

    terminal = door.terminal()
    print_lines(list(inbox_rows(view, door.now().isoformat(), terminal)), terminal)
    return Exit.SETTLED


class _Asks:
    """What runs that wait for people want of one person; runs that stop alike are read once."""

    def __init__(self, door: RunDoor, start: str, person: str) -> None:
        self._door, self._start, self._person = door, start, person
        self._known: dict[str, tuple[AskedOf, ...]] = {}

    def of(self, row: "RunRow") -> list[InboxRowView]:
        """Return what one run wants."""
        asked = self._known.get(row.wants)
        if asked is None:
            wants = parse_wants(row.wants)
            asked = asked_of(self._wants_of(row) if wants is None else wants, self._person)
            if wants is not None:
                self._known[row.wants] = asked
        return rows_for(asked, row.run_id, plain(row.slug), row.updated_at)

    def _wants_of(self, row: "RunRow") -> tuple[Want, ...]:
        """Return what a run wants whose row does not say: an older program wrote it."""
        from gatewright.views.wanted import wants_of  # it knows every state of a run

        return wants_of(self._door.reader(self._start).load(row.run_id).state)
