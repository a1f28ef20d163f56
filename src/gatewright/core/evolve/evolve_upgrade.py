"""What becomes of a run that goes on by another definition: as one, for all of its steps."""

from gatewright.core.layout.expansion import with_steps
from gatewright.core.layout.laid_anew import laid_anew
from gatewright.core.state.run_state import (
    Accepted,
    Held,
    Judging,
    RunState,
    StepRecord,
    Waiting,
)
from gatewright.model.changing import DefinitionReplaced
from gatewright.model.events import Ended
from gatewright.model.records import replace

ITS_DEFINITION = "its definition"
"""What a step has to be made to fit, beside what it reads."""


def evolve_upgrade(state: RunState, event: DefinitionReplaced) -> RunState:
    """Return the state by the definition that was agreed to at a step."""
    asked = state.record(event.step).change
    assert asked is not None, "BUG: agreed to what nobody asked for"
    assert asked.definition is not None, "BUG: agreed to a definition that is not there"
    state = laid_anew(state, asked.definition)
    records = dict(state.steps.items())
    for step in event.made_again:
        records[step] = _to_be_made(records[step])
    for step in event.judged_again:
        records[step] = _to_be_judged(records[step])
    moved = {*event.made_again, *event.judged_again}
    queue = tuple(step for step in state.queue if step not in moved)
    return with_steps(replace(state, queue=queue), records)


def _to_be_made(record: StepRecord) -> StepRecord:
    """Return the record of a step that is made again, to fit what it is now; nothing is counted."""
    is_asking = isinstance(record.state, Held)
    named = (*record.changed_reads, ITS_DEFINITION) if record.has_held else record.changed_reads
    return replace(
        _by_another(record),
        state=record.state if is_asking else Waiting(),
        changed_reads=tuple(dict.fromkeys(named)),
        answered=(),
        tries=0,
        tries_at_grant=0,
        granted=0,
        lost=0,
        is_judged_again=False,
    )


def _to_be_judged(record: StepRecord) -> StepRecord:
    """Return the record of a step whose outcome is judged again as it is.

    Shape: what was accepted is judged as it was put on the head then; what is not on it yet, as it
           was handed in.
    """
    record = _by_another(record)
    if not record.has_worker:
        return replace(record, state=Waiting())
    if not isinstance(record.state, Accepted):
        return replace(record, state=record.handed_in or Waiting(), tries=0, tries_at_grant=0)
    last = record.added[-1]
    work = Judging(record.state.number, last.tree, last.from_tree, Ended.DONE)
    return replace(record, state=work, handed_in=work, is_judged_again=True)


def _by_another(record: StepRecord) -> StepRecord:
    """Return a record that no outcome of the definition before is of any more."""
    return replace(record, edition=record.edition + 1, troubles=0, not_before="")
