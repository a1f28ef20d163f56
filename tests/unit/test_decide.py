"""What is wanted next: one thing of one step, and the commits in their order."""

from gatewright.core.course.decide import decide, wants
from gatewright.model.effects import MakeCommit, StartAttempt
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.intake import Committed
from tests.unit.run_stories import Story, path, step

STEPS = (step("a"), step("b", ["a"]), step("c", ["b"]))


def test_oldest_commit_is_wanted_alone_and_before_anything_else() -> None:
    story = Story(STEPS)
    story.good("a", "t1")
    story.good("b", "t2")

    first, *others = decide(story.state)

    assert isinstance(first, MakeCommit)
    assert (first.step, first.tree) == (path("a"), TreeId("t1"))
    assert [type(each) for each in others] == [StartAttempt]
    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))
    assert [each.step for each in decide(story.state)] == [path("b"), path("c")]


def test_the_same_is_asked_for_by_the_same_id() -> None:
    story, other = Story(STEPS), Story(STEPS)

    assert decide(story.state) == decide(other.state)
    (asked,) = decide(story.state)
    story.good("a", "t1")
    assert asked.effect_id not in [each.effect_id for each in decide(story.state)]


def test_commit_that_was_made_is_not_wanted_any_more() -> None:
    story = Story(STEPS)
    story.good("a", "t1")
    (commit, attempt) = decide(story.state)
    assert wants(story.state, commit)

    story.told(Committed(path("a"), CommitId("c1"), TreeId("t1")))

    assert not wants(story.state, commit)
    assert wants(story.state, attempt)
