"""What follows a refusal: the first failure rule with uses left, or giving up. Nothing loops."""

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
    for rule, uses in zip(record.definition.no_go, record.rule_uses, strict=True):
        if uses < rule.at_most:
            return _move(state, record, rule)
    return _give_up(state, record, "no failure rule is left")


def _is_stuck(record: StepRecord) -> bool:
    """Return whether the last two refusals say the same: a third try would be paid for nothing.

    A person's words are a new reason each time, and a grant starts anew.
    """
    last = record.refusals[-2:]
    return record.tries >= 2 and len(last) == 2 and last[0].signature == last[1].signature


def _move(state: RunState, record: StepRecord, rule: NoGo) -> tuple[Event, ...]:
    """Return what `rule` does."""
    step, because = record.definition.path, _because(record)
    match rule.move:
        case Move.REWORK:
            if record.tries >= record.definition.attempts_max + record.granted:
                return _give_up(state, record, f"refused {record.tries} times")
            return (StepReopened(step, because, by=step),)
        case Move.REOPEN:
            return (
                *(StepReopened(target, because, by=step) for target in rule.steps),
                StepReopened(step, because),
            )
        case Move.BLOCK:
            return _give_up(state, record, rule.reason or because)
        case Move.ABORT:
            return (RunExited(Exit.ABORTED, rule.reason or because, None),)


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
