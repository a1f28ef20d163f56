"""What stands beside a question: what was judged on exactly the content that is asked about."""

import pytest

from gatewright.core.state.decisions import document_of_shown, proved_of, tree_of_last_decision
from gatewright.model.events import Choice
from gatewright.model.ids import TreeId
from tests.unit.run_stories import Story


def test_what_was_judged_on_the_asked_tree_is_shown() -> None:
    story = Story()
    story.good("write-plan", "t1", items=["1"])

    assert [line.check for line in proved_of(story.state, TreeId("t1"))] == ["tests"]
    assert proved_of(story.state, TreeId("other")) == ()


def test_last_decision_names_its_tree() -> None:
    story = Story()
    assert tree_of_last_decision(story.events, "person:dev") is None
    story.good("write-plan", "t1", items=["1"])
    story.judge("may-code")

    story.decide("may-code", Choice.SEND_BACK, because="more")

    assert tree_of_last_decision(story.events, "person:dev") == "t1"
    assert tree_of_last_decision(story.events, "person:other") is None  # is shown all of it


@pytest.mark.parametrize("text", ["May it?", "\u00e9", "half \ud800 a character", ""])
def test_what_was_shown_can_always_be_kept(text: str) -> None:
    document = document_of_shown(text)

    assert document.decode("utf-8") == text.replace("\ud800", "?")
