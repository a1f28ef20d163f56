"""What an outcome rests on, under any schedule."""

from tests.laws import laws_of_staleness as laws
from tests.laws.holding import holds
from tests.laws.seen import Seen


def test_what_is_complete_was_made_from_what_is_there(seen: Seen) -> None:
    """Once a run is complete, each step was made from exactly what it reads as it is."""
    holds(seen, laws.MadeFromWhatIsThere)
    seen.at_least(read=120)


def test_same_content_makes_nothing_stale(seen: Seen) -> None:
    """Work is made anew because of what it reads only where that is another than it read."""
    holds(seen, laws.CutOff)
    seen.at_least(stale=35, the_same_again=18)


def test_gate_of_a_phase_holds_on_what_comes_out(seen: Seen) -> None:
    """Once a run is complete, each gate of a phase was judged on what comes out of it."""
    holds(seen, laws.HoldsAtTheEnd)
    seen.at_least(held=130, held_again=60)


def test_earlier_gates_hold_on_what_a_later_one_judges(seen: Seen) -> None:
    """A gate of a phase is looked at only once all earlier ones hold on the same content."""
    holds(seen, laws.EarlierGatesFirst)
    seen.at_least(earlier=90)


def test_what_reads_something_else_is_changed_or_confirmed(seen: Seen) -> None:
    """What reads something else than before is changed with it, or a person says that it fits."""
    holds(seen, laws.ChangedOrConfirmed)
    seen.at_least(changed=1, confirmed=2)


def test_what_is_frozen_is_made_again_only_after_people_agreed(seen: Seen) -> None:
    """What a gate froze is made again only after people agreed to a change of it."""
    holds(seen, laws.FrozenUntilDecided)
    seen.at_least(agreed=25, turned_down=3)
