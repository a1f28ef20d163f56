"""What runs ask that nobody could answer, as their rows say. Small to import: no run is read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gatewright.views.quoting import plain
from gatewright.views.wants import NAMING, parse_wants

if TYPE_CHECKING:
    from gatewright.ports.journal import RunRow


def unanswered_in(rows: "Sequence[RunRow]") -> tuple[str, ...]:
    """Return what each run that waits has nobody for: "12 at may-merge: nobody holds ..."."""
    return tuple(
        plain(f"{row.run_id} at {want.step}: {want.question}")
        for row in rows
        if row.state == "waits"
        for want in parse_wants(row.wants) or ()
        if (want.kind, want.verb) == ("do", NAMING)
    )
