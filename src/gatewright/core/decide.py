"""What the shell should do next for a run. Looks at what is active and ready, never at every step.

Asking again for the same thing gives the same id: the shell starts nothing twice.
"""

from collections.abc import Iterator
from typing import Literal, assert_type

from gatewright.core.run_state import (
    Choosing,
    Deciding,
    Held,
    InHand,
    Judging,
    Moving,
    RunState,
    StepRecord,
    Working,
)
from gatewright.model.effects import Effect, JudgeStep, MakeCommit, StartAttempt
from gatewright.model.ids import EffectId
from gatewright.model.workflow import WorkerKind

PEOPLE = (Deciding, Choosing, InHand, Held)


def decide(state: RunState) -> tuple[Effect, ...]:
    """Return the effects that are wanted now, those of one step at a time.

    Shape: a run that is over wants nothing but its last commits; a blocked one starts nothing.
    """
    return (*_commits(state), *_steps(state))


def _commits(state: RunState) -> Iterator[Effect]:
    """Yield a commit for the oldest accepted step that has none."""
    run_id = state.started.feature.run_id
    for unit in state.to_commit[:1]:
        yield MakeCommit(EffectId(f"{run_id}/{unit.step}/commit/{unit.tree}"), unit.step, unit.tree)


def _steps(state: RunState) -> Iterator[Effect]:
    """Yield what one step needs: the one that is under way, else the next that is ready."""
    if not isinstance(state.phase, Moving):
        return
    for step in state.active:  # one at the most
        record = state.record(step)
        if isinstance(record.state, Judging):
            yield _judge(state, record, record.state)
        return
    yield from _begin(state, state.record(state.steps.sorted(state.ready)[0]))


def _judge(state: RunState, record: StepRecord, judging: Judging) -> Effect:
    """Return the judgement of what a worker left."""
    return JudgeStep(
        effect_of(state, record, "judge", judging.number),
        record.definition.path,
        judging.number,
        judging.tree,
        judging.from_tree,
    )


def _begin(state: RunState, record: StepRecord) -> Iterator[Effect]:
    """Yield the first effect of a ready step; none where a person has to come."""
    number = record.numbers_used + 1
    kind = record.definition.doer.kind
    match kind:
        case WorkerKind.AGENT | WorkerKind.COMMAND:
            yield StartAttempt(
                effect_of(state, record, "attempt", number),
                record.definition.path,
                number,
                state.tree,
            )
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


def effect_of(state: RunState, record: StepRecord, kind: str, number: int) -> EffectId:
    """Return the id of an effect: derived, so that asking twice is asking once.

    A judgement that could not judge is asked for again, so its troubles count.
    """
    again = f"/{record.troubles}" if kind == "judge" and record.troubles else ""
    run_id = state.started.feature.run_id
    return EffectId(f"{run_id}/{record.definition.path}/{kind}/{number}{again}")


def waits_for_people(state: RunState) -> tuple[StepRecord, ...]:
    """Return the steps that go on only when a person does something."""
    active = [state.record(step) for step in sorted(state.active)]
    asked = [record for record in active if isinstance(record.state, PEOPLE)]
    tasks = [
        state.record(step)
        for step in sorted(state.ready)
        if state.record(step).definition.doer.kind is WorkerKind.PERSON
    ]
    return (*asked, *tasks) if isinstance(state.phase, Moving) else ()


def is_at_rest(state: RunState) -> bool:
    """Return whether nothing moves without a person: nothing is wanted, nobody works."""
    return not decide(state) and not any(
        isinstance(state.record(step).state, Working) for step in state.active
    )
