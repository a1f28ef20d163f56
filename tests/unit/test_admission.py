"""What a hostile or confused shell says to a run: it is refused, and nothing becomes of it."""

import pytest

from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Blocked
from gatewright.model.effects import StartAttempt
from gatewright.model.events import Answer, Choice, VerdictLine, WorkflowOutgrown
from gatewright.model.feature import Bounds
from gatewright.model.ids import CommitId, Digest, EffectId, TreeId
from gatewright.model.intake import (
    Abort,
    BeginAttempt,
    CannotBegin,
    Committed,
    Decide,
    Hint,
    Intake,
    JudgingDone,
    Landed,
    Refusal,
    Reply,
    Submit,
    Take,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Gate, Product, Workflow
from tests.unit.run_stories import Story, approval, path, start_of, step

AGENT = "agent:scripted"


def refused(story: Story, intake: Intake) -> str:
    """Return the code with which `intake` is refused; nothing must have come of it."""
    before, count = story.state, len(story.events)
    answer = story.tell(intake)
    assert isinstance(answer, Refusal), answer
    assert story.state == before
    assert len(story.events) == count
    assert answer.wanted
    assert answer.found
    return answer.code


def worked(*checks: str) -> Story:
    story = Story((step("a", gate=Gate(checks), produces=(Product("plan", "p.md", "plan"),)),))
    story.work("a", "t1")
    return story


def line(check: str, status: Status = Status.PASS) -> VerdictLine:
    return VerdictLine(check, status, "said", Digest("v"))


def larger(tree: str = "t1") -> WorkflowOutgrown:
    workflow = Workflow("larger", "1", "", ("approver",), start_of((step("b"),)).workflow.steps)
    return WorkflowOutgrown(workflow, "it is large", TreeId(tree))


# Judgements


@pytest.mark.parametrize("status", [each for each in Status if not each.is_settled_well])
def test_refused_work_does_not_go_on_in_another_workflow(status: Status) -> None:
    story = worked("tests")
    judged = replace(story.judgement("a"), verdicts=(line("work"), line("tests", status)))

    assert refused(story, JudgingDone(judged, larger())) == "judgement.unfit"
    story.told(JudgingDone(judged))


def test_another_workflow_begins_from_what_was_judged() -> None:
    story = worked("tests")

    assert refused(story, JudgingDone(story.judgement("a"), larger("t9"))) == "judgement.unfit"
    story.told(JudgingDone(story.judgement("a"), larger()))


@pytest.mark.parametrize("said", [(), ("work", "scope"), ("tests",), ("tests web", "lintel")])
def test_gate_does_not_open_without_an_answer_to_each_of_its_checks(said: tuple[str, ...]) -> None:
    story = worked("tests", "lint")
    judged = replace(story.judgement("a"), verdicts=tuple(line(each) for each in said))

    assert refused(story, JudgingDone(judged)) == "judgement.unfit"
    more = (*judged.verdicts, line("lint"), line("tests"))
    story.told(JudgingDone(replace(judged, verdicts=more)))
    assert story.states() == {"a": "Accepted"}


def test_step_that_fails_before_its_gate_is_asked_is_refused_for_that() -> None:
    story = worked("tests", "lint")
    judged = replace(story.judgement("a"), verdicts=(line("work", Status.FAIL),))

    story.told(JudgingDone(judged))

    assert story.states() == {"a": "Ready"}


def test_step_makes_nothing_of_others() -> None:
    story = worked("tests")
    judged = replace(story.judgement("a"), artifacts=(("design", Digest("d")),))

    assert refused(story, JudgingDone(judged)) == "judgement.unfit"


# Attempts and commits


def test_attempt_under_a_strange_id_is_not_begun() -> None:
    story = Story((step("a"),))
    wanted = decide(story.state)[0]
    assert isinstance(wanted, StartAttempt)
    begun = BeginAttempt(path("a"), 1, wanted.effect_id, AGENT, wanted.from_tree, Digest("b"))

    assert refused(story, replace(begun, effect_id=EffectId("12/b/attempt/1"))) == "outcome.late"
    story.told(begun)


def test_commit_that_was_there_before_is_not_that_of_another_step() -> None:
    story = Story((step("a"), step("b")))
    story.good("a", "t1")
    story.good("b", "t2")

    first = Committed(path("a"), CommitId("c1"), TreeId("t1"))
    assert refused(story, replace(first, commit=CommitId("c0"))) == "commit.unasked"
    story.told(first)
    assert refused(story, Committed(path("b"), CommitId("c1"), TreeId("t2"))) == "commit.unasked"
    story.told(Committed(path("b"), CommitId("c2"), TreeId("t2")))


def test_only_the_result_lands() -> None:
    story = Story((step("a"), step("b")))
    for name, number in (("a", 1), ("b", 2)):
        story.good(name, f"t{number}")
        story.told(Committed(path(name), CommitId(f"c{number}"), TreeId(f"t{number}")))

    assert refused(story, Landed(CommitId("c1"), "main", "person:dev")) == "land.other"
    story.told(Landed(CommitId("c2"), "main", "person:dev"))


# People


def asked() -> tuple[Story, Decide]:
    story = Story((step("a"), approval("look", ["a"], "a", items=("Good?", "Safe?"))))
    story.good("a", "t1")
    story.judge("look")
    state = story.asked("look")
    answers = (Answer("Good?", True), Answer("Safe?", True))
    return story, Decide(
        path("look"), state.nonce, state.bound, Choice.APPROVE, "person:dev", answers, "",
        Digest("s"), Digest("h"),
    )  # fmt: skip


@pytest.mark.parametrize("person", [AGENT, "command", "", "dev", "Person:dev"])
def test_only_people_act(person: str) -> None:
    story, good = asked()
    acts: tuple[Intake, ...] = (
        replace(good, person=person),
        Hint(path("a"), person, "once more"),
        Take(path("a"), person, "/lane"),
        Submit(None, person, TreeId("t2")),
        Reply(None, person, "so"),
        Abort(person, "enough"),
    )

    assert {refused(story, act) for act in acts} == {"act.nobody"}
    story.told(good)


@pytest.mark.parametrize(
    "odd",
    [Answer("Fast?", True), Answer("Good?", False, "no"), Answer("Good?", True)],
)
def test_decision_answers_what_was_asked_and_once(odd: Answer) -> None:
    story, good = asked()
    bad = replace(good, answers=(*good.answers, odd), because="so")

    assert refused(story, bad) == "approval.unasked-item"
    sent_back = replace(bad, choice=Choice.SEND_BACK)
    assert refused(story, sent_back) == "approval.unasked-item"


def test_step_that_blocks_is_tried_again_by_its_name_as_without() -> None:
    for name in (None, path("a")):
        story = Story((step("a"),), bounds=Bounds(trouble_max=0))
        story.work("a", "t1")
        story.judge("a", Status.ERROR, code="environment.network")
        assert isinstance(story.state.phase, Blocked)

        story.told(Hint(name, "person:dev", "it is there again"))

        assert story.states() == {"a": "Judging"}


def test_run_holds_only_at_a_step_that_was_to_be_begun() -> None:
    story = Story((step("a"), step("b", ["a"])))

    assert refused(story, CannotBegin(path("b"), "the agent is gone")) == "outcome.late"
    story.told(CannotBegin(path("a"), "the agent is gone"))

    assert story.state.phase == Blocked("a: the agent is gone", path("a"))
