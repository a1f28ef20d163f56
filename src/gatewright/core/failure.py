"""What follows a refusal: the first failure rule with uses left, or giving up. Nothing loops."""

from gatewright.core.expansion import workable
from gatewright.core.run_state import Moving, RunState, StepRecord
from gatewright.model.events import (
    Event,
    Exit,
    RunBlocked,
    RunExited,
    StepGivenUp,
    StepReopened,
)
from gatewright.model.workflow import Move, NoGo


def after_refusal(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return the move of the first rule that applies."""
    if _is_stuck(record):
        return _give_up(state, record, "it was refused twice for the same reason")
    for index, rule in enumerate(record.definition.no_go):
        if _applies(record, index):
            return _move(state, record, rule, index)
    is_spent = record.tries >= _attempts_max(record)
    because = f"refused {record.tries} times" if is_spent else "no failure rule is left"
    return _give_up(state, record, because)


def _is_stuck(record: StepRecord) -> bool:
    """Return whether the last two refusals say the same: a third try would be paid for nothing.

    A person's words are a new reason each time, and a grant starts anew.
    """
    last = record.refusals[-2:]
    is_second = record.tries - record.tries_at_grant >= 2
    return is_second and last[0].signature == last[1].signature


def _applies(record: StepRecord, index: int) -> bool:
    """Return whether a rule has uses left, and attempts where it is to try again."""
    rule = record.definition.no_go[index]
    is_spent = rule.move is Move.REWORK and record.tries >= _attempts_max(record)
    return record.rule_uses[index] < rule.at_most and not is_spent


def _attempts_max(record: StepRecord) -> int:
    """Return how many attempts there may be, with those that people added."""
    return record.definition.attempts_max + record.granted


def _move(state: RunState, record: StepRecord, rule: NoGo, index: int) -> tuple[Event, ...]:
    """Return what `rule` does."""
    step, because = record.definition.path, _because(record)
    match rule.move:
        case Move.REWORK:
            return (StepReopened(step, because, by=step, rule=index),)
        case Move.REOPEN:
            return _reopen(state, record, rule, index)
        case Move.BLOCK:
            return _give_up(state, record, rule.reason or because)
        case Move.ABORT:  # pragma: no branch -- the last kind
            return (RunExited(Exit.ABORTED, rule.reason or because, None),)


def _reopen(state: RunState, record: StepRecord, rule: NoGo, index: int) -> tuple[Event, ...]:
    """Return that the steps of `rule` are open again, and the refused one; counted once."""
    step = record.definition.path
    named = [workable(state, target) for target in rule.steps if target in state.steps]
    first, *others = dict.fromkeys((*named, step))
    because = _because(record)
    return (
        StepReopened(first, because, by=step, rule=index),
        *(StepReopened(other, because, by=step) for other in others),
    )


def _because(record: StepRecord) -> str:
    """Return the reason of the last refusal."""
    return record.refusals[-1].because


def _give_up(state: RunState, record: StepRecord, because: str) -> tuple[Event, ...]:
    """Return that the step is given up and the run waits for a person."""
    step = record.definition.path
    given_up = StepGivenUp(step, because)
    if not isinstance(state.phase, Moving):
        return (given_up,)
    return (given_up, RunBlocked(f"{step}: {because}", step))
