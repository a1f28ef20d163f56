"""What a gate opens for, under any schedule."""

from tests.laws import laws_of_gates as laws
from tests.laws.holding import holds
from tests.laws.seen import Seen


def test_step_is_accepted_only_on_verdicts_that_are_settled_well(seen: Seen) -> None:
    """A step is accepted only on its last judgement since it was open, all of it settled well."""
    holds(seen, laws.SettledWell)
    seen.at_least(accepted=371, after_a_refusal=74, pending=2)


def test_gate_does_not_open_by_absence(seen: Seen) -> None:
    """Each check that a gate names has a verdict before it opens or anybody is asked."""
    holds(seen, laws.Answered)
    seen.at_least(opened=469, silent=5)


def test_step_is_accepted_with_its_own_products_only(seen: Seen) -> None:
    """A step is accepted with artifacts that it makes, and with no others."""
    holds(seen, laws.OwnProducts)
    seen.at_least(made=128, foreign=8, beside_its_own=8)


def test_what_is_let_through_was_waived_by_a_person(seen: Seen) -> None:
    """What is let through was waived by a person: that finding, of that check."""
    holds(seen, laws.LetThrough)
    seen.at_least(let_through=9, forged=4)


def test_waiver_that_has_run_out_lets_nothing_through(seen: Seen) -> None:
    """A waiver lets nothing through once its time has run out."""
    holds(seen, laws.WaiverRunsOut)
    seen.at_least(run_out=6)


def test_what_every_step_must_hold_is_never_waived(seen: Seen) -> None:
    """What every step must hold, and what could not be judged, is never waived."""
    holds(seen, laws.NotWaivable)
    seen.at_least(waived=19, waive_law=1, waive_unjudged=4)


def test_what_is_opened_again_takes_exactly_the_gates_behind_it(seen: Seen) -> None:
    """What is opened again takes with it exactly the gates behind it, and nobody's work."""
    holds(seen, laws.StaleExactly)
    seen.at_least(reopened=133, taken_along=30, kept=83)


def test_error_costs_no_attempt(seen: Seen) -> None:
    """What could not be judged is judged again: it costs no attempt and refuses nothing."""
    holds(seen, laws.ErrorIsFree)
    seen.at_least(error=10)


def test_same_reason_twice_is_not_tried_a_third_time(seen: Seen) -> None:
    """A step that is refused twice in a row for one reason is given up, not tried a third time."""
    holds(seen, laws.SameReasonTwice)
    seen.at_least(goes_on=78, given_up=13)


def test_failure_rule_is_used_as_often_as_it_is_written(seen: Seen) -> None:
    """A failure rule is used as often as it is written, until a person adds words."""
    holds(seen, laws.Bounded)
    seen.at_least(used=78, given_up=28)
