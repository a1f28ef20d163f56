"""A step that is made again by another definition: nothing of before counts for it."""

from gatewright.core.course.decide import decide
from gatewright.core.layout.definition_differences import new_facts
from gatewright.model.events import RunStarted
from gatewright.model.facts import FactRule
from gatewright.model.ids import Digest
from gatewright.model.intake import Hint, JudgingDone
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo, SomeOf, Workflow
from tests.property.run_worlds import beginning
from tests.unit.run_stories import Story, path, step
from tests.unit.test_upgrades import ABC, BASE, OTHER, done, upgrade

SRC = "tree:src"


def test_yes_to_the_work_before_is_not_kept_for_the_same_content() -> None:
    rule = ApprovalRule(("approver",), "So?")
    one = step("a", gate=Gate(("tests",), approvals=(rule,)))
    story = Story((one, step("b", ["a"])))
    story.good("a", "t1")
    story.decide("a")

    upgrade(story, replace(one, doer=OTHER), step("b", ["a"]))
    story.work("a", "t1")
    story.judge("a")

    assert "DecisionKept" not in [type(each).__name__ for each in story.events]
    assert story.states()["a"] == "Deciding"
    assert story.state.record(path("a")).answered == ()


def test_attempts_that_were_granted_to_the_work_before_are_not_there_any_more() -> None:
    one = step("a", attempts_max=1, no_go=(NoGo(Move.BLOCK, reason="no"),))
    story = Story((one,))
    story.work("a", "t1")
    story.judge("a", Status.FAIL, code="x")
    story.told(Hint(path("a"), "person:dev", "try"))
    story.told(beginning(decide(story.state)[0]))  # type: ignore[arg-type]
    assert story.state.record(path("a")).granted

    upgrade(story, replace(one, doer=OTHER))

    assert story.state.record(path("a")).granted == 0


def test_what_was_judged_again_and_is_made_again_then_moves_the_head() -> None:
    story = done("a", "b")
    upgrade(story, replace(ABC[0], gate=BASE), *ABC[1:])

    upgrade(story, replace(ABC[0], gate=BASE, doer=OTHER), *ABC[1:])
    story.good("a", "t3")

    assert story.state.tree == "t3"


def test_fact_that_was_found_in_content_before_is_not_new() -> None:
    asked = FactRule("ui", "A screen?")
    found = FactRule("size", reads=(("plan", "plan"),), source="plan.size")
    before = Workflow("w", "1", "", (), (), facts=(asked,))

    assert new_facts(before, replace(before, facts=(asked, found))) == (found,)
    assert new_facts(replace(before, facts=(asked, found)), before) == ()
    assert new_facts(replace(before, facts=(asked, found)), replace(before, facts=(found,))) == ()


def test_retired_step_that_counted_others_waits_for_none_of_them() -> None:
    counted = (SomeOf((path("a"), path("b")), 1),)
    story = Story((step("a"), step("b"), step("c", ["a", "b"], some_of=counted), step("z")))
    story.good("a", "t1")
    story.good("c", "t2")

    replaced = upgrade(story, step("a"), step("z"))

    assert set(replaced.retired) == {"b", "c"}
    assert "b" not in story.state.steps
    story.good("z", "t3")
    assert story.states()["z"] == "Accepted"


def test_digests_of_older_content_are_not_those_of_the_head() -> None:
    reader = step("c", ["b"], reads=("tree:src",))
    sets = (PathSet("src", ("src/**",)),)
    story = Story((step("a"), step("b", ["a"]), reader, step("z", ["c"])))
    story.begin_as(with_sets(story, sets))
    for name in ("a", "b", "c"):
        story.work(name, f"t-{name}")
        judged = replace(story.judgement(name), artifacts=((SRC, Digest("now")),))
        story.told(JudgingDone(judged))
    upgrade(story, step("a", gate=BASE), step("b", ["a"]), reader, step("z", ["c"]))

    judged = replace(story.judgement("a"), artifacts=((SRC, Digest("before")),))
    story.told(JudgingDone(judged, edition=story.state.record(path("a")).edition))

    assert story.state.artifacts[SRC] == "now"
    assert story.states()["c"] == "Accepted"


def with_sets(story: Story, sets: tuple[PathSet, ...]) -> RunStarted:
    started = story.state.started
    return replace(started, workflow=replace(started.workflow, paths=sets))
