"""What runs ask that nobody could answer, as their rows say. Small to import: no run is read."""

from collections.abc import Iterable

from gatewright.views.quoting import plain
from gatewright.views.wants import NAMING, parse_wants


def unanswered_in(waiting: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what each run has nobody for: "12 at may-merge: nobody holds ...".

    Shape: of runs that wait, the number of each and its wants as its row keeps them.
    """
    return tuple(
        plain(f"{run_id} at {want.step}: {want.question}")
        for run_id, wants in waiting
        for want in parse_wants(wants) or ()
        if (want.kind, want.verb) == ("do", NAMING)
    )
