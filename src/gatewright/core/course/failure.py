"""What follows a refusal: the first failure rule that applies, or giving up. Nothing loops."""

from collections.abc import Iterator
from typing import Literal

from gatewright.core.approval.change_steps import decided_by
from gatewright.core.approval.changes import change_instead, change_wanted, turned_down
from gatewright.core.course.retired import said_of_retired
from gatewright.core.layout.expansion import workable
from gatewright.core.state.exits import aborted
from gatewright.core.state.remedies import path_for, rule_of
from gatewright.core.state.run_state import Choosing, Moving, Refused, RunState, StepRecord
from gatewright.model.changing import ChangeTurnedDown
from gatewright.model.choices import MoveAsked
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    SENT_BACK,
    Event,
    RunBlocked,
    StepGivenUp,
    StepRefused,
    StepReopened,
)
from gatewright.model.ids import Nonce, StepPath
from gatewright.model.records import replace
from gatewright.model.remedies import RemedyEnded, RemedyLaid
from gatewright.model.workflow import APPROVAL_CHECK, Move, NoGo

_Ending = Literal[Move.BLOCK, Move.ABORT, Move.KEEP, Move.REVERT]

GIVEN_UP = "procedure.given-up"
"""The code of the refusal of a step whose procedure ended itself."""
UNKNOWN_CHECK = "work"
"""What failed where no check was asked: the worker was ended at a limit."""


