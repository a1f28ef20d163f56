"""What a run is and what is worked on, in runs in which all that may go otherwise does."""

from tests.laws import laws_of_lanes as lanes
from tests.laws import laws_of_state as state
from tests.laws import laws_of_work as work
from tests.laws.combined import combined_once

HELD = (
    state.Folded, state.Counted, state.Lively, state.Ended, state.Landed, state.Completed,
    work.Fenced, work.Wanted, work.JudgedAsHandedIn, work.NumberedOnce, work.CommittedOnce,
    lanes.OntoTheHead,
)  # fmt: skip


def test_run_holds_together_where_all_goes_otherwise() -> None:
    book = combined_once()

    assert book.breaks == []
    assert {law.__name__: book.broken[law] for law in HELD if law in book.broken} == {}
