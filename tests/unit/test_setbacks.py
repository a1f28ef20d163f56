"""Workers that cannot work now: a pause that grows, another agent, and an end to it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Blocked
from gatewright.core.state.setbacks import IN_A_ROW_MAX, PAUSE_S_MAX, UNABLE, pause_ms, wait_s
from gatewright.model.effects import StartAttempt
from gatewright.model.events import Ended
from gatewright.model.feature import Bounds
from gatewright.model.ids import Digest, EffectId, TreeId
from gatewright.model.intake import BeginAttempt, Hint, Submit, Take
from gatewright.model.queueing import WorkStopped
from gatewright.model.records import replace
from gatewright.model.setbacks import AgentReplaced, AttemptDelayed
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Doer, Move, NoGo, Product, WorkerKind
from gatewright.views.run_event import says_of
from gatewright.views.why import why_view
from tests.unit.run_stories import AT, NOBODY, Story, path, start_of, step

COMMAND = Doer(WorkerKind.COMMAND, argv=("tell",))
LATER = "2026-11-20T12:00:00.000+00:00"


def story_with(*fallbacks: str, bounds: Bounds | None = None) -> Story:
    """Return a run of one step, or two, with agents that go on where one cannot work."""
    steps = (step("a"), step("b"))
    story = Story(steps)
    started = replace(start_of(steps), fallbacks=fallbacks)
    if bounds is not None:
        started = replace(started, bounds=bounds)
    story.begin_as(started)
    return story


def begin_at(story: Story, name: str) -> str:
    """Return when the next attempt at a step may begin; "" for at once."""
    found = [each for each in decide(story.state) if each.step == name]
    assert isinstance(found[0], StartAttempt)
    return found[0].not_before


def begin_is_wanted(story: Story, name: str) -> bool:
    """Return whether an attempt at a step is to be begun."""
    return any(isinstance(each, StartAttempt) and each.step == name for each in decide(story.state))


@given(st.sampled_from(UNABLE), st.integers(0, 60), st.text(max_size=20))
def test_pause_is_bounded_and_the_same_for_the_same_attempt(
    ended: Ended, before: int, name: str
) -> None:
    found = pause_ms(ended, before, EffectId(name))

    assert 0 < found <= PAUSE_S_MAX * 1000
    assert found == pause_ms(ended, before, EffectId(name))


@pytest.mark.parametrize("ended", UNABLE)
def test_pause_grows_and_not_all_attempts_wait_alike(ended: Ended) -> None:
    name = EffectId("1/a/attempt/1")
    pauses = [pause_ms(ended, before, name) for before in range(6)]
    others = {pause_ms(ended, 3, EffectId(f"1/a/attempt/{number}")) for number in range(20)}

    assert all(later > earlier for earlier, later in pairwise(pauses))
    assert len(others) > 10


@pytest.mark.parametrize(
    ("until", "at", "seconds"),
    [
        ("", AT, 0),
        (LATER, LATER, 0),
        (LATER, "2026-11-20T11:59:58.500+00:00", 1.5),
        (LATER, "2026-11-20T12:00:01.000+00:00", 0),
        (LATER, "2025-01-01T00:00:00.000+00:00", PAUSE_S_MAX),  # a clock that was set back
    ],
)
def test_wait_ends_whatever_the_clock_does(until: str, at: str, seconds: float) -> None:
    assert wait_s(until, at) == seconds


@pytest.mark.parametrize("ended", [each for each in UNABLE if each is not Ended.SHUT_OUT])
def test_agent_that_cannot_work_is_asked_again_after_a_pause(ended: Ended) -> None:
    story = story_with()
    story.work("a", "t1", ended)

    assert begin_at(story, "a") > AT
    assert story.state.record(path("a")).tries == 0
    assert isinstance(story.events[-1], AttemptDelayed)
    assert f"the agent was {ended}" in says_of(story.events[-1])
    [reason] = why_view(story.state, (), path("a"), is_driven=True).reasons
    assert "asked again at" in reason.what

    story.work("a", "t1")
    story.judge("a", code="x")
    assert begin_at(story, "b") == ""


def test_words_of_a_person_end_the_pause() -> None:
    story = story_with()
    story.work("a", "t1", Ended.BUSY)
    story.told(Hint(path("a"), "person:dev", "it is there again"))

    assert begin_at(story, "a") == ""


def test_command_and_work_that_is_judged_wait_for_nothing() -> None:
    story = Story((step("a", doer=Doer(WorkerKind.COMMAND, argv=("make",))), step("b")))
    story.work("a", "t1", Ended.FAILED)
    story.work("b", "t1", Ended.TIMED_OUT)

    assert not any(isinstance(each, AttemptDelayed) for each in story.events)
    assert story.state.unable_in_a_row == 0


def test_agent_that_is_shut_out_is_not_asked_again_unless_a_person_says_so() -> None:
    story = story_with("command:2")
    story.work("a", "t1", Ended.SHUT_OUT)
    assert story.state.agent == "command:2"
    assert "its agent was shut out" in says_of(story.events[-1])
    assert not any(isinstance(each, AttemptDelayed) for each in story.events)
    assert begin_at(story, "a") == ""

    story.work("a", "t1", Ended.SHUT_OUT)
    assert isinstance(story.state.phase, Blocked)
    assert (
        story.state.phase.because == "a: its agent was shut out: its key or login is not accepted"
    )
    story.told(Hint(path("a"), "person:dev", "logged in"))
    assert begin_at(story, "a") == ""


def test_next_agent_goes_on_where_one_is_spent_and_begins_with_nothing_against_it() -> None:
    story = story_with("command:2", "command:2", bounds=Bounds(trouble_max=1))
    story.work("b", "t1", Ended.ABSENT)
    story.work("a", "t1", Ended.ABSENT)
    assert story.state.agent == story.state.started.agent
    story.work("a", "t1", Ended.ABSENT)

    replaced = story.events[-1]
    assert isinstance(replaced, AgentReplaced)
    assert story.state.agent == replaced.agent == "command:2"
    assert "another agent goes on: its agent could not work 2 times" in says_of(replaced)
    assert begin_at(story, "a") == begin_at(story, "b") == ""
    assert {story.state.record(path(name)).troubles for name in "ab"} == {0}

    story.work("a", "t1", Ended.ABSENT)
    story.work("a", "t1", Ended.ABSENT)
    assert isinstance(story.state.phase, Blocked)
    assert "could not" in story.state.phase.because or "broke" in story.state.phase.because


def test_agent_that_fails_everywhere_is_not_hammered() -> None:
    story = story_with(bounds=Bounds(trouble_max=99))
    for number in range(IN_A_ROW_MAX):
        assert not isinstance(story.state.phase, Blocked)
        story.work("ab"[number % 2], "t1", Ended.FAILED)

    assert isinstance(story.state.phase, Blocked)
    assert f"could not work {IN_A_ROW_MAX} times in a row" in story.state.phase.because
    story.told(Hint(None, "person:dev", "the network is back"))
    assert story.state.unable_in_a_row == 0
    assert not isinstance(story.state.phase, Blocked)


def test_work_in_between_ends_the_row() -> None:
    story = story_with(bounds=Bounds(trouble_max=99))
    for _ in range(IN_A_ROW_MAX - 1):
        story.work("a", "t1", Ended.FAILED)
    story.work("b", "t1")

    assert story.state.unable_in_a_row == 0
    story.work("a", "t1", Ended.FAILED)
    assert not isinstance(story.state.phase, Blocked)


CUT_OFF = [Ended.FAILED, Ended.TIMED_OUT, Ended.QUIET, Ended.FLOODED]


@pytest.mark.parametrize("ended", CUT_OFF)
@pytest.mark.parametrize("asks", [True, False])
def test_command_that_was_ended_is_begun_again_unasked_only_where_it_may(
    ended: Ended, asks: bool
) -> None:
    story = Story((step("tell", doer=COMMAND, asks_if_lost=asks),))
    story.work("tell", "t1", ended)

    assert any(isinstance(each, StartAttempt) for each in decide(story.state)) is not asks
    assert isinstance(story.state.phase, Blocked) is asks
    if asks:
        story.told(Hint(path("tell"), "person:dev", "it did nothing"))
        assert any(isinstance(each, StartAttempt) for each in decide(story.state))


@pytest.mark.parametrize("asks", [True, False])
def test_command_whose_ground_changes_at_work_is_begun_again_unasked_only_where_it_may(
    asks: bool,
) -> None:
    again = (NoGo(Move.REOPEN, (path("a"),), 2),)
    story = Story(
        (
            step("a", produces=(Product("plan", "p.md"),)),
            step("side", ["a"], doer=NOBODY, no_go=again),
            step("tell", ["a"], doer=COMMAND, reads=("plan",), asks_if_lost=asks),
        )
    )
    story.good("a", "t1")
    begun = next(each for each in decide(story.state) if isinstance(each, StartAttempt))
    story.told(
        BeginAttempt(
            begun.step, begun.number, begun.effect_id, "command", begun.from_tree, Digest("b")
        )
    )
    story.judge("side", Status.FAIL, code="x")
    story.good("a", "t2")
    assert any(isinstance(each, WorkStopped) for each in story.events)

    assert begin_is_wanted(story, "tell") is not asks
    assert isinstance(story.state.phase, Blocked) is asks


def test_who_takes_a_step_by_hand_ends_the_pause_of_its_agent() -> None:
    story = Story((step("a"),))
    story.work("a", "t1", Ended.BUSY)
    assert begin_at(story, "a")
    story.told(Take(path("a"), "person:dev", "/folder"))
    story.told(Submit(path("a"), "person:dev", TreeId("t2")))
    story.judge("a", Status.FAIL, code="x")

    assert begin_at(story, "a") == ""
