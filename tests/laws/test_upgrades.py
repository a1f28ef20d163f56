"""A run that goes on by another definition, under any schedule."""

import pytest

from tests.laws import laws_of_upgrades as laws
from tests.laws.seen import Seen
from tests.laws.tale import Law
from tests.laws.upgrading import find_smallest_upgraded, upgraded_once


def holds(seen: Seen, law: type[Law]) -> None:
    """Fail where `law` did not hold in a run that goes on by other definitions."""
    book = upgraded_once()
    seen.counts.update(book.seen[law])
    if law in book.broken:
        find_smallest_upgraded(law)
        pytest.fail(book.broken[law])


def test_what_another_definition_leaves_as_it_is_goes_on_as_it_was(seen: Seen) -> None:
    """What another definition leaves as it is goes on as it was: accepted, or worked on."""
    holds(seen, laws.KeepsWhatIsTheSame)
    seen.at_least(kept=40)


def test_what_another_definition_touches_is_due_again(seen: Seen) -> None:
    """What another definition touches is worked on or judged once more before it counts."""
    holds(seen, laws.DueAgain)
    seen.at_least(replaced=40, judged_again=2, made_again=2, retired=2)


def test_nothing_counts_by_a_definition_that_it_was_not_judged_by(seen: Seen) -> None:
    """No judgement is taken by a definition that another one has taken the place of."""
    holds(seen, laws.JudgedByWhatItIs)
    seen.at_least(too_late=2)
