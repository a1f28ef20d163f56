"""What verdicts and people make of a step: judged, accepted, refused, asked about, open again."""

from collections import deque
from typing import assert_type

from gatewright.core.run_state import (
    UNDER_WAY,
    Accepted,
    Choosing,
    Deciding,
    GivenUp,
    Judged,
    Judging,
    Queued,
    Refused,
    RunState,
    Skipped,
    StepRecord,
    StepState,
    Unit,
    Waiting,
)
from gatewright.core.step_changes import change, keep
from gatewright.model.brief import Hint
from gatewright.model.choices import MoveAsked, MoveChosen
from gatewright.model.events import (
    SENT_BACK,
    Choice,
    Decided,
    DecisionAsked,
    DecisionLapsed,
    HintGiven,
    JudgedAnew,
    StepAccepted,
    StepGivenUp,
    StepJudged,
    StepRefused,
    StepReopened,
    StepSkipped,
    Waived,
)
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.verdicts import Status

REFUSALS_KEPT = 5
VerdictEvent = StepJudged | StepAccepted | StepRefused | StepReopened | StepGivenUp | StepSkipped
PeopleEvent = DecisionAsked | Decided | DecisionLapsed | HintGiven | Waived | JudgedAnew


def evolve_verdict(state: RunState, event: VerdictEvent) -> RunState:
    """Return `state` after `event`."""
    match event:
        case StepJudged():
            return _judged(state, event)
        case StepAccepted():
            return _accepted(state, event)
        case StepRefused():
            return _refused(state, event)
        case StepReopened():
            return _reopened(state, event)
        case StepGivenUp(step, because):
            return change(state, step, GivenUp(because))
        case _:
            assert_type(event, StepSkipped)
            return change(state, event.step, Skipped(event.because))


def evolve_decision(state: RunState, event: PeopleEvent) -> RunState:
    """Return `state` after `event`; what a decision comes to is the next event."""
    match event:
        case DecisionAsked(step, number, nonce, bound, tree):
            before = state.record(step).state
            from_tree = before.from_tree if isinstance(before, Judged) else state.tree
            return change(state, step, Deciding(number, tree, nonce, bound, from_tree))
        case Decided():
            return _decided(state, event)
        case DecisionLapsed(step):
            return change(state, step, Waiting())
        case HintGiven():
            return keep(state, _with_hint(state.record(event.step), event))
        case Waived():
            return replace(state, waivers=(*state.waivers, event))
        case _:
            assert_type(event, JudgedAnew)
            handed_in = state.record(event.step).handed_in
            assert handed_in is not None, "BUG: judged anew what nobody handed in"
            return change(state, event.step, handed_in)


def evolve_choice(state: RunState, event: MoveAsked | MoveChosen) -> RunState:
    """Return `state` after `event`; what a choice comes to is the next event."""
    match event:
        case MoveAsked(step, number, rule, nonce):
            return change(_count_rule(state, step, rule), step, Choosing(number, nonce, rule))
        case _:
            assert_type(event, MoveChosen)
            asked = state.record(event.step).state
            assert isinstance(asked, Choosing), "BUG: chosen without being asked"
            record = replace(state.record(event.step), sent_back_by=event.person)
            return change(keep(state, record), event.step, Refused(asked.number))


def _decided(state: RunState, event: Decided) -> RunState:
    """Return the state with one voice more; a yes that is enough is followed by the acceptance."""
    record = state.record(event.step)
    if event.choice is Choice.SEND_BACK or not isinstance(record.state, Deciding):
        return keep(state, replace(record, sent_back_by=event.person))
    said_yes = (*record.state.said_yes, event.person)
    return change(state, event.step, replace(record.state, said_yes=said_yes))


