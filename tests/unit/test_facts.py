"""Facts: asked for when a condition needs them, once, of who may say; then settled."""

from collections.abc import Sequence

import pytest

from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.facts.facts import settled_by, undecided
from gatewright.core.state.run_state import Accepted, Blocked, Held, Skipped
from gatewright.model.facts import FactRule
from gatewright.model.feature import Facts, People
from gatewright.model.intake import Refusal, Reply, Take
from gatewright.model.questions import QuestionAsked
from gatewright.model.records import replace
from gatewright.model.workflow import Doer, StepDefinition, WorkerKind
from tests.unit.run_stories import Story, path, start_of, step

ADA, BO = "person:ada", "person:bo"
PEOPLE = People((("owner", (ADA,)),), is_solo=False)
UI = FactRule("ui", "Does it change a screen?", "owner")
API = FactRule("api", "Does it change the API?")
STEPS = (
    step("design", when="facts.ui"),
    step("build", ["design"]),
    step("write", ["build"], when="facts.ui && facts.api"),
)


def begun(
    steps: Sequence[StepDefinition] = STEPS,
    facts: tuple[FactRule, ...] = (UI, API),
    known: tuple[tuple[str, bool], ...] = (),
) -> Story:
    """Return a run of a workflow with facts."""
    story = Story(steps, people=PEOPLE)
    started = start_of(steps, PEOPLE)
    started = replace(started, workflow=replace(started.workflow, facts=facts), facts=Facts(known))
    story.begin_as(started)
    return story


def say(story: Story, text: str, person: str = ADA) -> object:
    return story.tell(Reply(None, person, text))


def state_of(story: Story, name: str) -> object:
    return story.state.record(path(name)).state


def test_fact_that_a_condition_needs_is_asked_for_and_nothing_begins() -> None:
    story = begun()

    assert story.events[-1] == QuestionAsked(path("design"), "fact.ui", UI.question)
    assert isinstance(state_of(story, "design"), Held)
    assert decide(story.state) == ()


def test_no_settles_it_and_the_step_does_not_apply() -> None:
    story = begun()

    say(story, "no: it is a library")

    assert isinstance(state_of(story, "design"), Skipped)
    assert [each.step for each in decide(story.state)] == ["build"]
    assert story.state.facts == {"ui": False}


def test_yes_lets_the_step_begin_and_is_not_asked_again() -> None:
    story = begun()
    say(story, "yes")
    story.good("design", "t1")
    story.good("build", "t2")

    asked = [each.question_id for each in story.events if isinstance(each, QuestionAsked)]
    assert asked == ["fact.ui", "fact.api"]
    assert isinstance(state_of(story, "design"), Accepted)


def test_what_was_said_at_the_start_is_not_asked_for() -> None:
    story = begun(known=(("ui", True),))

    assert not any(isinstance(each, QuestionAsked) for each in story.events)
    assert [each.step for each in decide(story.state)] == ["design"]


def test_fact_that_nobody_can_be_asked_for_stops_the_run() -> None:
    story = begun(facts=())

    assert isinstance(story.state.phase, Blocked)


@pytest.mark.parametrize(
    ("text", "person", "code"),
    [("probably", ADA, "fact.answer"), ("no", ADA, "fact.answer"), ("yes", BO, "fact.role")],
)
def test_answer_that_settles_nothing_changes_nothing(text: str, person: str, code: str) -> None:
    story = begun()
    before = story.state

    answer = say(story, text, person)

    assert isinstance(answer, Refusal)
    assert (answer.code, story.state) == (code, before)


def test_fact_without_a_role_is_settled_by_anybody() -> None:
    story = begun((step("write", when="facts.api"),))

    assert isinstance(say(story, "yes", BO), tuple)


def test_two_steps_that_need_one_fact_ask_once_and_both_go_on() -> None:
    steps = (step("design", when="facts.ui"), step("draw", when="facts.ui"))
    story = begun(steps)

    say(story, "no: it is a library")

    assert [type(state_of(story, name)) for name in ("design", "draw")] == [Skipped, Skipped]
    assert sum(isinstance(each, QuestionAsked) for each in story.events) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", (True, "")),
        (" Yes, it does ", (True, "it does")),
        ("no: a library", (False, "a library")),
        ("No - a library\nof two parts", (False, "a library\nof two parts")),
        ("no", None),
        ("nothing", None),
        ("", None),
        ("maybe yes", None),
    ],
)
def test_answer_is_a_yes_or_a_no_with_a_reason(text: str, expected: object) -> None:
    assert settled_by(text) == expected


def test_quoted_words_are_no_facts() -> None:
    workflow = replace(start_of(STEPS).workflow, facts=(UI, API))

    assert undecided(workflow, {}, "'facts.ui' == 'x' && facts.api") == (API,)
    assert undecided(workflow, {"api": False}, "facts.api") == ()


def test_answer_that_is_not_taken_is_told_why() -> None:
    long = "perhaps " * 20

    by_other, unclear = say(begun(), "yes", BO), say(begun(), long)

    assert isinstance(by_other, Refusal)
    assert by_other.found == "it stays with: ada"
    assert isinstance(unclear, Refusal)
    assert unclear.found == long[:100]


def test_step_that_waits_for_what_another_was_asked_is_not_taken_by_hand() -> None:
    story = begun((step("design", when="facts.ui"), step("draw", when="facts.ui")))
    assert isinstance(state_of(story, "design"), Held)

    answer = story.tell(Take(path("draw"), ADA, "/lane"))

    assert isinstance(answer, Refusal)
    assert (answer.code, answer.found) == ("checkout.busy", "nobody knows yet whether it applies")
    say(story, "yes")
    assert not isinstance(story.tell(Take(path("draw"), ADA, "/lane")), Refusal)


def test_fact_that_is_asked_for_holds_each_step_that_needs_it() -> None:
    by_hand = step("look", when="facts.ui", doer=Doer(WorkerKind.PERSON, "owner", "look"))
    story = begun((step("design", when="facts.ui"), step("paint", when="facts.ui"), by_hand))

    asked = [each for each in story.events if isinstance(each, QuestionAsked)]
    assert [each.step for each in asked] == ["design"]
    assert decide(story.state) == ()
    assert [each.definition.path for each in waits_for_people(story.state)] == ["design"]
    taken = story.tell(Take(path("look"), ADA, "/lane"))
    assert isinstance(taken, Refusal)
    assert taken.code == "checkout.busy"

    say(story, "yes")
    assert [each.step for each in decide(story.state)] == ["design", "paint"]
