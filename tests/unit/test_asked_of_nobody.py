"""What is folded or asked about where nobody judged, and what stands where a gate held before."""

from gatewright.core.approval.approvals import request_for
from gatewright.core.course.merge_queue import settled_before
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.run_state import Deciding
from gatewright.model.events import DecisionAsked
from gatewright.model.ids import Digest, Nonce, TreeId
from gatewright.model.records import replace
from gatewright.model.workflow import ApprovalRule, Gate
from tests.unit.run_stories import Story, path, step

MAY = Gate(("tests",), approvals=(ApprovalRule(("approver",), "May it?"),))


def test_nobody_is_asked_at_a_step_that_asks_nothing() -> None:
    assert request_for(Story((step("a"),)).state, path("a"), "person:dev") is None


def test_asking_about_what_nobody_judged_is_folded_from_what_is_there() -> None:
    story = Story((step("a", gate=MAY),))
    asked = DecisionAsked(path("a"), 1, Nonce("n"), Digest("b"), TreeId("t1"))

    after = evolve(story.state, asked).record(path("a")).state

    assert isinstance(after, Deciding)
    assert (after.tree, after.from_tree) == ("t1", "t0")
    assert [each.nonce for each in after.requests] == ["n"]


def test_gate_that_held_keeps_what_was_judged_of_how_it_came_there() -> None:
    story = Story((step("a", gate=Gate(("tests",), is_crossing=True)),))
    story.good("a", "t1")
    record = story.state.record(path("a"))
    assert record.judged is not None
    (line,) = record.judged.verdicts
    both = (line, replace(line, check="commits", is_of_change=True))
    held = replace(record, judged=replace(record.judged, verdicts=both), has_held=True)

    def settled(held_before: bool) -> list[str]:
        steps = story.state.steps.put(path("a"), replace(held, has_held=held_before))
        state = replace(story.state, steps=steps)
        return [each.check for each in settled_before(state, path("a"))]

    assert settled(held_before=True) == ["commits"]
    assert settled(held_before=False) == []
