"""The steps of a procedure that decides a change request: below the step where it is decided."""

from gatewright.core.approval.changes import FOLDER, step_of
from gatewright.core.layout.item_steps import steps_of_remedy
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.changing import ChangeAsked
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.risk import RISK
from gatewright.model.workflow import StepDefinition


def laid_for(state: RunState, asked: ChangeAsked) -> tuple[StepDefinition, ...]:
    """Return the steps at which a request is decided, the one that it stands for last.

    Shape: where a procedure decides, nobody is asked besides; but on another definition, and on a
           lower risk, those decide too who are asked because of what is there.
    """
    closing, procedure = step_of(asked), state.started.workflow.changes
    if procedure is None:
        return (closing,)
    *inner, last = steps_of_remedy(procedure, asked.step, closing)
    is_of_run = asked.definition is not None or RISK in dict(asked.facts)
    gate = closing.gate if is_of_run else replace(closing.gate, approvals=())
    return (*inner, replace(closing, needs=last.needs, gate=gate))


def steps_for(state: RunState, change: StepPath) -> tuple[StepPath, ...]:
    """Return the steps of the procedure that decides a request."""
    return tuple(path for path in state.steps if path.startswith(f"{change}/"))


def decided_by(state: RunState, step: StepPath) -> StepRecord | None:
    """Return the record of the request that a step helps to decide; None for any other step."""
    if not step.startswith(FOLDER):
        return None
    change = StepPath("/".join(step.split("/")[:2]))
    return state.record(change) if change != step else None