def after_refusal(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return the move of the first rule that applies."""
    if record.change is not None:
        return turned_down(record)
    is_stuck = _is_stuck(record)
    for index, rule in enumerate(record.definition.no_go):
        is_another = rule.move is Move.ASK or bool(rule.remedies)  # no mere repetition
        if _applies(record, index) and (is_another or not is_stuck):
            return _begin(state, record, rule, index)
    if is_stuck:
        return _give_up(state, record, "it was refused twice for the same reason")
    is_spent = record.tries >= _attempts_max(record)
    because = f"refused {record.tries} times" if is_spent else "no failure rule is left"
    return _give_up(state, record, because)


def after_choice(
    state: RunState, record: StepRecord, offer: NoGo, because: str
) -> tuple[Event, ...]:
    """Return the move that a person chose; its rule was counted when it was asked."""
    asked = record.state
    assert isinstance(asked, Choosing), "BUG: chosen without being asked"
    if offer.remedies:
        number = record.definition.no_go[asked.rule].offers.index(offer)
        return (replace(_laid(state, record, asked.rule, because), offer=number),)
    match offer.move:
        case Move.BLOCK | Move.ABORT if not offer.reason:
            return _end(state, record, offer.move, because)
        case _:
            return _move(state, record, offer, None, because)


def after_remedy(state: RunState, record: StepRecord, laid: RemedyLaid) -> tuple[Event, ...]:
    """Return what follows once a remedy holds: the next one of its rule, or the move itself."""
    rule, place = rule_of(record, laid), laid.place + 1
    if place < len(rule.remedies):
        return (replace(laid, step=path_for(state, laid.by), place=place),)
    return _move(state, record, rule, None, laid.because)


def failed_checks(record: StepRecord) -> frozenset[str]:
    """Return which checks the last refusal was for; a no by people is one of its own."""
    refusal = record.refusals[-1]
    if SENT_BACK in refusal.codes:
        return frozenset({APPROVAL_CHECK})
    if record.judged is None or record.judged.number != refusal.number:
        return frozenset({UNKNOWN_CHECK})
    lines = record.judged.verdicts
    return frozenset(line.check for line in lines if not line.status.is_settled_well)


def _is_stuck(record: StepRecord) -> bool:
    """Return whether the last two refusals say the same: a third try would be paid for nothing.

    A person's words are a new reason each time, and a grant starts anew.
    """
    last = record.refusals[-2:]
    is_second = record.tries - record.tries_at_grant >= 2
    return is_second and last[0].signature == last[1].signature


def _applies(record: StepRecord, index: int) -> bool:
    """Return whether a rule is for this refusal, has uses left, and attempts where it tries."""
    rule = record.definition.no_go[index]
    is_past = isinstance(record.state, Refused) and index < record.state.past
    if is_past or (rule.checks and failed_checks(record).isdisjoint(rule.checks)):
        return False
    is_spent = rule.move is Move.REWORK and record.tries >= _attempts_max(record)
    return record.rule_uses[index] < rule.at_most and not is_spent


def _attempts_max(record: StepRecord) -> int:
    """Return how many attempts there may be, with those that people added."""
    return record.definition.attempts_max + record.granted


def _begin(state: RunState, record: StepRecord, rule: NoGo, index: int) -> tuple[Event, ...]:
    """Return what is done first by a rule: its remedy, or at once its move."""
    if rule.remedies:
        return (_laid(state, record, index, record.refusals[-1].because),)
    return _move(state, record, rule, index)


def _laid(state: RunState, record: StepRecord, rule: int, because: str) -> RemedyLaid:
    """Return that the first remedy of a rule is laid in."""
    step = record.definition.path
    return RemedyLaid(path_for(state, step), step, rule, because)


def _move(
    state: RunState, record: StepRecord, rule: NoGo, index: int | None, said: str = ""
) -> tuple[Event, ...]:
    """Return what `rule` does; `index` is None where its use was counted already."""
    step, because = record.definition.path, said or record.refusals[-1].because
    match rule.move:
        case Move.REWORK if record.definition.remakes:
            whole = replace(rule, steps=record.definition.remakes)
            return _reopen(state, record, whole, index, because)
        case Move.REWORK:
            return (StepReopened(step, because, by=step, rule=index),)
        case Move.REOPEN:
            return _reopen(state, record, rule, index, because)
        case Move.CHANGE:
            return (change_wanted(state, record, rule.artifacts, because, index),)
        case Move.ASK:
            assert index is not None, "BUG: a person who chose is asked again"
            return (_ask(state, record, index),)
        case _:
            return _end(state, record, rule.move, rule.reason or because)


def _ask(state: RunState, record: StepRecord, index: int) -> MoveAsked:
    """Return that a person is asked. The nonce is of this refusal alone."""
    step, number = record.definition.path, record.refusals[-1].number
    asked = [state.started.feature.run_id, step, number, index, record.rule_uses[index]]
    return MoveAsked(step, number, index, Nonce(digest_of(asked)[:32]))


def _reopen(
    state: RunState, record: StepRecord, rule: NoGo, index: int | None, because: str
) -> tuple[Event, ...]:
    """Return that the steps of `rule` are open again, and the refused one; counted once."""
    step = record.definition.path
    there = [target for target in rule.steps if target in state.steps]
    named = [each for target in there for each in _made_again(state, target)]
    change = change_instead(state, record, tuple(named), because, index)
    if change is not None:
        return (change,)
    first, *others = dict.fromkeys((*named, step))
    return (
        StepReopened(first, because, by=step, rule=index),
        *(StepReopened(other, because, by=step) for other in others),
    )


def _end(state: RunState, record: StepRecord, move: _Ending, because: str) -> tuple[Event, ...]:
    """Return the end of the run, or of the step; inside of a procedure, that of the procedure.

    Shape: where it is asked what becomes of retired work, what was said.
    """
    if move is Move.KEEP or move is Move.REVERT:
        return said_of_retired(record, move, because)
    if move is Move.ABORT and record.definition.within:
        return _hand_back(state, record, because)
    if move is Move.ABORT:
        return (aborted(state, because),)
    return _give_up(state, record, because)


def _made_again(state: RunState, target: StepPath) -> Iterator[StepPath]:
    """Yield whose work is made again with `target`: of a step that uses a procedure, all inside."""
    step = workable(state, target)
    inside = state.record(step).definition.remakes
    if not inside:
        yield step
    for each in inside:
        yield from _made_again(state, each)


def _hand_back(state: RunState, record: StepRecord, because: str) -> tuple[Event, ...]:
    """Return that a procedure is given up: refused to the step that uses it, which says what next.

    Twice for the same reason is the same refusal, as everywhere.
    """
    step, user = record.definition.path, state.record(record.definition.within)
    number = user.numbers_used + 1
    signature = digest_of(["given up", step, record.refusals[-1].signature])
    refused = StepRefused(user.definition.path, number, signature, (GIVEN_UP,), because)
    return (StepGivenUp(step, because), refused)


def _give_up(state: RunState, record: StepRecord, because: str) -> tuple[Event, ...]:
    """Return that the step is given up and the run waits for a person; or its remedy failed."""
    step = record.definition.path
    given_up = StepGivenUp(step, because)
    if record.remedy is not None:
        return (given_up, RemedyEnded(record.remedy.step, f"{step}: {because}"))
    asked = decided_by(state, step)
    if asked is not None:
        return (given_up, ChangeTurnedDown(asked.definition.path, f"{step}: {because}"))
    if not isinstance(state.phase, Moving):
        return (given_up,)
    return (given_up, RunBlocked(f"{step}: {because}", step))
