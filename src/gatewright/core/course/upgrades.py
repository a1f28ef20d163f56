"""What another definition comes to for a run: what holds, is judged or made again, comes, goes.

The same is shown before people decide and applied once they agreed. What a new definition does not
touch keeps its outcome; no outcome counts under a definition that it was not judged by.
"""

from collections.abc import Iterable, Iterator

from gatewright.core.approval.changes import asked_definition
from gatewright.core.content.content_names import any_meets, artifact_of, is_region, set_of
from gatewright.core.course.fact_changes import (
    after_change,
    after_replaced,
    left_behind,
    suspended,
)
from gatewright.core.course.part_exit import let_go
from gatewright.core.evolve.evolve import fold
from gatewright.core.evolve.evolve_verdicts import resting_on
from gatewright.core.facts.conditions import applies, missing_facts
from gatewright.core.layout.definition_differences import (
    Due,
    Moved,
    due_after,
    moved_between,
    new_facts,
)
from gatewright.core.layout.laid_anew import is_same_list, laid_anew
from gatewright.core.state.run_state import (
    Accepted,
    Changing,
    Choosing,
    Deciding,
    GivenUp,
    InHand,
    Judging,
    Queued,
    Ready,
    Remedying,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
    Working,
)
from gatewright.model.changing import ChangeAsked, DefinitionReplaced, NewDefinition
from gatewright.model.events import DecisionLapsed, Event, StepSkipped
from gatewright.model.facts import StepApplies
from gatewright.model.ids import StepPath
from gatewright.model.queueing import WorkStopped
from gatewright.model.standing import StepStale

AT_WORK = (Working, InHand, Judging, Queued)
ASKED = (Deciding, Choosing)
IN_JUDGEMENT = (Judging, Queued, Deciding)
JUDGEABLE = (Accepted, *IN_JUDGEMENT, Choosing, Remedying, GivenUp)
MAKEABLE = (*JUDGEABLE, Working, InHand, Changing)
OTHERWISE = "its definition is another now"


def asked_upgrade(
    state: RunState, new: NewDefinition, because: str, person: str = ""
) -> ChangeAsked:
    """Return the request that the run go on by another definition, with what that moves."""
    replaced = replaced_by(state, new, StepPath(""))
    moved = {*replaced.made_again, *replaced.judged_again, *replaced.retired}
    impact = tuple(path for path in state.steps if path in moved)
    return asked_definition(state, new, impact, because, person)


def after_agreed(
    state: RunState, before: tuple[Event, ...], asked: ChangeAsked
) -> tuple[Event, ...]:
    """Return what follows once people agreed to a change, after the events `before`."""
    if asked.definition is None:
        return after_change(state, before, asked)
    then = fold(state, before)
    replaced = replaced_by(then, asked.definition, asked.step)
    ended = tuple(_ended(then, replaced))
    now = fold(then, (*ended, replaced))
    moved = tuple(_moved(then, now))
    left = [each.step for each in moved if isinstance(each, StepSkipped)]
    readers = (each for step in left for each in left_behind(now, now.record(step)))
    more = (*moved, *suspended(fold(now, moved), moved), *readers)
    return (*ended, replaced, *more, *after_replaced(fold(now, more), asked.step))


def stopped_for(state: RunState, change: ChangeAsked) -> Iterator[WorkStopped]:
    """Yield the end of work under way that reads what is to be changed: it would be in vain."""
    for step in change.impact:
        reader = state.steps.get(step)
        if reader is None or not isinstance(reader.state, AT_WORK):
            continue
        if any_meets(reader.definition.reads, change.artifacts):
            because = f"{' and '.join(change.artifacts)} is to be changed"
            yield WorkStopped(step, reader.numbers_used, because)


def replaced_by(state: RunState, new: NewDefinition, step: StepPath) -> DefinitionReplaced:
    """Return what becomes of each step of a run that goes on by another definition."""
    now = laid_anew(state, new)
    due = _due(state, now)
    made = {path for path, what in due.items() if what is Due.WORK}
    judged = {path for path, what in due.items() if what is Due.JUDGEMENT}
    added = tuple(path for path in now.steps if path not in state.steps)
    behind = {gate for path in (*made, *added) for gate in resting_on(now, path)}
    made &= {path for path in made if isinstance(now.record(path).state, MAKEABLE)}
    judged = {
        path for path in (judged | behind) - made if isinstance(now.record(path).state, JUDGEABLE)
    }
    before, after = state.started.workflow, now.started.workflow
    return DefinitionReplaced(
        step,
        before.version,
        after.version,
        made_again=tuple(now.steps.sorted(made)),
        judged_again=tuple(now.steps.sorted(judged)),
        added=added,
        retired=tuple(_retired(state, now)),
    )


