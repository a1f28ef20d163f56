"""What becomes of a step whose work is done beside other work: queued, put on the head, stopped."""

from typing import assert_type

from gatewright.core.evolve.evolve_decisions import with_answers
from gatewright.core.state.run_state import Judging, Queued, RunState, StepRecord, Waiting
from gatewright.core.state.setbacks import is_in_doubt
from gatewright.core.state.step_changes import change
from gatewright.model.queueing import WorkMerged, WorkQueued, WorkStopped
from gatewright.model.records import replace

QueueEvent = WorkQueued | WorkMerged | WorkStopped


def evolve_queue(state: RunState, event: QueueEvent) -> RunState:
    """Return `state` after `event`."""
    match event:
        case WorkQueued():
            return _queued(state, event)
        case WorkMerged():
            return _merged(state, event)
        case _:
            assert_type(event, WorkStopped)
            return change(state, event.step, Waiting(), _stopped)


def _queued(state: RunState, event: WorkQueued) -> RunState:
    """Return the state in which work waits its turn; what nobody worked on is judged anew."""
    step, work = event.step, state.record(event.step).handed_in
    if work is None:
        return change(state, step, Waiting(), with_answers)
    others = (each for each in state.queue if each != step)
    state = replace(state, queue=(*others, step))
    return change(state, step, Queued(event.number, work.tree, work.from_tree), with_answers)


def _stopped(record: StepRecord) -> StepRecord:
    """Return the record of a step whose work was ended; of a command, nobody may know how far."""
    return replace(record, lost=record.lost + is_in_doubt(record))


def _merged(state: RunState, event: WorkMerged) -> RunState:
    """Return the state in which the work on the head is to be judged as a whole."""
    work = state.record(event.step).handed_in
    assert work is not None, "BUG: nobody handed in what was put on the head"
    return change(state, event.step, Judging(event.number, event.tree, event.head, work.ended))
