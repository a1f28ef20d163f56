"""Runs in which all that may go otherwise does: where two such ways meet."""

import pytest

from tests.laws import laws_of_seams as laws
from tests.laws.combined import combined_once, find_smallest_combined
from tests.laws.seen import Seen, is_brief
from tests.laws.tale import Law


def holds(seen: Seen, law: type[Law]) -> None:
    """Fail where `law` did not hold in a run in which all goes otherwise."""
    book = combined_once()
    seen.counts.update(book.seen[law])
    if law in book.broken and not is_brief():
        find_smallest_combined(law)
    if law in book.broken:
        pytest.fail(book.broken[law])


def test_remedy_that_is_over_stays_over(seen: Seen) -> None:
    """A remedy that is over is history: nothing of it is begun, judged or opened again."""
    holds(seen, laws.OverIsOver)
    seen.at_least(over=40, then_otherwise=10)


def test_clean_up_begins_from_what_was_judged(seen: Seen) -> None:
    """What an abort does begins from what was judged, not from a target half taken in."""
    holds(seen, laws.CleanedFromWhatWasJudged)
    seen.at_least(aborted=5, begun=5)


def test_each_failure_rule_has_its_own_count(seen: Seen) -> None:
    """Whatever list or definition a run goes on by, each failure rule has its own count."""
    holds(seen, laws.CountedByItsRule)
    seen.at_least(walks=500, with_a_remedy=5)


def test_run_holds_where_nobody_can_take_in_its_target(seen: Seen) -> None:
    """Where nobody could put a target and the work together, the run holds and says so."""
    holds(seen, laws.HeldByItsTarget)
    seen.at_least(given_up=1)


def test_end_in_part_is_asked_of_what_there_is(seen: Seen) -> None:
    """That a run end with what holds is asked while something is left of what it was asked of."""
    holds(seen, laws.AskedOfWhatThereIs)
    seen.at_least(asked=10, let_go=5, otherwise=20)
