"""One step changed, with every counter and set of the run right afterwards."""

from collections.abc import Callable
from dataclasses import replace

from gatewright.core.run_state import (
    ACTIVE,
    SETTLED,
    Ready,
    RunState,
    StepRecord,
    StepState,
    Waiting,
)
from gatewright.model.ids import StepPath


def keep(state: RunState, record: StepRecord) -> RunState:
    """Return `state` with the record of one step replaced; its own state stays as it is."""
    return replace(state, steps={**state.steps, record.definition.path: record})


def change(
    state: RunState,
    step: StepPath,
    after: StepState,
    also: Callable[[StepRecord], StepRecord] = lambda record: record,
) -> RunState:
    """Return `state` with `step` in the state `after`, and every counter right.

    Shape: a step that is to wait while nothing is missing is ready at once.
    """
    record = state.record(step)
    if isinstance(after, Waiting) and state.unmet[step] == 0:
        after = Ready()
    was, is_now = record.is_settled, isinstance(after, SETTLED)
    state = _mark(keep(state, replace(also(record), state=after)), step, after)
    if was == is_now:
        return state
    state = replace(state, settled_count=state.settled_count + is_now - was)
    for path in state.needed_by.get(step, ()):
        state = _count_need(state, path, -1 if is_now else 1)
    return state


def _mark(state: RunState, step: StepPath, after: StepState) -> RunState:
    """Return `state` with `step` in the sets that its new state belongs to."""
    is_ready, is_active = isinstance(after, Ready), isinstance(after, ACTIVE)
    return replace(
        state,
        ready=state.ready | {step} if is_ready else state.ready - {step},
        active=state.active | {step} if is_active else state.active - {step},
    )


def _count_need(state: RunState, step: StepPath, by: int) -> RunState:
    """Return `state` after one need of `step` settled (-1) or opened again (+1)."""
    unmet = state.unmet[step] + by
    state = replace(state, unmet={**state.unmet, step: unmet})
    before = state.record(step).state
    match before:
        case Waiting() if unmet == 0:
            after: StepState = Ready()
        case Ready() if unmet > 0:
            after = Waiting()
        case _:
            return state
    return _mark(keep(state, replace(state.record(step), state=after)), step, after)
