"""Which proof a step owes: by the kind of the task it is made for, as the approved plan says it."""

from gatewright.core.state.run_state import RunState
from gatewright.model.ids import StepPath
from gatewright.model.rules import TaskKind


def task_kind_of(state: RunState, step: StepPath) -> TaskKind:
    """Return the kind of work that `step` is judged as.

    Shape: a step that is made for no task judges all of them together; where one of them is new
           behaviour, or none is there, it is that.
    """
    item = state.record(step).item
    if item is not None:
        return item.kind
    live = (record for record in state.steps.values() if not record.is_retired)
    kinds = {record.item.kind for record in live if record.item is not None}
    if not kinds or TaskKind.BEHAVIOUR in kinds:
        return TaskKind.BEHAVIOUR
    return TaskKind.REFACTOR if TaskKind.REFACTOR in kinds else TaskKind.CHORE
