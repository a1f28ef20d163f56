"""What is worked on side by side, under any schedule."""

from tests.laws import laws_of_lanes as laws
from tests.laws.holding import holds
from tests.laws.seen import Seen


def test_all_that_can_be_begun_is_wanted_the_longest_path_first(seen: Seen) -> None:
    """All that can be begun is wanted at once, the longest path to the end first."""
    holds(seen, laws.Begun)
    seen.at_least(several=10, of_different_length=5, beside_others=5)


def test_head_moves_only_to_what_was_judged_against_it_and_loses_nothing(seen: Seen) -> None:
    """The head moves only to what was judged against it, and holds all that was ever accepted."""
    holds(seen, laws.OntoTheHead)
    seen.at_least(merged=10, as_it_was_left=100, moved=100)


def test_head_stays_while_people_decide_on_a_tree(seen: Seen) -> None:
    """While people decide on a tree, nothing of others moves the head under it."""
    holds(seen, laws.StaysWhileDecided)
    seen.at_least(waited=3, accepted_beside=1)


def test_work_is_stopped_only_where_what_it_reads_is_another(seen: Seen) -> None:
    """Work under way is stopped only where what it reads is another, or by a change request."""
    holds(seen, laws.StoppedForAReason)
    seen.at_least(stopped=1, went_on=5)


def test_work_is_put_on_the_head_in_its_turn(seen: Seen) -> None:
    """Work is put on the head first come, first merged, and on the head as it is."""
    holds(seen, laws.InTurn)
    seen.at_least(in_turn=10, not_its_turn=2, several=1)
