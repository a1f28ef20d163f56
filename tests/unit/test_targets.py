"""A target that moved on before the result lands: taken in by whom, and what holds then."""

import pytest

from gatewright.core.approval.commit_units import due
from gatewright.core.course.decide import decide
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import StepJudged, VerdictLine
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.intake import (
    AskChange,
    Committed,
    Hint,
    JudgingDone,
    Landed,
    Refusal,
    Take,
    TakeIn,
)
from gatewright.model.records import replace
from gatewright.model.standing import StepStale
from gatewright.model.verdicts import Status
from gatewright.model.workflow import MERGE_CHECK, Product, WorkerKind
from gatewright.views.run_event import says_of
from tests.unit.run_stories import NOBODY, Story, approval, path, start_of, step

PERSON = "person:dev"
CLASH = VerdictLine(MERGE_CHECK, Status.FAIL, "both", Digest("v"), ("lane.conflict",))
MOVED = TakeIn("main", CommitId("m1"), TreeId("tm"), TreeId("t2"), PERSON)
STEPS = (
    step("a", produces=(Product("paper", "p.md"),)),
    step("look", ["a"], doer=NOBODY),
    approval("agree", ["look"], "a"),
)


def done(agent: str = "scripted") -> Story:
    """Return a run in which all holds, and is a commit."""
    story = Story(STEPS)
    story.begin_as(replace(start_of(STEPS), agent=agent))
    story.good("a", "t1")
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))
    story.judge("look")
    story.judge("agree")
    story.decide("agree")
    return story


def judge_target(story: Story, step: str, tree: str, number: int = 1) -> None:
    story.told(JudgingDone(StepJudged(path(step), number, TreeId(tree), (), ())))


def code(answer: object) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_run_rests_on_what_the_target_has_and_is_judged_there() -> None:
    story = done()
    story.told(MOVED)

    assert [type(each) for each in decide(story.state)] == [JudgeStep]
    assert (story.state.tree, story.state.started.origin.commit) == ("t2", "m1")
    judge_target(story, "target/1", "t2")
    assert story.states() == {
        "a": "Accepted", "look": "Ready", "agree": "Waiting", "target/1": "Accepted",
    }  # fmt: skip
    unit = due(story.state)
    assert unit is not None
    assert (unit.step, unit.tree) == ("target/1", "t2")
    assert code(story.tell(Landed(CommitId("c1"), "main", PERSON))) == "land.not-ready"


def test_yes_to_the_same_tree_is_not_asked_for_again() -> None:
    story = done()
    story.told(replace(MOVED, head=TreeId("t1")))
    judge_target(story, "target/1", "t1")
    story.told(Committed(path("target/1"), CommitId("c2"), TreeId("t1")))
    story.judge("look")
    story.judge("agree")

    assert isinstance(story.tell(Landed(CommitId("c2"), "main", PERSON)), tuple)


@pytest.mark.parametrize(
    ("intake", "wrong"),
    [
        (replace(MOVED, branch="other"), "land.not-moved"),
        (replace(MOVED, commit=CommitId("c0")), "land.not-moved"),
        (replace(MOVED, commit=CommitId("c1")), "land.not-moved"),
        (replace(MOVED, clash=replace(CLASH, check="tests")), "land.not-moved"),
        (replace(MOVED, clash=replace(CLASH, status=Status.PASS)), "land.not-moved"),
        (replace(MOVED, person="agent:x"), "act.nobody"),
    ],
)
def test_what_is_no_move_of_the_target_is_refused(intake: TakeIn, wrong: str) -> None:
    assert code(done().tell(intake)) == wrong


def test_only_a_result_that_has_not_landed_takes_it_in() -> None:
    assert code(Story(STEPS).tell(MOVED)) == "land.not-ready"
    story = done()
    story.told(Landed(CommitId("c1"), "main", PERSON))
    assert code(story.tell(MOVED)) == "land.done"


@pytest.mark.parametrize(
    ("agent", "kind"), [("scripted", WorkerKind.AGENT), ("", WorkerKind.PERSON)]
)
def test_clash_is_put_together_by_the_agent_or_else_a_person(agent: str, kind: WorkerKind) -> None:
    story = done(agent)
    told = story.told(replace(MOVED, clash=CLASH))

    assert says_of(told[0]).endswith("taken in for dev; both changed the same")
    assert "has moved on to m1" in says_of(told[0])
    doer = story.state.record(path("target/1")).definition.doer
    assert doer.kind is kind
    assert "The branch main has moved on" in doer.brief
    wanted = [StartAttempt] if kind is WorkerKind.AGENT else []
    assert [type(each) for each in decide(story.state)] == wanted


def test_nothing_else_is_begun_while_the_two_are_put_together() -> None:
    story = done()
    story.told(replace(MOVED, clash=CLASH))
    story.told(AskChange(("paper",), PERSON, "otherwise"))
    story.decide("changes/1")

    assert story.state.ready == {path("a"), path("target/1")}
    assert [each.step for each in decide(story.state)] == ["target/1"]
    refused = story.tell(Take(path("a"), PERSON, "/lane"))
    assert isinstance(refused, Refusal)
    assert refused.found == "target/1 comes first"
    story.work("target/1", "t3")
    judge_target(story, "target/1", "t3", 2)
    assert [each.step for each in decide(story.state) if isinstance(each, StartAttempt)] == ["a"]


def test_clash_that_nobody_puts_together_blocks_until_somebody_does() -> None:
    story = done()
    story.told(replace(MOVED, clash=CLASH))
    for number in range(2, 5):
        story.work("target/1", f"x{number}")
        line = replace(CLASH, check="work", codes=(f"work.{number}",))
        judged = StepJudged(path("target/1"), number, TreeId(f"x{number}"), (line,), ())
        story.told(JudgingDone(judged))

    assert story.states()["target/1"] == "GivenUp"
    story.told(Hint(path("target/1"), PERSON, "look at the second one"))
    assert story.states()["target/1"] == "Ready"


def test_next_one_has_the_next_number() -> None:
    story = done()
    story.told(MOVED)
    judge_target(story, "target/1", "t2")
    story.told(Committed(path("target/1"), CommitId("c2"), TreeId("t2")))
    story.judge("look")
    story.judge("agree")
    story.decide("agree")
    told = story.told(replace(MOVED, commit=CommitId("m2"), head=TreeId("t3")))

    assert getattr(told[0], "step", "") == "target/2"
    assert digest_of(story.state.started.origin.commit) == digest_of("m2")


def test_what_was_made_for_a_list_or_agreed_to_is_not_judged_anew() -> None:
    made = step("a", produces=(Product("paper", "p.md", "plan"),))
    listed = step("b", ["a"], for_each="paper")
    story = Story((made, listed, step("look", ["b"], doer=NOBODY)))
    story.good("a", "t1", items=["1"])
    story.good("b/1", "t2")
    story.told(AskChange(("paper",), PERSON, "otherwise"))
    story.decide("changes/1")
    story.good("a", "t3", items=["1"])
    story.judge("look")
    while (unit := due(story.state)) is not None:
        story.told(Committed(unit.step, CommitId(f"c-{unit.tree}"), unit.tree))

    story.told(MOVED)
    judge_target(story, "target/1", "t2")

    stale = [each.step for each in story.events if isinstance(each, StepStale)]
    assert stale[-1:] == ["look"]
    assert {"b", "changes/1"}.isdisjoint(stale)
