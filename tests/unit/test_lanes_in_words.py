"""What people read of several steps at once."""

import pytest

from gatewright.model.events import Choice
from gatewright.runtime.run_row import row_of
from gatewright.views.lanes import lanes_in_words
from gatewright.views.run import run_view
from gatewright.views.why import why_view
from tests.unit.run_stories import AT, Story, path, step
from tests.unit.test_side_by_side import ASKED, begin, both_worked, leave, merge, reopened


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], ""),
        (["build"], "build"),
        (["build/1"], "build/1"),
        (["build/1", "build/2", "build/10"], "build, 3 lanes"),
        (["back", "front"], "back, 2 lanes"),
    ],
)
def test_steps_under_way_are_told_in_few_words(steps: list[str], words: str) -> None:
    assert lanes_in_words([path(name) for name in steps]) == words


def says_why(story: Story, name: str) -> str:
    return why_view(story.state, (), path(name), is_driven=True).reasons[0].what


def test_why_says_what_keeps_work_from_the_head() -> None:
    story = both_worked((step("a", gate=ASKED), step("b"), step("c")))
    begin(story, "c")
    leave(story, "c", "tc")
    story.judge("b")
    story.judge("c")
    assert says_why(story, "b") == "its work waits to be merged: people decide on a first"

    story.decide("a", Choice.SEND_BACK, because="no")
    assert says_why(story, "b") == "its work waits to be merged: it is its turn"
    assert says_why(story, "c") == "its work waits to be merged: b comes first"

    merge(story, "b", "tb")
    assert says_why(story, "b") == "it is being judged"


def test_why_says_that_something_it_needs_is_open_again() -> None:
    story = reopened()
    leave(story, "a", "ta")

    wanted = "its work waits to be judged: something it needs is open again"
    assert says_why(story, "a") == wanted


def test_status_and_rows_tell_how_many_are_under_way() -> None:
    story = Story((step("a"), step("b"), step("c")))
    begin(story, "a", "b")

    view = run_view(story.state, (), AT)

    assert view.says == "goes on by itself while it is driven: a, 2 lanes"
    assert row_of(story.state, AT).step == "a, 2 lanes"
    assert [each.mark for each in view.steps] == ["now", "now", "later"]


def test_status_says_that_work_waits_to_be_merged() -> None:
    story = both_worked()
    story.judge("b")

    view = run_view(story.state, (), AT)

    assert view.steps[1].says == "attempt 1 of 3 waits to be merged"
