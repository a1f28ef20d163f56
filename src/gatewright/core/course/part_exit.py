"""The end of a run with what holds: what is left is put on record, then it is over.

What people did not let become a commit is not handed over by the way: then it goes on.
"""

from gatewright.core.approval.changes import FOLDER
from gatewright.core.approval.commit_units import not_agreed
from gatewright.core.registers.shipped_registers import register_of
from gatewright.core.state.exits import given_out
from gatewright.core.state.run_state import (
    Accepted,
    GivenUp,
    Over,
    Refused,
    RunState,
    StepRecord,
    Working,
)
from gatewright.model.events import Event, Exit, RunExited
from gatewright.model.exits import PartAsked, PartTurnedDown
from gatewright.model.registers import DEFERRED, ENGINE, EntryAdded, Value


def of_exit(state: RunState) -> tuple[Event, ...] | None:
    """Return what follows for a run that is over, or may be; None where others say what follows."""
    if isinstance(state.phase, Over):
        return ()
    asked = state.partial
    if asked is None:
        return None
    match state.record(asked.step).state:
        case Refused():
            because = state.record(asked.step).refusals[-1].because
            return (PartTurnedDown(asked.step, because),)
        case Accepted():
            return _end(state, asked)
        case _:
            return None


def let_go(state: RunState, because: str) -> tuple[PartTurnedDown, ...]:
    """Return that nobody asks any more whether the run may end with what holds."""
    return (PartTurnedDown(state.partial.step, because),) if state.partial is not None else ()


def _end(state: RunState, asked: PartAsked) -> tuple[Event, ...]:
    """Return the end with what holds; where by now all does, that nobody needs it any more."""
    left = [record for record in state.steps.values() if _is_left(record)]
    if not left:
        return let_go(state, "nothing is left, so it ends as a whole")
    held_back = not_agreed(state)
    if held_back:
        because = f"nobody let what {held_back[0].step} came to become a commit"
        return (PartTurnedDown(asked.step, because),)
    deferred = (_deferred(state, asked, record, at) for at, record in enumerate(left, start=1))
    outputs = given_out(state)
    exited = RunExited(Exit.PARTIAL, asked.because, state.tree, outputs, asked.person)
    return (*deferred, exited)


def _is_left(record: StepRecord) -> bool:
    """Return whether a step of the workflow is not done."""
    return not record.is_settled and not record.definition.path.startswith(FOLDER)


def _deferred(state: RunState, asked: PartAsked, record: StepRecord, at: int) -> EntryAdded:
    """Return the entry of a step that is left, in the fields that the register has."""
    step = record.definition.path
    run_id = state.started.feature.run_id
    said: dict[str, Value] = {
        "text": f"{record.definition.title}: {_how_far(record)}",
        "reference": f"{run_id}/{step}",
        "owner": asked.person,
    }
    register = register_of(state.started.workflow, DEFERRED)
    known = {field.name for field in register.fields} if register is not None else set()
    values = tuple((name, value) for name, value in said.items() if name in known)
    return EntryAdded(
        register=DEFERRED,
        key=f"left-{asked.step.rpartition('/')[2]}-{at}",
        step=None,
        number=0,
        values=values,
        author=ENGINE,
        role="",
        tree=state.tree,
        about=(step,),
        because=asked.because,
    )


def _how_far(record: StepRecord) -> str:
    """Return how far a step came that is left."""
    match record.state:
        case GivenUp(because):
            return f"given up: {because}"
        case Working(number=number):
            return f"attempt {number} was under way"
        case _:
            return "not done" if not record.numbers_used else "begun, and not accepted"
