"""What verdicts make of a step: judged, accepted, refused, open again, left to a person."""

from collections import deque
from collections.abc import Callable
from typing import assert_type

from gatewright.core.approval.change_steps import steps_for
from gatewright.core.content.content_names import artifact_of, is_region, part_of
from gatewright.core.evolve.evolve_commits import with_unit
from gatewright.core.evolve.evolve_decisions import with_answers
from gatewright.core.evolve.history import as_history
from gatewright.core.facts.content_digests import after, resting_on_own
from gatewright.core.facts.fact_state import left_out
from gatewright.core.state.retired import without_added
from gatewright.core.state.run_state import (
    UNDER_WAY,
    Accepted,
    Choosing,
    Contribution,
    Deciding,
    GivenUp,
    Held,
    Judged,
    Judging,
    Queued,
    Refused,
    RunState,
    StepRecord,
    StepState,
    Waiting,
)
from gatewright.core.state.step_changes import change, keep
from gatewright.model.brief import Hint
from gatewright.model.choices import MoveAsked, MoveChosen
from gatewright.model.events import (
    SENT_BACK,
    StepAccepted,
    StepGivenUp,
    StepJudged,
    StepRefused,
    StepReopened,
    StepSkipped,
)
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.standing import OutcomeHolds, StepStale
from gatewright.model.verdicts import Status
from gatewright.model.workflow import TREE, ApprovalRule

REFUSALS_KEPT = 5
VerdictEvent = (
    StepJudged
    | StepAccepted
    | OutcomeHolds
    | StepRefused
    | StepReopened
    | StepGivenUp
    | StepSkipped
    | StepStale
)


def evolve_verdict(state: RunState, event: VerdictEvent) -> RunState:
    """Return `state` after `event`."""
    match event:
        case StepJudged():
            return _judged(state, event)
        case StepAccepted() | OutcomeHolds():
            return _accepted(state, event)
        case StepRefused():
            return _refused(state, event)
        case StepGivenUp(step, because):
            return change(state, step, GivenUp(because))
        case StepSkipped(step, because):
            return left_out(state, step, because)
        case _:
            assert_type(event, StepReopened | StepStale)
            return _open_again(state, event)


def evolve_choice(state: RunState, event: MoveAsked | MoveChosen) -> RunState:
    """Return `state` after `event`; what a choice comes to is the next event."""
    match event:
        case MoveAsked(step, number, rule, nonce):
            return change(count_rule(state, step, rule), step, Choosing(number, nonce, rule))
        case _:
            assert_type(event, MoveChosen)
            asked = state.record(event.step).state
            assert isinstance(asked, Choosing), "BUG: chosen without being asked"
            record = replace(state.record(event.step), sent_back_by=event.person)
            return change(keep(state, record), event.step, Refused(asked.number))


def _open_again(state: RunState, event: StepReopened | StepStale) -> RunState:
    """Return the state in which a step that held, or was given up, is to hold once more."""
    if isinstance(event, StepReopened):
        return _reopened(state, event)
    return _stale(state, event)


def _stale(state: RunState, event: StepStale) -> RunState:
    """Return the state in which a step is made anew to fit what it reads, or a gate judged anew.

    Attempts are counted anew: they are for what it reads now. Failure rules are not.
    """
    if not event.reads:
        return _to_hold_again(state, event.step)
    record = state.record(event.step)
    changed = tuple(dict.fromkeys((*record.changed_reads, *event.reads)))
    return _to_hold_again(
        state,
        event.step,
        lambda record: replace(
            record, changed_reads=changed, tries=0, tries_at_grant=0, granted=0, troubles=0, lost=0
        ),
    )


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


def _accepted(state: RunState, event: StepAccepted | OutcomeHolds) -> RunState:
    """Return the state in which a step holds, and what it came to is what others begin from.

    Shape: what is judged again as it was adds nothing; the head is that of who came after it.
    """
    if isinstance(event, OutcomeHolds):
        event = StepAccepted(event.step, event.number, state.tree, ())
    new = after(state, state.record(event.step), dict(event.artifacts))
    state = change(
        state,
        event.step,
        Accepted(event.number, event.tree),
        lambda record: resting_on_own(state, _as_it_holds(_with_added(state, record)), new),
    )
    state = without_added(state, event.step)
    state = replace(
        with_unit(state, event),
        tree=event.tree,
        accepted_count=state.accepted_count + 1,
        artifacts=state.artifacts.update(new),
        taking=None if state.taking == event.step else state.taking,
    )
    is_change = state.record(event.step).change is not None
    decided = steps_for(state, event.step) if is_change else ()
    return as_history(state, decided, "the change is decided")


