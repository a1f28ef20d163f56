"""One step changed, with every counter and set of the run right afterwards."""

from collections.abc import Callable

from gatewright.core.state.needs import is_counted_otherwise, unmet_of
from gatewright.core.state.run_state import (
    ACTIVE,
    SETTLED,
    Judged,
    Judging,
    Queued,
    Ready,
    RunState,
    StepRecord,
    StepState,
    Waiting,
)
from gatewright.model.ids import StepPath
from gatewright.model.records import replace


def keep(state: RunState, record: StepRecord) -> RunState:
    """Return `state` with the record of one step replaced; its own state stays as it is."""
    return replace(state, steps=state.steps.put(record.definition.path, record))


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
    changed = replace(also(record), state=after)
    state = _mark(keep(state, changed), step, after)
    if was != is_now:
        state = replace(state, settled_count=state.settled_count + is_now - was)
        state = _spread(state, step, is_now=is_now) if state.unmet[step] == 0 else state
    return _spread_apart(state, step) if is_counted_otherwise(record, changed) else state


def _mark(state: RunState, step: StepPath, after: StepState) -> RunState:
    """Return `state` with `step` in the sets that its new state belongs to."""
    ready = _with(state.ready, step, is_in=isinstance(after, Ready))
    active = _with(state.active, step, is_in=isinstance(after, ACTIVE))
    return replace(state, ready=ready, active=active, queue=_queue(state, step, after))


def _queue(state: RunState, step: StepPath, after: StepState) -> tuple[StepPath, ...]:
    """Return the queue without a step whose work is not on its way to the head any more."""
    if step not in state.queue or isinstance(after, Queued | Judging | Judged):
        return state.queue
    return tuple(each for each in state.queue if each != step)


def _with(steps: frozenset[StepPath], step: StepPath, *, is_in: bool) -> frozenset[StepPath]:
    """Return `steps` with `step` in it, or without; the same set where that changes nothing."""
    if (step in steps) == is_in:
        return steps
    return steps | {step} if is_in else steps - {step}


def _spread(state: RunState, step: StepPath, *, is_now: bool) -> RunState:
    """Return `state` after `step` came to stand, or stands no more, with all that follows.

    What was settled behind it stands, or stands no more, with it: nothing goes on while something
    before it is open again.
    """
    changed = [step]
    while changed:
        for path in state.needed_by.get(changed.pop(), ()):
            before = state.unmet[path]
            state = _counted(state, path, -1 if is_now else 1)
            if (before == 0) != (state.unmet[path] == 0):
                state = _recount(state, path)
                if state.record(path).is_settled:
                    changed.append(path)
    return state


def _spread_apart(state: RunState, step: StepPath) -> RunState:
    """Return `state` after `step` counts otherwise for those that do not wait for all."""
    for path in (*state.needed_by.get(step, ()), *state.passed_by.get(step, ())):
        before = state.unmet[path]
        state = _counted(state, path, 0)
        is_now = state.unmet[path] == 0
        if (before == 0) != is_now:
            state = _recount(state, path)
            is_settled = state.record(path).is_settled
            state = _spread(state, path, is_now=is_now) if is_settled else state
    return state


def _counted(state: RunState, step: StepPath, more: int) -> RunState:
    """Return `state` with `more` needs of a step missing; counted anew where some are enough."""
    apart, record = state.apart.get(step), state.record(step)
    unmet = state.unmet[step] + more
    if apart is not None:
        unmet = unmet_of(record.definition, apart, state.steps, state.unmet)
    return replace(state, unmet=state.unmet.set(step, unmet))


def _recount(state: RunState, step: StepPath) -> RunState:
    """Return `state` with `step` ready where nothing is missing, and waiting where something is."""
    record, is_met = state.record(step), state.unmet[step] == 0
    if not isinstance(record.state, Waiting | Ready):
        return state
    after: StepState = Ready() if is_met else Waiting()
    return _mark(keep(state, replace(record, state=after)), step, after)
