"""What a step waits for is told: how many are enough, what is early, what is missing."""

from gatewright.model.events import Choice
from gatewright.model.records import replace
from gatewright.model.workflow import SomeOf
from gatewright.views.graph import graph_of
from gatewright.views.mermaid import mermaid
from gatewright.views.plan import plan_view
from gatewright.views.svg import svg
from gatewright.views.waiting import missing_rows, needs_words
from gatewright.views.written_files import plan_lines
from tests.unit.run_stories import Story, approval, path, step

LAYERS = ("a", "b", "c")
SOME = SomeOf(tuple(map(path, LAYERS)), 2)
GATE = approval("gate", LAYERS, "c")
LOOK = step("look", (*LAYERS,), some_of=(SOME,), passes=(GATE.path,))
STEPS = (*(step(each) for each in LAYERS), GATE, LOOK)


def rows_of(story: Story, name: str) -> list[tuple[str, str]]:
    return list(missing_rows(story.state, story.state.record(path(name))))


def test_number_that_is_enough_is_told_wherever_needs_are() -> None:
    story = Story(STEPS)

    words = "after 2 of a, b, c; early, before gate"
    assert "; ".join(needs_words(LOOK)) == words
    assert f"- look: by developer; {words}; checks tests" in list(plan_lines(story.state))
    waits = {each.path: each.waits for each in plan_view(story.state).steps}
    assert waits.pop("look") == words
    assert set(waits.values()) == {""}


def test_what_is_needed_in_any_case_is_told_first() -> None:
    both = replace(LOOK, needs=(path("entry"), *LOOK.needs), passes=())

    assert list(needs_words(both)) == ["after entry and 2 of a, b, c"]


def test_step_that_stands_behind_the_first_of_a_procedure_does_not_tell_it_again() -> None:
    inner = replace(LOOK, needs=(path("look/one"),), passes=())

    assert list(needs_words(inner)) == ["after look/one"]


def test_picture_tells_it_at_the_step() -> None:
    view = graph_of(Story(STEPS).state)

    assert [each.note for each in view.nodes if each.path == "look"] == ["2 of 3, early"]
    assert "look<br/>developer<br/>2 of 3, early" in mermaid(view)
    assert "developer 2 of 3, early" in svg(view)


def test_what_is_missing_is_counted() -> None:
    story = Story(STEPS)
    assert rows_of(story, "look") == [("needs", "2 more of a, b, c")]
    story.good("a", "t1")

    assert rows_of(story, "look") == [("needs", "1 more of a, b, c")]
    assert rows_of(story, "gate") == [("needs", "b"), ("needs", "c")]


def test_no_is_told_where_it_holds_a_step() -> None:
    story = Story(STEPS)
    for number, each in enumerate(LAYERS):
        story.good(each, f"t{number}")
    story.judge("gate")

    story.decide("gate", Choice.SEND_BACK, because="not so")

    assert rows_of(story, "look") == [("sent back", "gate")]
