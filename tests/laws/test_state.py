"""What a run is, under any schedule."""

from tests.laws import laws_of_state as laws
from tests.laws.holding import holds
from tests.laws.seen import Seen


def test_state_is_the_fold_of_its_events(seen: Seen) -> None:
    """Folding the events again gives the same state, and the same state wants the same."""
    holds(seen, laws.Folded)
    seen.at_least(told=1942, folded=3471)


def test_counters_are_what_a_walk_over_all_steps_finds(seen: Seen) -> None:
    """Each counter and set of the state is what a walk over all steps finds."""
    holds(seen, laws.Counted)
    seen.at_least(walks=670, open_again=33)


def test_somebody_can_always_go_on_and_it_ends_where_all_are_kind(seen: Seen) -> None:
    """Something is wanted, somebody works or is waited for; where all are kind, it ends."""
    holds(seen, laws.Lively)
    seen.at_least(completed=47, waits=127, stays_blocked=11)


def test_run_that_is_over_starts_nothing(seen: Seen) -> None:
    """A run that is over starts nothing and takes nothing but its last commits and its landing."""
    holds(seen, laws.Ended)
    seen.at_least(over=149, refused=46, with_work_left=8)


def test_run_that_is_blocked_starts_nothing(seen: Seen) -> None:
    """A run that is blocked starts nothing until a person acts."""
    holds(seen, laws.Held)
    seen.at_least(blocked=127)


def test_run_completes_only_once_each_step_stands(seen: Seen) -> None:
    """A run completes only once each of its steps stands, on the tree that was accepted last."""
    holds(seen, laws.Completed)
    seen.at_least(completed=47)


def test_result_lands_once_and_only_where_there_is_one(seen: Seen) -> None:
    """Only the last commit of a run that ended well lands, and only once."""
    holds(seen, laws.Landed)
    seen.at_least(landed=6)


def test_new_list_leaves_steps_of_the_same_items_as_they_were(seen: Seen) -> None:
    """A new list leaves the step of an item as it was, unless that item is another now or gone."""
    holds(seen, laws.MadeForItems)
    seen.at_least(new=107, stayed=4, another=4, gone=13)


def test_step_for_an_item_is_judged_as_it_is_written(seen: Seen) -> None:
    """The step for an item is done and judged as its workflow has it, whenever it was made."""
    holds(seen, laws.AsWritten)
    seen.at_least(walks=500, expanded_again=10)
