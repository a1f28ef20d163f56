"""What becomes of a run in which several people must agree."""

from gatewright.core.state.run_state import Accepted, Deciding
from gatewright.model.events import Choice, Decided, StepAccepted, StepRefused
from gatewright.model.feature import People
from gatewright.model.ids import TreeId
from gatewright.model.intake import Refusal, Submit, Take
from gatewright.model.records import replace
from gatewright.model.workflow import Distinct, Gate
from tests.unit.run_stories import Story, approval, path, step

ADA, BO, CY = "person:ada", "person:bo", "person:cy"
PEOPLE = People(
    (("approver", (ADA, BO)), ("security", (BO, CY)), ("counsel", (CY,))), is_solo=False
)


def asked(**rule: object) -> Story:
    """Return a run that asks for a decision under `rule`."""
    steps = (step("build"), approval("release", ["build"], "build", **rule))
    story = Story(steps, people=PEOPLE)
    story.good("build", "t1")
    story.judge("release")
    return story


def kinds(answer: object) -> list[type]:
    """Return what a decision came to, without the end of the run."""
    assert isinstance(answer, tuple), answer
    return [type(each) for each in answer][:2]


def refusal(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_step_holds_with_the_last_voice_that_is_wanted_and_not_before() -> None:
    story = asked(voices_min=2)

    first = story.decide("release", person=ADA)
    between = story.state.record(path("release")).state
    second = story.decide("release", person=BO)

    assert kinds(first) == [Decided]
    assert isinstance(between, Deciding)
    assert between.requests[0].said_yes == (ADA,)
    assert kinds(second) == [Decided, StepAccepted]
    assert isinstance(story.state.record(path("release")).state, Accepted)


def test_nobody_agrees_twice() -> None:
    story = asked(voices_min=2)
    story.decide("release", person=ADA)

    assert refusal(story.decide("release", person=ADA)) == "approval.again"


def test_who_agreed_may_still_send_it_back() -> None:
    story = asked(voices_min=2)
    story.decide("release", person=ADA)

    events = story.decide("release", Choice.SEND_BACK, ADA, "seen too late")

    assert kinds(events) == [Decided, StepRefused]


def test_one_no_is_enough_whatever_was_said_before() -> None:
    story = asked(voices_min=2)
    story.decide("release", person=ADA)
    story.decide("release", Choice.SEND_BACK, BO, "not like this")
    story.good("build", "t2")
    story.judge("release")

    again = story.state.record(path("release")).state
    assert isinstance(again, Deciding)
    assert again.requests[0].said_yes == ()  # a yes was to what there was then


def test_role_that_may_object_stops_it_and_cannot_let_it_through() -> None:
    story = asked(veto=("counsel",))

    assert refusal(story.decide("release", person=CY)) == "approval.objecting-only"
    events = story.decide("release", Choice.SEND_BACK, CY, "against the contract")
    assert kinds(events) == [Decided, StepRefused]


def releasing(distinct: Distinct) -> Story:
    """Return a run that asks for a yes in each of two roles."""
    stop = approval("release", ["build"], "build", each_role=True, distinct=distinct)
    [rule] = stop.gate.approvals
    rule = replace(rule, roles=("approver", "security"))
    story = Story((step("build"), replace(stop, gate=Gate(approvals=(rule,)))), people=PEOPLE)
    story.good("build", "t1")
    story.judge("release")
    return story


def test_person_with_two_roles_speaks_for_the_one_that_is_left() -> None:
    story = releasing(Distinct.PEOPLE)

    assert kinds(story.decide("release", person=BO)) == [Decided]
    assert kinds(story.decide("release", person=ADA)) == [Decided, StepAccepted]


def test_one_person_speaks_for_two_roles_only_where_roles_are_counted() -> None:
    assert kinds(releasing(Distinct.PEOPLE).decide("release", person=BO)) == [Decided]
    both = releasing(Distinct.ROLES).decide("release", person=BO)
    assert kinds(both) == [Decided, StepAccepted]


def test_who_worked_on_it_by_hand_does_not_count() -> None:
    story = Story((step("build"), approval("release", ["build"], "build")), people=PEOPLE)
    story.told(Take(path("build"), ADA, "/lane"))
    story.told(Submit(path("build"), ADA, TreeId("t1")))
    story.judge("build")
    story.judge("release")

    assert refusal(story.decide("release", person=ADA)) == "approval.author"
    assert kinds(story.decide("release", person=BO)) == [Decided, StepAccepted]