def _with_added(state: RunState, record: StepRecord) -> StepRecord:
    """Return the record with what its acceptance adds; what is only judged again adds nothing."""
    now = record.state
    if record.is_judged_again or not isinstance(now, Judged | Deciding):
        return record
    tree = now.judged.tree if isinstance(now, Judged) else now.tree
    contribution = Contribution(state.accepted_count, now.from_tree, tree)
    return replace(record, added=(*record.added, contribution))


def _as_it_holds(record: StepRecord) -> StepRecord:
    """Return the record of a step that holds: nothing that went wrong before counts any more."""
    return replace(
        with_answers(record),
        tries=0,
        tries_at_grant=0,
        granted=0,
        troubles=0,
        lost=0,
        changed_reads=(),
        has_held=True,
        sent_back=False,
        is_judged_again=False,
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
            sent_back_by=record.sent_back_by if SENT_BACK in event.codes else "",
            sent_back=record.sent_back or SENT_BACK in event.codes,
            answered=() if SENT_BACK in event.codes else with_answers(record).answered,
            refusals=(*record.refusals, event)[-REFUSALS_KEPT:],
        ),
    )
    return replace(state, refusals_count=state.refusals_count + 1)


def _reopened(state: RunState, event: StepReopened) -> RunState:
    """Return the state in which a step, and what judged its outcome, is open again."""
    if event.by is not None and event.rule is not None:
        state = count_rule(state, event.by, event.rule)
    if event.by is not None and event.by != event.step:
        record, by = state.record(event.step), state.record(event.by).sent_back_by
        hint = Hint(by or f"the gate of {event.by}", event.because)
        state = keep(state, replace(record, hints=(*record.hints, hint)))
    state = keep(state, _within_change(state, event))
    is_by_person = event.by is None or bool(state.record(event.by).sent_back_by)
    made = {product.name for product in state.record(event.step).definition.produces}
    objected = frozenset({TREE, *made} if is_by_person else ())
    for step in (event.step, *resting_on(state, event.step)):
        state = _to_hold_again(state, step, lambda record: _objected_to(record, objected))
    return state


def _within_change(state: RunState, event: StepReopened) -> StepRecord:
    """Return the record of what is open again, with the parts that people agreed to if they did."""
    record = state.record(event.step)
    change = state.record(event.by).change if event.by is not None else None
    is_free = not record.is_settled and not record.may_change
    if change is None or is_free:
        return record
    made = {product.name for product in record.definition.produces}
    named = [name for name in change.artifacts if artifact_of(name) in made]
    parts = (*(record.may_change if not record.is_settled else ()), *named)
    return replace(record, may_change=parts if all(map(part_of, named)) else ())


def _to_hold_again(
    state: RunState,
    step: StepPath,
    also: Callable[[StepRecord], StepRecord] = lambda record: record,
) -> RunState:
    """Return the state in which `step` is begun anew: once what it asked is answered, if it did."""
    now = state.record(step).state
    after = now if isinstance(now, Held) else Waiting()
    return change(state, step, after, lambda record: replace(also(record), is_judged_again=False))


def _objected_to(record: StepRecord, names: frozenset[str]) -> StepRecord:
    """Return a step's record in which no yes to `names` counts: a person wants them otherwise."""
    record = with_answers(record)
    kept = tuple(each for each in record.answered if not _is_on(each.rule, names))
    is_taken_back = len(kept) < len(record.answered)
    return replace(record, answered=kept, sent_back=record.sent_back or is_taken_back)


def _is_on(rule: ApprovalRule, names: frozenset[str]) -> bool:
    """Return whether an approval is of what a person wants otherwise; any region may hold it."""
    bound = (TREE if is_region(name) else artifact_of(name) for name in rule.binds)
    return not names.isdisjoint(bound)


def count_rule(state: RunState, step: StepPath, rule: int) -> RunState:
    """Return the state with one use more of a failure rule of `step`."""
    record = state.record(step)
    uses = tuple(count + (index == rule) for index, count in enumerate(record.rule_uses))
    return keep(state, replace(record, rule_uses=uses))


def resting_on(state: RunState, step: StepPath) -> tuple[StepPath, ...]:
    """Return the settled or asked gates whose outcome rests on that of `step`.

    A step without a worker judges what is there, so it rests on everything before it. Order alone
    carries no staleness, and what reads something is stale only once that is another: a step that
    somebody works on stays as it is, as does what is being judged. What was made for an item that
    is gone rests on nothing.
    """
    resting, queue = [], deque(state.needed_by.get(step, ()))
    seen: set[StepPath] = set()
    while queue:
        path = queue.popleft()
        if path in seen:
            continue
        seen.add(path)
        queue.extend(state.needed_by.get(path, ()))
        record = state.record(path)
        is_open = isinstance(record.state, (Waiting, *UNDER_WAY))
        if not (record.has_worker or record.is_retired or is_open):
            resting.append(path)
    return tuple(resting)
