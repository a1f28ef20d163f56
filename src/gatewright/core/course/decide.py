"""What the shell should do next for a run. Looks at what is active and ready, never at every step.

Asking again for the same thing gives the same id: the shell starts nothing twice. All that can
go on at the same time is wanted at the same time; how much of it is done at once the shell decides.
"""

from collections.abc import Iterator
from typing import Literal, assert_type

from gatewright.core.approval.commit_units import BRANCH, COMMIT, due, is_held_back
from gatewright.core.course.merge_queue import holder_of_head, is_on_head, next_in_queue
from gatewright.core.course.work_here import comes_by_itself, is_worked_on_here
from gatewright.core.facts.conditions import missing_facts
from gatewright.core.registers.entries import holding
from gatewright.core.state.retired import more_to_undo
from gatewright.core.state.run_state import (
    Choosing,
    Deciding,
    Held,
    InHand,
    Judging,
    Moving,
    Ready,
    RunState,
    StepRecord,
    Working,
)
from gatewright.model.effects import (
    Effect,
    JudgeStep,
    MakeBranch,
    MakeCommit,
    MergeLane,
    StartAttempt,
)
from gatewright.model.ids import EffectId, StepPath
from gatewright.model.workflow import WorkerKind

PEOPLE = (Deciding, Choosing, InHand, Held)


def decide(state: RunState) -> tuple[Effect, ...]:
    """Return the effects that are wanted now: what is under way first, then what can be begun.

    Shape: of what can be begun, the longest path to the end first. A run that is over wants nothing
           but its last commits; a blocked one starts nothing. An attempt whose worker comes by
           itself is not for the shell to start.
    """
    steps = (each for each in _steps(state) if not comes_by_itself(state, each))
    return (*_commits(state), *steps)


def wants(state: RunState, effect: Effect) -> bool:
    """Return whether `effect` is wanted now; looks at its step alone."""
    if isinstance(effect, MakeCommit):
        return effect in _commits(state)
    return effect in wanted_now(state, effect.step)


def wanted_now(state: RunState, step: StepPath) -> Iterator[Effect]:
    """Yield what is wanted for `step` now; looks at no other. It need not be there."""
    if isinstance(state.phase, Moving) and step in state.steps:
        yield from _wanted_of(state, step)


def _commits(state: RunState) -> Iterator[Effect]:
    """Yield a commit for the oldest accepted step that has none, if its time has come."""
    run_id, unit = state.started.feature.run_id, due(state)
    if unit is not None:
        yield MakeCommit(EffectId(f"{run_id}/{unit.step}/commit/{unit.tree}"), unit.step, unit.tree)


def _steps(state: RunState) -> Iterator[Effect]:
    """Yield what the steps need that are under way or ready."""
    by_place = state.steps.sorted(state.ready)
    by_length = sorted(by_place, key=lambda step: -state.remaining[step])
    for step in (*state.steps.sorted(state.active), *by_length):
        yield from wanted_now(state, step)


def _wanted_of(state: RunState, step: StepPath) -> Iterator[Effect]:
    """Yield what one step of a moving run needs; nothing where it waits for others, or a fact."""
    record = state.record(step)
    if state.unmet[step] or (isinstance(record.state, Ready) and _is_held(state, record)):
        return
    if state.taking not in (None, step):
        return
    if step in state.queue:
        yield from _put_on_head(state, record)
    elif isinstance(record.state, Judging):
        yield _judge(state, record, record.state)
    elif isinstance(record.state, Ready):
        yield from _begin(state, record)


def _judge(state: RunState, record: StepRecord, judging: Judging) -> Effect:
    """Return the judgement of what a worker left, or of that on the head."""
    return JudgeStep(
        effect_of(state, record, "judge", judging.number),
        record.definition.path,
        judging.number,
        judging.tree,
        judging.from_tree,
    )


def _put_on_head(state: RunState, record: StepRecord) -> Iterator[Effect]:
    """Yield what brings the work of a step in the queue onto the head, when it is its turn."""
    step, work = record.definition.path, record.handed_in
    assert work is not None, "BUG: nobody handed in what is in the queue"
    if next_in_queue(state) != step or holder_of_head(state, step) is not None:
        return
    if isinstance(record.state, Judging) and is_on_head(state, record):
        yield _judge(state, record, record.state)
    else:
        number, head = work.number, state.tree
        effect_id = effect_of(state, record, "merge", number)
        more = more_to_undo(record)
        yield MergeLane(effect_id, step, number, work.tree, work.from_tree, head, more)


