"""What is decided on a change after something else was opened again; questions that lie open."""

import pytest

from gatewright.model.events import Choice, Ended, StepReopened
from gatewright.model.ids import TreeId
from gatewright.model.intake import AskChange, Reply
from gatewright.model.verdicts import Status
from tests.property.run_worlds import work_of
from tests.unit.run_stories import Story, path
from tests.unit.test_changes import ADA, LIN, begin, built


def asked_and_open_again() -> Story:
    """Return a run in which the step that asks for a change by a rule is open again meanwhile."""
    story = built("server", "guide", "site", "notes")
    story.judge("look", Status.FAIL, code="x")
    assert story.states()["look"] == "Changing"
    story.told(AskChange(("docs",), LIN, "say more"))
    story.decide("changes/2", person=ADA)
    assert (story.states()["guide"], story.states()["look"]) == ("Ready", "Waiting")
    return story


def test_who_asked_is_open_again_already_so_a_no_refuses_nobody() -> None:
    story = asked_and_open_again()

    story.decide("changes/1", Choice.SEND_BACK, ADA, "as it is")

    assert (story.states()["changes/1"], story.states()["look"]) == ("Skipped", "Waiting")


def test_who_asked_is_open_again_already_so_a_yes_opens_only_what_is_made_anew() -> None:
    story = asked_and_open_again()
    before = len(story.events)

    story.decide("changes/1", person=ADA)

    opened = [each.step for each in story.events[before:] if isinstance(each, StepReopened)]
    assert opened == ["design"]


def asking(name: str) -> Story:
    """Return a run in which the worker of a step that made the docs, or reads them, asks."""
    story = built("server", "guide", *(["site"] if name == "guide" else []))
    story.told(AskChange(("docs",), LIN, "say more"))
    if name == "guide":
        story.decide("changes/1", person=ADA)
    begin(story, name)
    record = story.state.record(path(name))
    story.told(work_of(record, TreeId("t8"), Ended.DONE, questions=1))
    assert story.states()[name] == "Held"
    return story


@pytest.mark.parametrize("name", ["guide", "site"])
def test_step_that_waits_for_an_answer_is_begun_anew_only_once_it_has_it(name: str) -> None:
    story = asking(name)
    if name == "guide":
        story.told(AskChange(("docs",), LIN, "say less"))
        story.decide("changes/2", person=ADA)  # its maker is open again
    else:
        story.decide("changes/1", person=ADA)
        story.good("guide", "t7")  # what it reads is another
    assert story.states()[name] == "Held"

    for question_id in tuple(story.state.questions):
        story.told(Reply(question_id, ADA, "so"))

    assert story.states()[name] == "Ready"
    assert story.state.questions == {}
