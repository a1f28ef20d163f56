"""`gatewright change`: what is at stake is said first, and nothing is asked that cannot be."""

import json

import pytest

from gatewright.cli import change
from gatewright.cli.arguments import parse_arguments
from gatewright.cli.verbs import CHANGE
from gatewright.model.changing import NewDefinition
from gatewright.model.facts import FactRule, FactType
from gatewright.model.ids import Digest
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from tests.story_desk import StoryDesk, StoryDoor
from tests.unit.run_stories import Story, path, step
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


def known() -> Story:
    """Return a run in which two facts are settled."""
    story = built("server")
    rules = (FactRule("ui", "A screen?"), FactRule("lines", "How many?", type=FactType.INT))
    workflow = replace(story.state.started.workflow, facts=rules)
    started = replace(story.state.started, workflow=workflow)
    story.state = replace(story.state, started=started, facts={"ui": True, "lines": 3})
    return story


def test_fact_is_asked_to_be_another(capsys: pytest.CaptureFixture[str]) -> None:
    story = known()

    assert typed(story, "it is a library", "--fact", "ui=no", "--fact", "lines=4") == 0

    told = capsys.readouterr().out
    assert "to change ui: no and lines: 4" in told
    assert story.states()["changes/1"] == "Deciding"
    asked = story.state.record(path("changes/1"))
    assert asked.change is not None
    assert asked.change.facts == (("ui", False), ("lines", 4))


@pytest.mark.parametrize("word", ["ui", "ui=perhaps", "lines=many"])
def test_fact_in_words_that_say_nothing_is_a_mistake(word: str) -> None:
    assert code_of(known(), "so", "--fact", word) == "arguments.fact"


def test_fact_that_is_so_already_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(known(), "so", "--fact", "ui=yes") == "change.fact"
    assert code_of(known(), "so", "--fact", "other=yes") == "change.fact"
    assert capsys.readouterr().out == "", "what cannot be is not shown as if it could"


def upgrading() -> tuple[Story, StoryDoor]:
    """Return a run, and a door behind which another definition of it lies."""
    story = built("server")
    before = story.state.started.workflow
    kept = {each.path: each for each in before.steps if each.path != "look"}
    server = kept[path("server")]
    kept[server.path] = replace(server, doer=replace(server.doer, brief="in colours"))
    now = replace(before, version="2.0.0", steps=(*kept.values(), step("tour", ["site"])))
    desk = StoryDesk(story, person=ADA)
    desk.upgrades["second"] = NewDefinition(now, Digest("d"), "as told")
    desk.upgrades["same"] = NewDefinition(before, Digest("e"), "as told")
    return story, StoryDoor(desk)


def test_what_another_definition_comes_to_is_said_first(capsys: pytest.CaptureFixture[str]) -> None:
    story, door = upgrading()
    words = ["12", "colours", "-W", "second"]

    assert change.change(parse_arguments(CHANGE, [*words, "--impact"]), door) == 0
    assert "changes/1" not in story.states()
    assert change.change(parse_arguments(CHANGE, [*words, "--json"]), door) == 0
    told = capsys.readouterr().out
    assert "12: from feature 1.0.0 to 2.0.0   (as told)" in told
    assert "server  made again" in told
    assert json.loads(told[told.index("{") :])["added"] == ["tour"]

    assert change.change(parse_arguments(CHANGE, words), door) == 0
    assert "Asked: to go on by it." in capsys.readouterr().out
    assert story.states()["changes/1"] == "Deciding"


def test_definition_that_can_never_be_is_refused_before_it_is_shown() -> None:
    story, door = upgrading()

    with pytest.raises(Mistake) as caught:
        change.change(parse_arguments(CHANGE, ["12", "so", "-W", "same"]), door)

    assert caught.value.code == "upgrade.same"
    assert "changes/1" not in story.states()