def _due(state: RunState, now: RunState) -> dict[StepPath, Due]:
    """Return what each step needs that is there before and after; NOTHING is left out."""
    before, after = state.started.workflow, now.started.workflow
    moved = moved_between(before, after)
    is_more = not set(now.watched) <= set(state.watched) or _has_moved_region(now, moved)
    named = [name for rule in new_facts(before, after) for _, name in rule.reads]
    told = {*_makers_of_lists(state, now), *_makers_of(now, named)}
    found: dict[StepPath, Due] = {}
    for path, record in now.steps.items():
        known = state.steps.get(path)
        is_over = record.is_template or record.is_retired or record.leaves is not None
        if known is None or is_over:
            continue
        due = due_after(known.definition, record.definition, moved)
        if due is Due.NOTHING:
            due = _due_besides(known, record, is_told=path in told, is_more=is_more)
        if due is not Due.NOTHING:
            found[path] = due
    return found


def _due_besides(known: StepRecord, now: StepRecord, *, is_told: bool, is_more: bool) -> Due:
    """Return what a step needs that is done by the same, and held to the same.

    Shape: `is_told`: its judgement says what others need to know now. `is_more`: there is more
           that each judgement has to tell. What was given up is tried by what is new of it.
    """
    if isinstance(known.state, GivenUp) and known.definition != now.definition:
        return Due.WORK
    is_half = is_more and now.change is None and isinstance(now.state, IN_JUDGEMENT)
    return Due.JUDGEMENT if is_told or is_half else Due.NOTHING


def _has_moved_region(now: RunState, moved: Moved) -> bool:
    """Return whether a judgement tells the digest of a region that covers something else now."""
    named = {set_of(name) for name in now.watched if is_region(name)}
    return not named.isdisjoint(moved.sets)


def _makers_of_lists(state: RunState, now: RunState) -> Iterator[StepPath]:
    """Yield who makes a list that nobody read for the steps that are to be made for it."""
    written = {step.path: step for step in state.started.workflow.steps}
    for step in now.started.workflow.steps:
        before = written.get(step.path)
        is_known = before is not None and is_same_list(before, step)
        if step.for_each and not is_known and not now.record(step.path).is_template:
            yield from _makers_of(now, (step.for_each,))


def _makers_of(now: RunState, names: Iterable[str]) -> Iterator[StepPath]:
    for name in names:
        yield from now.makers.get(artifact_of(name), ())


def _retired(state: RunState, now: RunState) -> Iterator[StepPath]:
    """Yield the steps that are not there any more."""
    for path, record in state.steps.items():
        known = now.steps.get(path)
        if known is None or (known.is_retired and not record.is_retired):
            yield path


def _ended(state: RunState, replaced: DefinitionReplaced) -> Iterator[Event]:
    """Yield the end of work that would be in vain, and what nobody is asked any more."""
    gone = (*replaced.made_again, *replaced.retired)
    for step in gone:
        record = state.record(step)
        if isinstance(record.state, AT_WORK):
            because = OTHERWISE if step not in replaced.retired else "it is not wanted any more"
            yield WorkStopped(step, record.numbers_used, because)
    for step in (*gone, *replaced.judged_again):
        asked = state.record(step).state
        if isinstance(asked, Deciding):
            for request in asked.requests:
                yield DecisionLapsed(step, request.nonce, OTHERWISE)
        elif isinstance(asked, Choosing):
            yield DecisionLapsed(step, asked.nonce, OTHERWISE)
    yield from let_go(state, OTHERWISE)


def _moved(before: RunState, now: RunState) -> Iterator[StepApplies | StepSkipped | StepStale]:
    """Yield what applies, or does not any more, by a condition that is another now."""
    for path, record in now.steps.items():
        known = before.steps.get(path)
        is_same = known is None or known.definition.when == record.definition.when
        if is_same or record.is_retired:
            continue
        yield from _by_condition(now, record)


def _by_condition(
    now: RunState, record: StepRecord
) -> Iterator[StepApplies | StepSkipped | StepStale]:
    """Yield what becomes of one step by its condition; nothing where it comes to that anyway."""
    path, answer = record.definition.path, applies(now, record)
    if isinstance(record.state, Skipped):
        if answer is not False:
            yield StepApplies(path, f"its condition is another now: {record.definition.when}")
        return
    if isinstance(record.state, Waiting | Ready):
        return
    if missing_facts(now, record):
        yield StepStale(path, "nobody knows yet whether it applies now")
    elif answer is False:
        yield StepSkipped(path, f"does not apply any more: {record.definition.when}")
