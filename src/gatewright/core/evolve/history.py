"""What becomes of steps that were laid in for one purpose, once that is over."""

from collections.abc import Iterable

from gatewright.core.facts.fact_state import left_out
from gatewright.core.state.run_state import RunState
from gatewright.core.state.step_changes import keep
from gatewright.model.ids import StepPath
from gatewright.model.records import replace


def as_history(state: RunState, steps: Iterable[StepPath], because: str) -> RunState:
    """Return `state` that makes none of `steps` again; what did not hold is left out."""
    for step in steps:
        if not state.record(step).is_settled:
            state = left_out(state, step, because)
        state = keep(state, replace(state.record(step), is_retired=True, read=()))
    return state
