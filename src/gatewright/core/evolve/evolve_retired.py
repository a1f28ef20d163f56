"""What becomes of a run in which work of retired steps is on the head: asked, kept, reverted."""

from gatewright.core.approval.retired_work import step_of_retired
from gatewright.core.layout.expansion import with_step
from gatewright.core.state.retired import at_once, questions, without_added
from gatewright.core.state.run_state import Judging, Queued, RunState, Skipped, StepRecord
from gatewright.core.state.step_changes import change
from gatewright.model.events import Ended
from gatewright.model.records import replace
from gatewright.model.registers import ENGINE
from gatewright.model.retiring import OfRetiring, UndoBegun, WorkKept, WorkRetired


def evolve_retired(state: RunState, event: OfRetiring) -> RunState:
    """Return `state` after `event`."""
    match event:
        case WorkRetired():
            definition = step_of_retired(state, event)
            rules = (0,) * len(definition.no_go)
            return with_step(state, StepRecord(definition, rule_uses=rules, leaves=event))
        case WorkKept(step, because):
            state = without_added(state, step)
            return change(state, step, Skipped(f"kept: {because}"))
        case UndoBegun():
            return _undoing(state, event)
        case _:
            return change(state, event.step, Skipped(event.because))


def _undoing(state: RunState, event: UndoBegun) -> RunState:
    """Return the state in which the opposite of what was added waits to be put on the head."""
    leaves = state.record(event.step).leaves
    assert leaves is not None, "BUG: reverted what nobody is asked about"
    newest, number = leaves.added[0], event.number
    work = Judging(number, newest.before, newest.after, Ended.DONE)
    return change(
        replace(state, queue=(*state.queue, event.step)),
        event.step,
        Queued(number, newest.before, newest.after),
        lambda record: replace(
            record, numbers_used=number, handed_in=work, handed_in_by=ENGINE, judged=None
        ),
    )


def carried_on(state: RunState, before: RunState) -> RunState:
    """Return `state`, of another workflow, in which what was not said is still to be said."""
    for record in questions(before):
        rules = (0,) * len(record.definition.no_go)
        fresh = StepRecord(record.definition, rule_uses=rules, leaves=record.leaves)
        state = with_step(state, at_once(replace(fresh, numbers_used=record.numbers_used)))
    return state
