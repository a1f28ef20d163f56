"""Who has which role is another while a run goes on: what counts, who may decide, what is told."""

from datetime import datetime, timedelta

import pytest

from gatewright.core.approval.approvals import counted_for, request_for
from gatewright.core.state.run_state import Deciding
from gatewright.model.events import Choice
from gatewright.model.feature import People
from gatewright.model.ids import CommitId
from gatewright.model.intake import NamePeople, Refusal
from gatewright.model.standing import PeopleChanged, VoiceExpired
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Distinct, Gate, Move, NoGo
from gatewright.runtime.run_row import row_of
from gatewright.views.run import run_view
from gatewright.views.unanswered import unanswered_in
from gatewright.views.wanted import wants_of
from gatewright.views.why import why_view
from tests.unit.run_stories import AT, NOBODY, Story, path, step

ADA, BO, CY = "person:ada", "person:bo", "person:cy"
FILE = "people in .gatewright/config.yaml on main"
BOTH = ApprovalRule(("lead", "security"), "May it?", each_role=True)


def people(**roles: str) -> People:
    held = tuple(
        (role, tuple(f"person:{who}" for who in names.split())) for role, names in roles.items()
    )
    return People(held, is_solo=not held)


def asking(rule: ApprovalRule, who: People) -> Story:
    """Return a run that asks people, by `rule`."""
    story = Story(
        (step("build"), step("may", ["build"], doer=NOBODY, gate=Gate(approvals=(rule,)))), who
    )
    story.good("build", "t1")
    story.judge("may")
    assert isinstance(story.state.record(path("may")).state, Deciding)
    return story


def name(story: Story, who: People, commit: str = "m1", branch: str = "main") -> object:
    return story.tell(NamePeople(who, branch, CommitId(commit)))


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_who_left_has_decided_and_decides_nothing_more() -> None:
    story = asking(BOTH, people(lead="ada", security="bo"))
    story.decide("may", person=ADA)
    name(story, people(lead="cy", security="bo"))

    assert code(story.decide("may", Choice.SEND_BACK, ADA, "no")) == "approval.role"
    story.decide("may", person=BO)

    assert story.states()["may"] == "Accepted"


def test_who_came_decides_from_then_on() -> None:
    story = asking(BOTH, people(lead="ada", security="bo"))
    assert code(story.decide("may", person=CY)) == "approval.role"
    name(story, people(lead="cy", security="bo"))

    story.decide("may", person=CY)

    assert story.asked("may").said_yes == (CY,)
    assert code(story.decide("may", person=ADA)) == "approval.role"


def test_voices_are_counted_anew_and_nobody_is_asked_again() -> None:
    story = asking(BOTH, people(lead="ada bo", security="cy"))
    story.decide("may", person=ADA)
    story.decide("may", person=BO)
    assert story.states()["may"] == "Deciding"

    events = name(story, people(lead="ada", security="bo"))

    assert isinstance(events, tuple)
    assert [type(each).__name__ for each in events[:2]] == ["PeopleChanged", "StepAccepted"]


def test_yes_that_is_too_old_does_not_count_by_a_new_map() -> None:
    rule = ApprovalRule(("lead", "security"), "May it?", each_role=True, expires_s=3600)
    story = asking(rule, people(lead="ada bo", security="cy"))
    story.decide("may", person=ADA)
    story.decide("may", person=BO)
    story.at = (datetime.fromisoformat(AT) + timedelta(hours=2)).isoformat()

    events = name(story, people(lead="ada", security="bo"))

    assert isinstance(events, tuple)
    assert [type(each) for each in events] == [VoiceExpired, VoiceExpired, PeopleChanged]
    assert story.states()["may"] == "Deciding"


