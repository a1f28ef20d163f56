"""Nothing that may reach a run breaks the engine."""

from tests.laws.schedule import told_once
from tests.laws.seen import Seen


def test_nothing_that_reaches_a_run_breaks_the_engine(seen: Seen) -> None:
    """Whatever is said, in any order, is taken or refused: no words of anybody raise an error."""
    book = told_once()
    for counts in book.seen.values():
        seen.counts["told"] = max(seen.counts["told"], counts["told"])
        seen.counts["refused"] += counts["refused"]
    assert book.breaks == []
    seen.at_least(told=1942, refused=150)
