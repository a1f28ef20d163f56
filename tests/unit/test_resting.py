"""What `why` shows of what a step rests on."""

from gatewright.core.state.run_state import Accepted
from gatewright.model.feature import People
from gatewright.model.intake import AskChange
from gatewright.model.workflow import ApprovalRule, Gate, Product
from gatewright.views.why import why_view
from tests.unit.run_stories import Story, path, step

ASKED = Gate(("tests",), approvals=(ApprovalRule(("owner",), "Well?", binds=("plan",)),))
STEPS = (
    step("plan", produces=(Product("plan", "plan.md"),)),
    step("build", ["plan"], reads=("plan",), gate=ASKED),
    step("finish", ["build"]),
)


def rows_of(story: Story, name: str) -> list[tuple[str, str]]:
    return list(why_view(story.state, (), path(name), is_driven=True).rests_on)


def test_all_that_an_outcome_rests_on_is_shown_with_its_digest() -> None:
    story = Story(STEPS, people=People())
    assert rows_of(story, "build") == []

    story.good("plan", "t1")
    story.work("build", "t2")
    story.judge("build")
    story.decide("build")

    assert isinstance(story.state.record(path("build")).state, Accepted)
    labels = [label for label, _ in rows_of(story, "build")]
    assert labels[:2] == ["read", "judged"]
    assert "verdict" in labels
    read = dict(story.state.record(path("build")).read)["plan"]
    assert ("read", f"plan, {read[:12]}") in rows_of(story, "build")
    assert any(label == "agreed" and "Well?" in text for label, text in rows_of(story, "build"))


def test_what_is_another_by_now_is_said() -> None:
    story = Story(STEPS, people=People())
    story.good("plan", "t1")
    story.work("build", "t2")
    story.judge("build")
    story.decide("build")
    story.told(AskChange(("plan",), "person:dev", "otherwise"))
    story.decide("changes/1")
    story.good("plan", "t3")

    assert any("by now it is" in text for _, text in rows_of(story, "build"))