def test_what_nobody_is_asked_about_now_is_left_as_it_is() -> None:
    rule = ApprovalRule(("lead",), "May it?", expires_s=3600)
    one = step("one", gate=Gate(("tests",), approvals=(rule,)))
    back = (NoGo(Move.REOPEN, (path("one"),)),)
    story = Story((one, step("look", ["one"], doer=NOBODY, no_go=back)), people(lead="ada"))
    story.good("one", "t1")
    story.decide("one", person=ADA)
    story.judge("look", Status.FAIL, code="x")
    story.work("one", "t2")
    assert story.state.record(path("one")).answered
    story.at = (datetime.fromisoformat(AT) + timedelta(hours=2)).isoformat()

    events = name(story, people(lead="bo"))

    assert isinstance(events, tuple)
    assert [type(each) for each in events] == [PeopleChanged]


def test_several_approvals_hold_together_or_not_at_all() -> None:
    other = ApprovalRule(("counsel",), "And the contract?")
    story = Story(
        (step("build"), step("may", ["build"], doer=NOBODY, gate=Gate(approvals=(BOTH, other)))),
        people(lead="ada bo", security="cy", counsel="dee"),
    )
    story.good("build", "t1")
    story.judge("may")
    story.decide("may", person=ADA)
    story.decide("may", person=BO)

    name(story, people(lead="ada", security="bo", counsel="dee"))

    assert story.states()["may"] == "Deciding"
    story.decide("may", person="person:dee")
    assert story.states()["may"] == "Accepted"


def test_what_was_agreed_to_is_kept_whoever_left() -> None:
    story = asking(ApprovalRule(("lead",), "May it?"), people(lead="ada"))
    story.decide("may", person=ADA)
    assert story.states()["may"] == "Accepted"

    record = story.state.record(path("may"))
    [said] = record.answered

    assert said.voices[0].roles == ("lead",)
    assert counted_for(said, people(lead="cy")).roles == (("lead", (CY, ADA)),)
    assert counted_for(said, people(lead="ada")).roles == (("lead", (ADA,)),)


def test_run_of_several_is_not_of_whoever_sits_there_once_nobody_is_named() -> None:
    story = asking(BOTH, people(lead="ada", security="bo"))

    name(story, People())

    assert not story.state.started.people.is_solo
    assert code(story.decide("may", person=ADA)) == "approval.role"
    assert request_for(story.state, path("may"), ADA) is not None


def test_run_of_one_becomes_one_of_several() -> None:
    story = asking(
        ApprovalRule(("lead",), "May it?", voices_min=2, distinct=Distinct.PEOPLE), People()
    )
    story.decide("may", person="person:dev")

    name(story, people(lead="ada"))
    story.decide("may", person=ADA)

    assert story.states()["may"] == "Accepted"


@pytest.mark.parametrize(
    ("branch", "who"),
    [("other", people(lead="cy")), ("main", people(lead="ada", security="bo"))],
)
def test_what_says_nothing_else_is_no_event(branch: str, who: People) -> None:
    story = asking(BOTH, people(lead="ada", security="bo"))

    assert code(name(story, who, branch=branch)) == "people.same"


def test_commit_that_says_so_is_known_wherever_the_run_rests() -> None:
    story = asking(ApprovalRule(("lead",), "May it?"), people(lead="ada"))
    assert story.state.people_at == "c0"

    name(story, people(lead="cy"))

    assert story.state.people_at == "m1"
    assert story.state.started.origin.commit == "c0"


def test_nobody_who_could_agree_is_told_with_the_file() -> None:
    story = asking(BOTH, people(lead="ada", security="bo"))
    assert [want.verb for want in wants_of(story.state)] == ["approve"]
    story.decide("may", person=BO)
    name(story, people(security="bo"))

    told = f"nobody holds the role lead: {FILE}"
    [reason] = why_view(story.state, (), path("may"), is_driven=False).reasons
    row = row_of(story.state, AT)

    assert ("nobody", told) in reason.details
    assert wants_of(story.state)[0].question == told
    assert told in run_view(story.state, (), AT).says
    assert row.question == told
    assert unanswered_in([(row.run_id, row.wants)]) == (f"12 at may: {told}",)
