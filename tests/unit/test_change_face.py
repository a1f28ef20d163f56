"""`gatewright change`: what is at stake is said first, and nothing is asked that cannot be."""

import json

import pytest

from gatewright.cli import change
from gatewright.cli.arguments import parse_arguments
from gatewright.cli.verbs import CHANGE
from gatewright.model.trouble import Mistake
from tests.story_desk import StoryDesk, StoryDoor
from tests.unit.run_stories import Story
from tests.unit.test_changes import ADA, built


def typed(story: Story, *words: str) -> int:
    """Have ada type `change 12 WORDS`."""
    door = StoryDoor(StoryDesk(story, person=ADA))
    return change.change(parse_arguments(CHANGE, ["12", *words]), door)


def code_of(story: Story, *words: str) -> str:
    with pytest.raises(Mistake) as caught:
        typed(story, *words)
    return caught.value.code


def test_what_is_at_stake_comes_first_and_then_it_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    story = built("server")

    assert typed(story, "name the errors") == 0

    told = capsys.readouterr().out
    assert told.index("server     reads api") < told.index("Asked: api")
    assert "again    2 steps and 1 approval" in told
    assert story.states()["changes/1"] == "Deciding"


def test_impact_alone_asks_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    story = built("server")

    assert typed(story, "--impact") == 0
    assert "decides  owner" in capsys.readouterr().out
    assert typed(story, "--json") == 0
    assert json.loads(capsys.readouterr().out)["work"] == 2
    assert "changes/1" not in story.states()


def test_what_is_meant_is_named_where_there_are_several() -> None:
    story = built("server", "guide")

    assert code_of(story, "so", "--artifact", "apy") == "change.unknown"
    assert code_of(story) == "change.words"
    assert code_of(Story(), "so") == "change.unknown"  # nothing is made so far
    assert typed(story, "so", "--artifact", "docs") == 0
    assert story.state.record(story.state.steps.sorted(story.state.active)[0]).change is not None
