"""A gate of a phase that must hold again: what is history, what is asked, who is asked."""

from typing import TypeGuard

from gatewright.core.approval.approvals import request_for
from gatewright.core.course.consequences import complete
from gatewright.core.course.decide import decide
from gatewright.core.course.merge_queue import settled_before
from gatewright.journal.upgrades import approvals_in_a_list
from gatewright.model.effects import Effect, StartAttempt
from gatewright.model.events import Choice, Ended, StepJudged, StepReopened, VerdictLine
from gatewright.model.feature import People
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import JudgingDone, Reply
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo, Product
from gatewright.views.brief import render_brief
from gatewright.views.why import why_view
from tests.briefs import FIRST
from tests.property.run_worlds import beginning, work_of
from tests.unit.run_stories import NOBODY, Story, path, step

GIT = VerdictLine("unchanged", Status.PASS, "", Digest("v"), is_of_change=True)
TESTS = VerdictLine("tests", Status.PASS, "", Digest("v"))
CROSSING = Gate(("tests",), is_crossing=True)
STEPS = (
    step("plan"),
    step("may-code", ["plan"], doer=NOBODY, gate=CROSSING),
    step("code", ["may-code"]),
)


def judged_on(story: Story, *lines: VerdictLine) -> StepJudged:
    return replace(story.judgement("may-code"), verdicts=lines)


def test_how_it_came_there_is_history_once_the_gate_held() -> None:
    story = Story(STEPS)
    story.good("plan", "t1")
    assert settled_before(story.state, path("may-code")) == ()
    story.told(JudgingDone(judged_on(story, GIT, TESTS)))

    story.good("code", "t2")

    assert story.states()["may-code"] == "Ready"
    assert settled_before(story.state, path("may-code")) == (GIT,)


def test_how_it_came_there_is_judged_anew_while_the_gate_did_not_hold() -> None:
    story = Story(STEPS)
    story.good("plan", "t1")
    bad = replace(TESTS, status=Status.FAIL, codes=("tests.failed",))
    story.told(JudgingDone(judged_on(story, GIT, bad)))

    assert settled_before(story.state, path("may-code")) == ()


def test_person_is_asked_what_they_may_decide() -> None:
    rules = tuple(ApprovalRule((role,), f"{role}?") for role in ("owner", "lead"))
    people = People((("owner", ("person:ada",)), ("lead", ("person:lin",))), is_solo=False)
    story = Story((step("a"), step("stop", ["a"], doer=NOBODY, gate=Gate(approvals=rules))), people)
    story.good("a", "t1")
    story.judge("stop")

    asked = {
        who: request_for(story.state, path("stop"), f"person:{who}") for who in ("ada", "lin", "cy")
    }
    assert {who: each.rule.question for who, each in asked.items() if each} == {
        "ada": "owner?", "lin": "lead?", "cy": "owner?",
    }  # fmt: skip
    story.decide("stop", person="person:ada")
    again = request_for(story.state, path("stop"), "person:ada")
    assert again is not None
    assert again.rule.question == "owner?"  # who said yes may still say no
    story.decide("stop", Choice.SEND_BACK, "person:ada", "seen too late")
    assert story.state.record(path("stop")).answered == ()


def test_worker_is_told_what_changed_and_that_nothing_may_need_to() -> None:
    told = render_brief(replace(FIRST, changed=("design",)))

    assert "## What changed since this last held\n\n- `design`" in told
    assert "change nothing: a person is asked" in told


def test_gate_of_an_older_journal_has_its_approval_in_a_list() -> None:
    one: dict[str, object] = {"gate": {"checks": ["tests"], "approval": {"roles": ["owner"]}}}
    none: dict[str, object] = {"gate": {"checks": [], "approval": None}}
    read = approvals_in_a_list({"workflow": {"name": "w", "steps": [one, none]}, "because": ""})

    assert [each["gate"] for each in read["workflow"]["steps"]] == [
        {"checks": ["tests"], "approvals": [{"roles": ["owner"]}]},
        {"checks": [], "approvals": []},
    ]


def test_why_says_what_a_step_is_made_to_fit() -> None:
    api = Product("api", "api.yaml")
    steps = (
        step("design", produces=(api,)),
        step("code", ["design"], reads=("api",)),
        step("verify", ["code"], doer=NOBODY, no_go=(NoGo(Move.REOPEN, (path("design"),)),)),
    )
    story = Story(steps)
    story.good("design", "t1")
    story.good("code", "t2")
    story.judge("verify", Status.FAIL, code="tests.failed")
    story.good("design", "t3")

    [reason] = why_view(story.state, (), path("code"), is_driven=False).reasons
    assert ("changed", "api: it is made to fit that") in reason.details


def test_step_that_waits_for_an_answer_begins_anew_only_after_it() -> None:
    api = Product("api", "api.yaml")
    steps = (
        step("design", produces=(api,)),
        step("code", ["design"], reads=("api",)),
        step("look", [], no_go=(NoGo(Move.REOPEN, (path("design"),)),)),
    )
    story = Story(steps)
    story.good("design", "t1")
    [effect] = [each for each in decide(story.state) if effect_is_of(each, "code")]
    story.told(beginning(effect))
    story.told(work_of(story.state.record(path("code")), TreeId("t2"), Ended.DONE, questions=1))
    story.state = complete(story.state, (StepReopened(path("design"), "otherwise"),)).state
    story.good("design", "t3")

    assert story.states()["code"] == "Held"
    story.told(Reply(None, "person:dev", "so"))
    assert story.states()["code"] == "Ready"


def effect_is_of(effect: Effect, name: str) -> TypeGuard[StartAttempt]:
    return isinstance(effect, StartAttempt) and effect.step == name
