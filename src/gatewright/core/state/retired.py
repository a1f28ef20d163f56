"""Work on the head of who is retired: what is to be said of it, where, and which gates wait."""

from collections.abc import Iterator, Mapping

from gatewright.core.state.run_state import Contribution, RunState, StepRecord
from gatewright.core.state.step_changes import keep
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.registers import ENGINE
from gatewright.model.retiring import Added

FOLDER = "retired/"
Needs = Mapping[StepPath, tuple[StepPath, ...]]


def questions(state: RunState) -> Iterator[StepRecord]:
    """Yield where it is to be said still whether work stays."""
    for record in state.steps.values():
        if record.leaves is not None and not record.is_settled:
            yield record


def held_back(steps: Mapping[StepPath, StepRecord], needs: Needs) -> Needs:
    """Return what the gates need that wait for a person's word, and what that waits for.

    Shape: where none of the gates is there any more, each one waits: it would pass over it.
    """
    found: dict[StepPath, tuple[StepPath, ...]] = {}
    for path, record in steps.items():
        leaves = record.leaves
        if leaves is None:
            continue
        found[path] = tuple(need for need in leaves.needs if need in steps)
        there = [gate for gate in leaves.gates if gate in steps]
        for gate in there or (_crossings(steps) if leaves.gates else ()):
            found[gate] = (*found.get(gate, needs[gate]), path)
    return found


def at_once(record: StepRecord) -> StepRecord:
    """Return the record of a question that waits for nothing: what it waited for may be gone.

    Shape: no judgement counts that was begun before.
    """
    if record.leaves is None:
        return record
    leaves = replace(record.leaves, needs=())
    return replace(record, leaves=leaves, edition=record.edition + 1)


def more_to_undo(record: StepRecord) -> tuple[Added, ...]:
    """Return what is taken back after the newest change; () for work of somebody."""
    is_ours = record.handed_in_by == ENGINE
    return record.leaves.added[1:] if record.leaves is not None and is_ours else ()


def without_added(state: RunState, step: StepPath) -> RunState:
    """Return `state` in which it was said at `step` what becomes of what was added."""
    leaves = state.record(step).leaves
    for path in leaves.of if leaves is not None else ():
        if path in state.steps:
            state = keep(state, replace(state.record(path), added=()))
    return state


def changes_of(contributions: tuple[Contribution, ...]) -> tuple[Added, ...]:
    """Return what contributions come to, the newest first: one where nothing came between."""
    found: list[Added] = []
    for each in sorted(contributions, key=lambda one: one.order):
        if found and found[-1].after == each.from_tree:
            found[-1] = Added(found[-1].before, each.tree)
        else:
            found.append(Added(each.from_tree, each.tree))
    return tuple(each for each in reversed(found) if each.before != each.after)


def why_asked(record: StepRecord) -> str:
    """Return why a person is to choose at a step."""
    if record.leaves is None:
        return record.refusals[-1].because
    return record.leaves.because


def _crossings(steps: Mapping[StepPath, StepRecord]) -> tuple[StepPath, ...]:
    return tuple(path for path, each in steps.items() if each.definition.gate.is_crossing)
