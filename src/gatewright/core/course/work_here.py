"""Which work is done in a person's own checkout: its worker comes by itself, and is not started."""

from gatewright.core.registers.written_rows import is_written_by_us
from gatewright.core.state.run_state import RunState, StepRecord, Working
from gatewright.model.effects import Effect, StartAttempt
from gatewright.model.here import HERE, is_here
from gatewright.model.workflow import WorkerKind


def comes_by_itself(state: RunState, effect: Effect) -> bool:
    """Return whether `effect` is an attempt that nobody starts: its worker asks for it."""
    if not isinstance(effect, StartAttempt) or state.agent != HERE:
        return False
    record = state.record(effect.step)
    return record.definition.doer.kind is WorkerKind.AGENT and not is_written_by_us(record)


def is_worked_on_here(record: StepRecord) -> bool:
    """Return whether somebody is at a step in a person's own checkout."""
    return isinstance(record.state, Working) and is_here(record.state.worker)


def worked_on_here(state: RunState) -> StepRecord | None:
    """Return the step that is worked on in the person's checkout; there is one at most."""
    active = (state.record(step) for step in sorted(state.active))
    return next((record for record in active if is_worked_on_here(record)), None)
