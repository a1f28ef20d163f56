"""A step that waits for some of its needs, or passes gates: when it is ready, and when no more."""

import pytest

from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.run_state import Accepted, Ready, Waiting, Working
from gatewright.model.events import Choice, StepReopened, StepsExpanded, StepSkipped
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Gate, Move, NoGo, Product, SomeOf, StepDefinition
from tests.unit.run_stories import NOBODY, Story, approval, path, step
from tests.unit.test_side_by_side import begin

LAYERS = ("a", "b", "c")
TWO = SomeOf(tuple(map(path, LAYERS)), 2)


def look(least: int = 2, **fields: object) -> StepDefinition:
    return step("look", LAYERS, some_of=(replace(TWO, at_least=least),), **fields)


def layers(**whens: str) -> tuple[StepDefinition, ...]:
    return tuple(step(each, when=whens.get(each, "")) for each in LAYERS)


def makers() -> tuple[StepDefinition, ...]:
    return tuple(step(each, produces=(Product(each, f"{each}.md"),)) for each in LAYERS)


def is_ready(story: Story, name: str = "look") -> bool:
    return isinstance(story.state.record(path(name)).state, Ready)


def test_step_is_ready_with_as_many_as_it_wants() -> None:
    story = Story((*layers(), look()))

    story.good("a", "t1")
    assert not is_ready(story)
    story.good("b", "t2")

    assert is_ready(story)
    assert path("look") in [each.step for each in decide(story.state)]


@pytest.mark.parametrize(("least", "left"), [(3, ("a", "b")), (2, ("a",)), (1, ())])
def test_what_does_not_apply_is_not_wanted(least: int, left: tuple[str, ...]) -> None:
    whens = {each: "1 > 2" for each in LAYERS if each not in left}
    story = Story((*layers(**whens), look(least)))

    for number, each in enumerate(left):
        assert not is_ready(story)
        story.good(each, f"t{number}")

    assert is_ready(story)


def test_one_that_is_left_out_after_it_was_accepted_counts_no_more() -> None:
    story = Story((*layers(), look(), step("then", ["look"])))
    for number, each in enumerate(("a", "b", "look")):
        story.good(each, f"t{number}")
    assert is_ready(story, "then")

    story.state = evolve(story.state, StepSkipped(path("a"), "not any more"))

    assert story.state.unmet[path("look")] == 1
    assert not is_ready(story, "then")
    story.state = evolve(story.state, StepSkipped(path("c"), "nor this"))
    assert is_ready(story, "then")


def test_one_more_that_is_left_out_changes_nothing_for_what_waits_for_all() -> None:
    story = Story((*layers(), step("all", LAYERS)))
    for number, each in enumerate(LAYERS):
        story.good(each, f"t{number}")

    story.state = evolve(story.state, StepSkipped(path("a"), "not any more"))

    assert is_ready(story, "all")


def test_step_stays_where_another_takes_the_place_of_what_is_open_again() -> None:
    story = Story((*layers(), look(), step("then", ["look"])))
    for number, each in enumerate((*LAYERS, "look")):
        story.good(each, f"t{number}")

    story.state = evolve(story.state, StepReopened(path("a"), "again"))
    assert is_ready(story, "then")
    story.state = evolve(story.state, StepReopened(path("b"), "again"))

    assert story.state.unmet[path("look")] == 1
    assert not is_ready(story, "then")


def test_what_was_made_and_is_read_is_waited_for_while_it_is_made_anew() -> None:
    story = Story((*makers(), look(1, reads=("a", "b"))))
    story.good("a", "t1")
    story.good("b", "t2")
    assert is_ready(story)

    story.state = evolve(story.state, StepReopened(path("a"), "again"))

    assert not is_ready(story)
    story.good("a", "t3")
    assert is_ready(story)


def test_what_is_read_and_comes_later_makes_the_reader_stale() -> None:
    story = Story((*makers(), look(2, reads=LAYERS)))
    for number, each in enumerate(("a", "b", "look")):
        story.good(each, f"t{number}")

    story.good("c", "t9")

    record = story.state.record(path("look"))
    assert isinstance(record.state, Ready)
    assert record.changed_reads == ("c",)


def test_what_comes_later_stops_who_reads_it() -> None:
    story = Story((*makers(), look(2, reads=LAYERS)))
    story.good("a", "t1")
    story.good("b", "t2")
    story.work("c", "t3")
    begin(story, "look")
    assert isinstance(story.state.record(path("look")).state, Working)

    story.judge("c")

    assert isinstance(story.state.record(path("look")).state, Ready)


