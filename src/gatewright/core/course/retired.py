"""What becomes of work on the head once nobody wants what it was for: a person says it.

Nothing is passed over in silence, and nothing is guessed: the first gates behind wait for it.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from gatewright.core.approval.retired_work import named, next_question, role_for
from gatewright.core.content.content_names import artifact_of
from gatewright.core.state.retired import changes_of, questions
from gatewright.core.state.run_state import (
    Choosing,
    InHand,
    Judging,
    Queued,
    Ready,
    RunState,
    Skipped,
    StepRecord,
    Working,
)
from gatewright.model.changing import DefinitionReplaced
from gatewright.model.choices import MoveAsked
from gatewright.model.digest import digest_of
from gatewright.model.events import DecisionLapsed, Event, StepsExpanded, StepSkipped
from gatewright.model.ids import Nonce, StepPath
from gatewright.model.queueing import WorkStopped
from gatewright.model.records import replace
from gatewright.model.retiring import UndoBegun, WorkKept, WorkRetired, WorkWanted
from gatewright.model.workflow import Item, Move

STOPPABLE = (Working, InHand, Judging, Queued)


def asked_of_retired(
    before: RunState, state: RunState, events: Iterable[Event]
) -> tuple[Event, ...]:
    """Return what is to be said of work whose steps `events` retired; () where there is none."""
    gone = [(path, event) for event in events for path in _retired_by(before, state, event)]
    if not gone:
        return ()
    asked = {path for each in questions(state) if each.leaves for path in each.leaves.of}
    found: list[WorkRetired] = []
    for head, event in _heads(gone):
        of = tuple(path for path, _ in gone if _is_in(path, head) and path not in asked)
        question = _question(state, of, event)
        if question is not None:
            step = next_question(state, len(found))
            gates = tuple(_gates_behind(before, state, head))
            found.append(replace(question, step=step, gates=gates, role=role_for(state, gates)))
    return tuple(found)


def stopped_items(state: RunState, step: StepPath, items: Iterable[Item]) -> Iterator[WorkStopped]:
    """Yield the end of work on items of `step` that are others now, or gone."""
    known = {item.key: item for item in items}
    for path in state.steps.sorted(state.active):
        record = state.record(path)
        is_of_list = record.item is not None and path.startswith(f"{step}/")
        if not is_of_list or not isinstance(record.state, STOPPABLE):
            continue
        now = known.get(record.item.key) if record.item is not None else None
        if now != record.item:
            what = "it is no longer listed" if now is None else "what it is for is another now"
            yield WorkStopped(path, record.numbers_used, what)


def of_question(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return that a person is asked, or that what was retired is wanted again; () for the rest."""
    leaves = record.leaves
    if leaves is None:
        return ()
    back = [path for path in leaves.of if not _is_gone(state.steps.get(path))]
    if back:
        return _withdrawn(record, f"{back[0]} is wanted again")
    if not isinstance(record.state, Ready) or record.rule_uses[0]:
        return ()
    number = record.numbers_used + 1
    asked = [state.started.feature.run_id, leaves.step, number, record.edition]
    return (MoveAsked(leaves.step, number, 0, Nonce(digest_of(asked)[:32])),)


def said_of_retired(
    record: StepRecord, move: Literal[Move.KEEP, Move.REVERT], because: str
) -> tuple[Event, ...]:
    """Return what a person said becomes of the work."""
    step = record.definition.path
    if move is Move.KEEP:
        return (WorkKept(step, because),)
    return (UndoBegun(step, record.numbers_used + 1),)


def _withdrawn(record: StepRecord, because: str) -> tuple[Event, ...]:
    """Return that nobody is asked any more."""
    step, asked = record.definition.path, record.state
    lapsed = (DecisionLapsed(step, asked.nonce, because),) if isinstance(asked, Choosing) else ()
    return (*lapsed, WorkWanted(step, because))


def _retired_by(before: RunState, state: RunState, event: Event) -> Iterator[StepPath]:
    """Yield who is retired by one event."""
    match event:
        case StepsExpanded(step):
            for path, record in state.steps.items():
                known = before.steps.get(path)
                is_new = record.is_retired and (known is None or not known.is_retired)
                if is_new and path.startswith(f"{step}/"):
                    yield path
        case StepSkipped(step):
            yield step
        case DefinitionReplaced(retired=retired):
            yield from (path for path in retired if path in state.steps)
        case _:
            pass


def _heads(gone: list[tuple[StepPath, Event]]) -> Iterator[tuple[StepPath, Event]]:
    """Yield who is not inside of another that is retired with it: what is asked about as one."""
    paths = [path for path, _ in gone]
    for path, event in gone:
        if not any(_is_in(path, other) for other in paths if other != path):
            yield path, event


def _is_in(path: StepPath, head: StepPath) -> bool:
    return path == head or path.startswith(f"{head}/")


def _is_gone(record: StepRecord | None) -> bool:
    """Return whether a step is not wanted, and nobody is at it."""
    return record is None or record.is_retired or isinstance(record.state, Skipped)


def _question(state: RunState, steps: tuple[StepPath, ...], event: Event) -> WorkRetired | None:
    """Return what is to be said of the work of `steps`; None where the head holds none of it."""
    records = [state.record(path) for path in steps if _is_gone(state.steps.get(path))]
    added = changes_of(tuple(one for record in records for one in record.added))
    if not added:
        return None
    of = tuple(each.definition.path for each in records if changes_of(each.added))
    first = records[0].state
    why = first.because if isinstance(first, Skipped) else "it is not wanted any more"
    because = f"what {named(of)} added is on the head: {why}"
    needs = tuple(dict.fromkeys(_needed(state, event)))
    return WorkRetired(StepPath(""), of, added, "", needs=needs, because=because)


def _needed(state: RunState, event: Event) -> Iterator[StepPath]:
    """Yield what must hold before anybody is asked: that others are listed is agreed to first."""
    if not isinstance(event, StepsExpanded):
        return
    for each in state.started.workflow.steps:
        if each.path == event.step:
            yield from each.needs
            yield from state.makers.get(artifact_of(each.for_each), ())


def _gates_behind(before: RunState, state: RunState, step: StepPath) -> Iterator[StepPath]:
    """Yield the first gates behind a step that are there still: whoever judges what there is."""
    queue, seen = [step], {step}
    while queue:
        for path in before.needed_by.get(queue.pop(0), ()):
            if path in seen:
                continue
            seen.add(path)
            if _is_gate(state.steps.get(path)):
                yield path
            else:
                queue.append(path)


def _is_gate(record: StepRecord | None) -> bool:
    """Return whether nobody works at a step, and something has to hold there."""
    if record is None or record.has_worker or record.is_template:
        return False
    gate = record.definition.gate
    return bool(gate.checks or gate.approvals or gate.is_crossing)
