"""The law of what the outside is told, tried on workflows in which each step tells something."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Accepted
from gatewright.model.events import Choice
from gatewright.model.exits import SignalGiven
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Tale
from tests.property.run_worlds import go_on, workflows

TURNS = 100


def test_outside_is_told_once_and_not_before_it_holds(seen: Seen) -> None:
    """A signal is given when its step holds for the first time, and never again."""

    @drawn(120)
    @given(workflows(), st.lists(st.integers(0, 5), min_size=1, max_size=20))
    def law(steps: tuple[StepDefinition, ...], words: list[int]) -> None:
        tale = Tale(tuple(replace(each, signals=(f"{each.path}-holds",)) for each in steps))
        for turn in range(TURNS):
            before = len(tale.events)
            is_well = words[turn % len(words)] > 0
            status = Status.PASS if is_well else Status.FAIL
            choice = Choice.APPROVE if is_well else Choice.SEND_BACK
            is_on = go_on(tale, status, choice)
            for event in tale.events[before:]:
                if isinstance(event, SignalGiven):
                    assert event.step is not None
                    assert isinstance(tale.state.record(event.step).state, Accepted)
            if not is_on:
                break
        given_by = [each.step for each in tale.events if isinstance(each, SignalGiven)]
        assert len(given_by) == len(set(given_by)), f"told twice: {given_by}"
        seen.counts["told"] += len(given_by)
        accepted = [type(each).__name__ for each in tale.events].count("StepAccepted")
        seen.counts["held again"] += accepted - len(given_by)

    law()
    seen.at_least(told=100, held_again=20)
