"""What follows a refusal where a rule is for some checks only, or leaves it to a person."""

from collections.abc import Sequence

import pytest

from gatewright.core.course.failure import UNKNOWN_CHECK
from gatewright.core.state.run_state import Blocked, Choosing, Over
from gatewright.model.choices import MoveAsked, MoveChosen
from gatewright.model.events import Choice, Ended, Exit, StepReopened
from gatewright.model.feature import People
from gatewright.model.ids import Nonce
from gatewright.model.intake import Choose, Hint, Refusal
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import APPROVAL_CHECK, Move, NoGo, StepDefinition
from tests.unit.run_stories import NOBODY, Story, approval, path, step

ADA, BO = "person:ada", "person:bo"
PEOPLE = People((("lead", (ADA,)),), is_solo=False)
OFFERS = (
    NoGo(Move.REOPEN, (path("build"),)),
    NoGo(Move.BLOCK, reason="resources"),
    NoGo(Move.ABORT, reason="unviable"),
)
ASK = NoGo(Move.ASK, at_most=2, role="lead", offers=OFFERS)


def steps(*rules: NoGo) -> Sequence[StepDefinition]:
    return (step("build"), step("look", ["build"], doer=NOBODY, no_go=rules))


def refused(*rules: NoGo, people: People | None = PEOPLE) -> Story:
    """Return a run whose last step was refused once."""
    story = Story(steps(*rules), people=people)
    story.good("build", "t1")
    story.judge("look", Status.FAIL, code="a")
    return story


def choose(story: Story, offer: int, person: str = ADA, because: str = "so") -> object:
    asked = story.state.record(path("look")).state
    nonce = asked.nonce if isinstance(asked, Choosing) else Nonce("none")
    return story.tell(Choose(path("look"), nonce, offer, person, because))


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_person_who_chooses_sends_it_back_with_a_reason() -> None:
    story = refused(ASK)
    assert isinstance(story.events[-1], MoveAsked)

    answer = choose(story, 0, because="the data was wrong")

    assert isinstance(answer, tuple)
    assert [type(each) for each in answer] == [MoveChosen, StepReopened, StepReopened]
    assert story.state.record(path("build")).hints[-1].text == "the data was wrong"
    assert story.state.record(path("build")).hints[-1].by == ADA


def test_choices_are_counted_and_not_for_ever() -> None:
    story = refused(ASK)
    for number in range(2):
        choose(story, 0)
        story.good("build", f"t{number + 2}")
        story.judge("look", Status.FAIL, code="a")  # for the same reason each time

    assert isinstance(story.state.phase, Blocked)
    assert sum(isinstance(each, MoveAsked) for each in story.events) == 2


def test_person_may_end_it_or_hold_it() -> None:
    held, ended = refused(ASK), refused(ASK)

    choose(held, 1)
    choose(ended, 2)

    assert held.state.phase == Blocked("look: resources", path("look"))
    assert ended.state.phase == Over(Exit.ABORTED, "unviable")


@pytest.mark.parametrize(
    ("offer", "person", "because", "expected"),
    [
        (0, BO, "so", "choice.role"),
        (3, ADA, "so", "choice.unknown"),
        (-1, ADA, "so", "choice.unknown"),
        (0, ADA, " ", "choice.reason"),
    ],
)
def test_choice_that_cannot_be_taken_changes_nothing(
    offer: int, person: str, because: str, expected: str
) -> None:
    story = refused(ASK)
    before = story.state

    assert code(choose(story, offer, person, because)) == expected
    assert story.state == before


def test_choice_of_an_earlier_refusal_is_not_taken() -> None:
    story = refused(ASK)
    asked = story.state.record(path("look")).state
    assert isinstance(asked, Choosing)
    choose(story, 0)
    story.good("build", "t2")
    assert code(story.tell(Choose(path("look"), asked.nonce, 0, ADA, "so"))) == "choice.unasked"
    story.judge("look", Status.FAIL, code="b")

    assert code(story.tell(Choose(path("look"), asked.nonce, 0, ADA, "so"))) == "choice.stale"


def test_alone_a_person_chooses_in_every_role() -> None:
    story = refused(ASK, people=None)

    assert isinstance(choose(story, 0, "person:dev"), tuple)


def test_rule_for_other_checks_is_passed_over() -> None:
    rules = (
        NoGo(Move.ABORT, checks=("coverage",), reason="not this"),
        NoGo(Move.REOPEN, (path("build"),), checks=("tests", "lint")),
        NoGo(Move.BLOCK, reason="nor this"),
    )
    story = refused(*rules)

    assert isinstance(story.events[-1], StepReopened)
    assert story.state.record(path("look")).rule_uses == (0, 1, 0)


def test_hint_gives_choices_back() -> None:
    story = refused(NoGo(Move.ASK, at_most=1, role="lead", offers=OFFERS))
    choose(story, 1)
    story.told(Hint(path("look"), ADA, "look again"))

    story.judge("look", Status.FAIL, code="c")

    assert isinstance(story.state.record(path("look")).state, Choosing)


def test_reason_of_a_person_is_the_reason_where_the_offer_has_none() -> None:
    bare = (NoGo(Move.BLOCK), NoGo(Move.ABORT))
    rule = NoGo(Move.ASK, at_most=1, role="lead", offers=bare)
    held, ended = refused(rule), refused(rule)

    choose(held, 0, because="no money")
    choose(ended, 1, because="no money")

    assert held.state.phase == Blocked("look: no money", path("look"))
    assert ended.state.phase == Over(Exit.ABORTED, "no money")


def test_no_by_people_is_a_check_of_its_own() -> None:
    rules = (
        NoGo(Move.ABORT, checks=("tests",), reason="not this"),
        NoGo(Move.REOPEN, (path("build"),), checks=(APPROVAL_CHECK,)),
    )
    story = Story((step("build"), replace(approval("may", ["build"], "build"), no_go=rules)))
    story.good("build", "t1")
    story.judge("may")

    story.decide("may", Choice.SEND_BACK, because="not like this")

    assert isinstance(story.events[-1], StepReopened)
    assert story.state.record(path("may")).rule_uses == (0, 1)


def test_worker_that_was_ended_at_a_limit_failed_before_any_check() -> None:
    rules = (
        NoGo(Move.ABORT, checks=("tests",), reason="not this"),
        NoGo(Move.REWORK, checks=(UNKNOWN_CHECK,)),
    )
    story = Story((step("build", no_go=rules),))

    story.work("build", "t1", Ended.TIMED_OUT)

    assert story.state.record(path("build")).rule_uses == (0, 1)


def test_verdict_of_an_earlier_attempt_is_not_what_a_later_one_failed_for() -> None:
    rules = (
        NoGo(Move.REWORK, checks=(UNKNOWN_CHECK,)),
        NoGo(Move.REWORK, checks=("tests",), at_most=2),
    )
    story = Story((step("build", no_go=rules, attempts_max=9),))
    story.work("build", "t1")
    story.judge("build", Status.FAIL, code="a")

    story.work("build", "t2", Ended.TIMED_OUT)

    assert story.state.record(path("build")).rule_uses == (1, 1)