def test_order_alone_makes_nobody_work_again() -> None:
    story = Story((*makers(), look(2)))
    for number, each in enumerate(("a", "b", "look", "c")):
        story.good(each, f"t{number}")

    assert isinstance(story.state.record(path("look")).state, Accepted)


def test_list_is_waited_for_whoever_else_is_done() -> None:
    plan = step("a", produces=(Product("plan", "plan.md", "plan"),))
    story = Story((plan, *layers()[1:], look(1, for_each="plan")))

    story.good("b", "t1")
    assert not is_ready(story)
    story.good("a", "t2", ["1", "2"])

    assert is_ready(story, "look/1")


def test_items_wait_for_as_many_as_their_step() -> None:
    story = Story((*layers(), look(2, items=())))
    items = story.judgement("a", items=["1", "2"]).items
    story.state = evolve(story.state, StepsExpanded(path("look"), items))

    story.good("a", "t1")
    assert not is_ready(story, "look/1")
    story.good("b", "t2")

    assert is_ready(story, "look/1")
    assert story.state.record(path("look")).definition.some_of == ()


def test_what_stands_inside_of_one_that_is_counted_is_not_waited_for() -> None:
    inner = step("a/one", produces=(Product("plan", "plan.md"),))
    used = replace(step("a", ["a/one"], doer=NOBODY), remakes=(StepPath("a/one"),))
    story = Story((inner, used, *layers()[1:], look(1, reads=("plan",))))

    story.good("b", "t1")

    assert is_ready(story)


# Gates


def gated(**fields: object) -> tuple[StepDefinition, ...]:
    """Return two layers, a gate that people decide at, an early step, one more, one behind it."""
    gate = approval("gate", ["a", "b"], "b")
    early = step("early", ["a"], passes=(gate.path,), **fields)
    more = step("more", ["early"], passes=(gate.path,))
    return (step("a"), step("b"), gate, early, more, step("late", ["gate"]))


def at_the_gate() -> Story:
    story = Story(gated())
    story.good("a", "t1")
    story.good("b", "t2")
    story.judge("gate")
    return story


def test_early_step_waits_for_no_answer() -> None:
    story = at_the_gate()

    assert is_ready(story, "early")
    assert not is_ready(story, "late")


def test_nobody_passes_a_no_until_it_is_a_yes() -> None:
    story = at_the_gate()

    story.decide("gate", Choice.SEND_BACK, because="not so")
    assert isinstance(story.state.record(path("early")).state, Waiting)
    story.good("b", "t3")
    story.judge("gate")
    assert isinstance(story.state.record(path("early")).state, Waiting)
    story.decide("gate")

    assert is_ready(story, "early")


def test_what_is_settled_behind_a_no_stands_no_more() -> None:
    story = Story((*gated(), step("then", ["early"])))
    story.good("a", "t1")
    story.good("early", "t2")
    story.good("b", "t3")
    story.judge("gate")
    assert is_ready(story, "more")

    story.decide("gate", Choice.SEND_BACK, because="not so")

    assert not is_ready(story, "more")
    assert not is_ready(story, "then")
    assert isinstance(story.state.record(path("early")).state, Accepted)
    story.good("b", "t4")
    story.judge("gate")
    story.decide("gate")
    assert is_ready(story, "more")
    assert is_ready(story, "then")


def test_gate_that_does_not_apply_any_more_says_no_no_more() -> None:
    story = at_the_gate()
    story.decide("gate", Choice.SEND_BACK, because="not so")

    story.state = evolve(story.state, StepSkipped(path("gate"), "not any more"))

    assert is_ready(story, "early")


def test_gate_that_checks_refuse_holds_no_early_step() -> None:
    rule = (NoGo(Move.REOPEN, (path("b"),), 2),)
    gate = step("gate", ["a", "b"], doer=NOBODY, gate=Gate(("tests",)), no_go=rule)
    story = Story((step("a"), step("b"), gate, step("early", ["a"], passes=(gate.path,))))
    story.good("a", "t1")
    story.good("b", "t2")

    story.judge("gate", Status.FAIL, code="x")

    assert is_ready(story, "early")


def test_yes_that_a_person_takes_back_is_a_no() -> None:
    story = at_the_gate()
    story.decide("gate")
    assert is_ready(story, "early")

    story.state = evolve(story.state, StepReopened(path("b"), "I want it otherwise"))

    assert isinstance(story.state.record(path("early")).state, Waiting)
