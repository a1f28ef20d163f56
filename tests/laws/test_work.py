"""What is worked on, under any schedule."""

from tests.laws import laws_of_work as laws
from tests.laws.holding import holds
from tests.laws.seen import Seen


def test_outcome_of_an_attempt_that_is_not_under_way_is_refused(seen: Seen) -> None:
    """An outcome is taken where its attempt is the one under way, and refused where it is not."""
    holds(seen, laws.Fenced)
    seen.at_least(current=339, late=11)


def test_attempt_begins_only_where_it_is_wanted_and_from_what_was_accepted(seen: Seen) -> None:
    """An attempt begins only where it is wanted, and from the tree that was accepted last."""
    holds(seen, laws.Wanted)
    seen.at_least(begun=339, unwanted=21)


def test_judgement_counts_only_on_what_was_handed_in_last(seen: Seen) -> None:
    """A judgement counts only on what was handed in last, or what that came to on the head."""
    holds(seen, laws.JudgedAsHandedIn)
    seen.at_least(judged=508, refused=50)


def test_no_number_is_used_twice(seen: Seen) -> None:
    """No number of an attempt, no id of an effect, a question or an asking is used twice."""
    holds(seen, laws.NumberedOnce)
    seen.at_least(attempt=388, asking=98, question=20, outgrown=16)


def test_nothing_begins_before_what_it_rests_on_stands(seen: Seen) -> None:
    """Nothing is begun, judged or held for done before everything that it rests on stands."""
    holds(seen, laws.NeedsStand)
    seen.at_least(begun=621, reads=5, lists_done=50)


def test_step_whose_condition_is_false_is_skipped_each_time(seen: Seen) -> None:
    """A step whose condition is false is skipped, each time: nobody works on it or judges it."""
    holds(seen, laws.SkippedWhereFalse)
    seen.at_least(skipped=21, met=33)


def test_condition_that_cannot_be_decided_holds_the_run(seen: Seen) -> None:
    """A condition that cannot be decided holds the run; it is never taken for true or false."""
    holds(seen, laws.UndecidedHolds)
    seen.at_least(held=4)


def test_each_accepted_change_becomes_one_commit(seen: Seen) -> None:
    """Each accepted change of the tree becomes exactly one commit, in the order of acceptance."""
    holds(seen, laws.CommittedOnce)
    seen.at_least(made=288, refused=20)


def test_step_with_an_open_question_does_not_go_on(seen: Seen) -> None:
    """A step with a question that nobody answered is not begun, judged or accepted."""
    holds(seen, laws.QuestionHolds)
    seen.at_least(answered=16)