def _begin(state: RunState, record: StepRecord) -> Iterator[Effect]:
    """Yield the first effect of a ready step; none where a person has to come, or a commit."""
    number = record.numbers_used + 1
    kind = record.definition.doer.kind
    match kind:
        case _ if is_held_back(state, record):
            return
        case WorkerKind.AGENT | WorkerKind.COMMAND:
            yield StartAttempt(
                effect_of(state, record, "attempt", number),
                record.definition.path,
                number,
                state.tree,
                record.not_before,
            )
        case WorkerKind.NOBODY if record.definition.action == BRANCH and not _has_branch(state):
            commit, step = state.started.origin.commit, record.definition.path
            yield MakeBranch(effect_of(state, record, "branch", number), step, commit)
        case WorkerKind.NOBODY if record.definition.action == COMMIT and state.to_commit:
            return
        case WorkerKind.NOBODY:
            yield JudgeStep(
                effect_of(state, record, "judge", number),
                record.definition.path,
                number,
                state.tree,
                state.tree,
            )
        case _:
            assert_type(kind, Literal[WorkerKind.PERSON])  # who comes by their own will


def _is_held(state: RunState, record: StepRecord) -> bool:
    """Return whether a ready step waits for a person's word."""
    return holding(state, record.definition.path) is not None or lacks_fact(state, record)


def _has_branch(state: RunState) -> bool:
    """Return whether the branch of the run is there."""
    return state.has_branch or bool(state.commits)


def lacks_fact(state: RunState, record: StepRecord) -> bool:
    """Return whether nobody knows yet if a step applies: somebody was asked, maybe for another."""
    return bool(missing_facts(state, record))


def effect_of(state: RunState, record: StepRecord, kind: str, number: int) -> EffectId:
    """Return the id of an effect: derived, so that asking twice is asking once.

    A judgement that could not judge is asked for again, so its troubles count. What is done on the
    head names it; so does what is done by a definition that took the place of another.
    """
    step = record.definition.path
    again = f"/{record.troubles}" if kind == "judge" and record.troubles else ""
    on = f"/on/{state.tree}" if step in state.queue else ""
    by = f"/by/{record.edition}" if record.edition else ""
    return EffectId(f"{state.started.feature.run_id}/{step}/{kind}/{number}{on}{again}{by}")


def waits_for_people(state: RunState) -> tuple[StepRecord, ...]:
    """Return the steps that go on only when a person does something."""
    active = [state.record(step) for step in sorted(state.active)]
    asked = [record for record in active if isinstance(record.state, PEOPLE)]
    ready = [state.record(step) for step in sorted(state.ready)]
    tasks = [record for record in ready if _is_for_people(state, record)]
    here = waits_here(state)
    return (*asked, *tasks, *here) if isinstance(state.phase, Moving) else ()


def waits_here(state: RunState) -> tuple[StepRecord, ...]:
    """Return the steps that go on only when an agent does something in a person's own checkout.

    Shape: that it is at first, then those that it may begin, as nothing else is worked on there.
    """
    active = [state.record(step) for step in sorted(state.active)]
    held = tuple(record for record in active if is_worked_on_here(record))
    wanted = tuple(each for each in _steps(state) if comes_by_itself(state, each))
    return held or tuple(state.record(each.step) for each in wanted)


def _is_for_people(state: RunState, record: StepRecord) -> bool:
    """Return whether a ready step is a person's, or is held by an entry that people close."""
    if holding(state, record.definition.path) is not None:
        return True
    return record.definition.doer.kind is WorkerKind.PERSON and not lacks_fact(state, record)


def is_at_rest(state: RunState) -> bool:
    """Return whether nothing moves without a person: nothing is wanted, nobody works."""
    under_way = (state.record(step) for step in state.active)
    return not decide(state) and not any(
        isinstance(each.state, Working) and not is_worked_on_here(each) for each in under_way
    )
