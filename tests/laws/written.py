"""What the definition of a run and its events say by themselves, found the slow and plain way."""

from collections.abc import Iterator, Sequence

from gatewright.core.content.content_names import artifact_of
from gatewright.core.state.run_state import RunState, Skipped, StepRecord
from gatewright.model.events import (
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Event,
    RunExited,
    StepReopened,
    WorkflowOutgrown,
)
from gatewright.model.ids import StepPath
from gatewright.model.standing import TargetMoved
from gatewright.model.verdicts import Status
from gatewright.model.workflow import SomeOf, WorkerKind

CONDITIONS = {"": True, "1 > 2": False, "facts.yes": True, "facts.unknown": None}
CLEAN = frozenset({Status.PASS, Status.WAIVED, Status.NOT_APPLICABLE})


def of_step(events: Sequence[Event], step: StepPath, *kinds: type) -> list[Event]:
    """Return the events of these kinds about `step`, oldest first."""
    return [
        each for each in events if isinstance(each, kinds) and getattr(each, "step", None) == step
    ]


def since(events: Sequence[Event], step: StepPath, *kinds: type) -> list[Event]:
    """Return the events behind the last one of these kinds about `step`, or of another workflow."""
    for index in range(len(events) - 1, -1, -1):
        each = events[index]
        is_about = isinstance(each, kinds) and getattr(each, "step", None) == step
        if is_about or isinstance(each, WorkflowOutgrown):
            return list(events[index + 1 :])
    return list(events)


def since_open(events: Sequence[Event], step: StepPath) -> list[Event]:
    """Return the events since `step` was opened the last time."""
    return since(events, step, StepReopened)


def is_under_way(events: Sequence[Event], step: StepPath, number: int) -> bool:
    """Return whether that attempt was begun, and nothing ended it."""
    ends = [each for each in events if isinstance(each, RunExited | TargetMoved)]
    if ends and isinstance(ends[-1], RunExited):
        return False
    now = of_step(since(events, step), step, AttemptStarted, AttemptFinished, AttemptLost)
    return bool(now) and isinstance(now[-1], AttemptStarted) and now[-1].number == number


def needs_of(state: RunState, record: StepRecord) -> set[StepPath]:
    """Return what a step rests on: what it names, and who makes what it reads or is made for."""
    own = record.definition
    used = {*own.reads, own.for_each}
    made = {
        path
        for path, each in state.steps.items()
        if used & {product.name for product in each.definition.produces}
    }
    if record.is_template:
        made |= {path for path, each in state.steps.items() if _is_of(each, own.path)}
    return {need for need in (*own.needs, *made) if need in state.steps} - {own.path}


def _is_of(record: StepRecord, template: StepPath) -> bool:
    """Return whether a step was made for an item of `template`, and is still wanted."""
    path = record.definition.path
    return record.item is not None and not record.is_retired and path.startswith(f"{template}/")


def stands(state: RunState, step: StepPath) -> bool:
    """Return whether a step is settled, and all that it needs stands: walked each time."""
    record = state.steps[step]
    return record.is_settled and all(stands(state, need) for need in needs_of(state, record))


def lacking(state: RunState, step: StepPath, known: dict[StepPath, int]) -> int:
    """Return how much is missing before a step may go on; `known` is of this same walk."""
    if step not in known:
        known[step] = _lacking(state, step, known)
    return known[step]


def _lacking(state: RunState, step: StepPath, known: dict[StepPath, int]) -> int:
    own = state.steps[step].definition
    needs = [need for need, others in state.needed_by.items() if step in others]
    some = {each for group in own.some_of for each in group.steps}
    used = {artifact_of(name) for name in own.reads}
    anew = {need for need in some if _is_made_anew(state, need, used)}
    waited = [each for each in needs if each not in some and not _is_inside(each, some)]
    missing = [each for each in (*waited, *anew) if not _holds(state, each, known)]
    noes = [gate for gate in own.passes if state.steps[gate].is_vetoed]
    return len(missing) + sum(_few(state, group, known) for group in own.some_of) + len(noes)


def _is_made_anew(state: RunState, need: StepPath, used: set[str]) -> bool:
    """Return whether a step made once what is read of it."""
    made = {product.name for product in state.steps[need].definition.produces}
    return bool(made & used) and state.steps[need].has_held


def _is_inside(step: StepPath, others: set[StepPath]) -> bool:
    return any(step.startswith(f"{each}/") for each in others)


def _few(state: RunState, group: SomeOf, known: dict[StepPath, int]) -> int:
    """Return how many more of a group are wanted; one that does not apply never is."""
    held = [state.steps[each].state for each in group.steps if _holds(state, each, known)]
    out = [each for each in held if isinstance(each, Skipped)]
    wanted = min(group.at_least, len(group.steps) - len(out))
    return max(0, wanted - (len(held) - len(out)))


def _holds(state: RunState, step: StepPath, known: dict[StepPath, int]) -> bool:
    return state.steps[step].is_settled and lacking(state, step, known) == 0


def behind(state: RunState, step: StepPath) -> set[StepPath]:
    """Return every step that comes after `step`, near or far."""
    found: set[StepPath] = {step}
    while more := {each for path in found for each in state.needed_by.get(path, ())} - found:
        found |= more
    return found - {step}


def resting_on(state: RunState, step: StepPath) -> set[StepPath]:
    """Return the gates behind `step`: they judged what was there, so it matters to all of them."""
    return {
        path
        for path in behind(state, step)
        if not state.steps[path].is_retired
        and state.steps[path].definition.doer.kind is WorkerKind.NOBODY
    }


def real(state: RunState) -> Iterator[StepRecord]:
    """Yield the steps that are not there only to hold what was made for a list."""
    return (record for record in state.steps.values() if not record.is_template)
