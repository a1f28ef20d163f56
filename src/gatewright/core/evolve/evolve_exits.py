"""What becomes of a run that somebody wants to end: a clean-up in its place, or one more gate."""

from typing import assert_type

from gatewright.core.layout.expansion import lay_out, with_step
from gatewright.core.state.exits import with_signal
from gatewright.core.state.run_state import Moving, RunState, Skipped, StepRecord
from gatewright.core.state.step_changes import change
from gatewright.model.exits import AbortBegun, OfExits, PartAsked, PartTurnedDown, SignalGiven
from gatewright.model.records import replace


def evolve_exit(state: RunState, event: OfExits) -> RunState:
    """Return `state` after `event`."""
    match event:
        case AbortBegun():
            return _cleaning_up(state, event)
        case PartAsked():
            return _asked(state, event)
        case SignalGiven():
            return with_signal(state, event)
        case _:
            assert_type(event, PartTurnedDown)
            state = change(state, event.step, Skipped(f"turned down: {event.because}"))
            return replace(state, partial=None)


def _cleaning_up(state: RunState, event: AbortBegun) -> RunState:
    """Return the state of which nothing is left to be done but the clean-up.

    Shape: what was under way is no step any more, so that nothing it comes to is taken; it is kept
           as it stood among what is gone. What was to be taken in never was.
    """
    state = _without_target(state)
    workflow = replace(
        state.started.workflow,
        steps=state.started.workflow.clean_up,
        clean_up=(),
        partly=None,
        outgrown="",
    )
    fresh = lay_out(replace(state.started, workflow=workflow), state.started_at)
    return replace(
        state,
        started=fresh.started,
        phase=Moving(),
        steps=fresh.steps,
        needed_by=fresh.needed_by,
        makers=fresh.makers,
        unmet=fresh.unmet,
        remaining=fresh.remaining,
        queue=(),
        crossings=fresh.crossings,
        watched=fresh.watched,
        versioned=fresh.versioned,
        readers=fresh.readers,
        ready=fresh.ready,
        active=fresh.active,
        settled_count=fresh.settled_count,
        questions={},
        unable_in_a_row=0,
        gone={**state.gone, **state.steps},
        ending=event,
        partial=None,
        taking=None,
        remedies=(),
    )


def _without_target(state: RunState) -> RunState:
    """Return `state` as it was before its target was taken in, where that is under way."""
    if state.taking is None or state.rested_on is None:
        return state
    origin, tree = state.rested_on
    return replace(state, started=replace(state.started, origin=origin), tree=tree)


def _asked(state: RunState, event: PartAsked) -> RunState:
    """Return the state with a gate beside all others, where it is judged."""
    partly = state.started.workflow.partly
    assert partly is not None, "BUG: a run ends with what holds, and nothing says when it may"
    definition = replace(partly, path=event.step)
    record = StepRecord(definition, rule_uses=(0,) * len(definition.no_go))
    return replace(with_step(state, record), partial=event)