def _judged(state: RunState, event: StepJudged) -> RunState:
    """Return the state with the verdicts on a step in it."""
    before = state.record(event.step).state
    from_tree = before.from_tree if isinstance(before, Judging | Queued) else state.tree
    found = {line.status for line in event.verdicts}
    # What is refused for sure is refused: else a worker could have itself judged for ever.
    is_error = Status.ERROR in found and Status.FAIL not in found
    after: StepState = Judged(event.number, event, from_tree)
    if is_error:
        after = before  # to be judged again; a step that nobody works on is ready still
    return change(
        state,
        event.step,
        after,
        lambda record: replace(
            record,
            judged=event,
            numbers_used=max(record.numbers_used, event.number),
            troubles=record.troubles + 1 if is_error else 0,
        ),
    )


def _accepted(state: RunState, event: StepAccepted) -> RunState:
    """Return the state in which a step holds, and what it came to is what others begin from."""
    state = change(
        state,
        event.step,
        Accepted(event.number, event.tree),
        lambda record: replace(
            record, tries=0, tries_at_grant=0, granted=0, troubles=0, lost=0, agreed=None
        ),
    )
    unit = (Unit(event.step, event.tree),) if event.tree != state.tree else ()
    return replace(
        state,
        tree=event.tree,
        artifacts=state.artifacts.update(dict(event.artifacts)),
        to_commit=(*state.to_commit, *unit),
    )


def _refused(state: RunState, event: StepRefused) -> RunState:
    """Return the state with one refusal more."""
    state = change(
        state,
        event.step,
        Refused(event.number),
        lambda record: replace(
            record,
            tries=record.tries + 1,
            numbers_used=max(record.numbers_used, event.number),
            troubles=0,
            agreed=None,
            sent_back_by=record.sent_back_by if SENT_BACK in event.codes else "",
            refusals=(*record.refusals, event)[-REFUSALS_KEPT:],
        ),
    )
    return replace(state, refusals_count=state.refusals_count + 1)


def _with_hint(record: StepRecord, event: HintGiven) -> StepRecord:
    """Return a step's record with words in it, and with attempts where some were granted."""
    record = replace(record, hints=(*record.hints, Hint(event.person, event.text)))
    if not event.attempts_granted:
        return record
    return replace(
        record,
        granted=record.granted + event.attempts_granted,
        tries_at_grant=record.tries,
        troubles=0,
        lost=0,
        rule_uses=(0,) * len(record.rule_uses),
    )


def _reopened(state: RunState, event: StepReopened) -> RunState:
    """Return the state in which a step, and what judged its outcome, is open again."""
    if event.by is not None and event.rule is not None:
        state = _count_rule(state, event.by, event.rule)
    if event.by is not None and event.by != event.step:
        record, by = state.record(event.step), state.record(event.by).sent_back_by
        hint = Hint(by or f"the gate of {event.by}", event.because)
        state = keep(state, replace(record, hints=(*record.hints, hint)))
    for step in (event.step, *resting_on(state, event.step)):
        state = change(state, step, Waiting(), lambda record: replace(record, agreed=None))
    return state


def _count_rule(state: RunState, step: StepPath, rule: int) -> RunState:
    """Return the state with one use more of a failure rule of `step`."""
    record = state.record(step)
    uses = tuple(count + (index == rule) for index, count in enumerate(record.rule_uses))
    return keep(state, replace(record, rule_uses=uses))


def resting_on(state: RunState, step: StepPath) -> tuple[StepPath, ...]:
    """Return the settled or asked steps whose outcome rests on that of `step`.

    Order alone carries no staleness: a step that only had to wait for it stays as it is. A step
    without a worker judges what is there, so it rests on everything before it. What was made for
    an item that is gone rests on nothing. Work under way goes on: what it reads may come to the
    same again.
    """
    made = {product.name for product in state.record(step).definition.produces}
    resting, queue = [], deque(state.needed_by.get(step, ()))
    seen: set[StepPath] = set()
    while queue:
        path = queue.popleft()
        if path in seen:
            continue
        seen.add(path)
        queue.extend(state.needed_by.get(path, ()))
        record = state.record(path)
        rests = not record.has_worker or bool(made & set(record.definition.reads))
        if rests and not record.is_retired and not isinstance(record.state, Waiting):
            resting += [] if isinstance(record.state, UNDER_WAY) else [path]
            made |= {product.name for product in record.definition.produces}
    return tuple(resting)
