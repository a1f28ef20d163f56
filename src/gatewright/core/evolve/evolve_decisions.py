"""What people make of a step by deciding: asked, said yes or no, taken back, told, let through."""

from typing import assert_type

from gatewright.core.approval.approvals import request_of
from gatewright.core.approval.quorum import held_roles
from gatewright.core.state.asked import Request, Voice
from gatewright.core.state.budgets import with_grant
from gatewright.core.state.run_state import Deciding, Judged, RunState, StepRecord, Waiting
from gatewright.core.state.step_changes import change, keep
from gatewright.model.brief import Hint
from gatewright.model.budgets import BudgetGranted
from gatewright.model.events import Choice, Decided, DecisionAsked, DecisionLapsed, HintGiven
from gatewright.model.records import replace
from gatewright.model.standing import VoiceExpired
from gatewright.model.waivers import JudgedAnew, Waived

PeopleEvent = (
    DecisionAsked
    | Decided
    | DecisionLapsed
    | VoiceExpired
    | HintGiven
    | BudgetGranted
    | Waived
    | JudgedAnew
)


def evolve_decision(state: RunState, event: PeopleEvent) -> RunState:
    """Return `state` after `event`; what a decision comes to is the next event."""
    match event:
        case DecisionAsked():
            return _asked(state, event)
        case Decided():
            return _decided(state, event)
        case DecisionLapsed() | VoiceExpired():
            return _taken_back(state, event)
        case HintGiven() | BudgetGranted():
            return _helped(state, event)
        case Waived():
            return replace(state, waivers=(*state.waivers, event))
        case _:
            assert_type(event, JudgedAnew)
            handed_in = state.record(event.step).handed_in
            assert handed_in is not None, "BUG: judged anew what nobody handed in"
            return change(state, event.step, handed_in, with_answers)


def _helped(state: RunState, event: HintGiven | BudgetGranted) -> RunState:
    """Return the state in which a person gave words, attempts, or more to use."""
    if isinstance(event, BudgetGranted):
        return with_grant(state, event)
    return keep(state, _with_hint(state.record(event.step), event))


def _taken_back(state: RunState, event: DecisionLapsed | VoiceExpired) -> RunState:
    """Return the state without a question, or without a yes that is too old."""
    if isinstance(event, VoiceExpired):
        return _expired(state, event)
    return change(state, event.step, Waiting(), with_answers)


def _asked(state: RunState, event: DecisionAsked) -> RunState:
    """Return the state in which people are asked for one approval more."""
    record = state.record(event.step)
    request = request_of(state, record, event)
    match record.state:
        case Deciding(requests=requests):
            after = replace(record.state, requests=(*requests, request))
        case Judged(number, judged, from_tree):
            after = Deciding(number, judged.tree, from_tree, (request,))
        case _:
            after = Deciding(event.number, event.tree, state.tree, (request,))
    return change(state, event.step, after)


def _decided(state: RunState, event: Decided) -> RunState:
    """Return the state with one voice more; a yes that is enough is followed by the acceptance."""
    if event.signed is not None:
        state = replace(state, statements=state.statements | {event.signed.statement})
    record = state.record(event.step)
    if event.choice is Choice.SEND_BACK or not isinstance(record.state, Deciding):
        return keep(state, replace(record, sent_back_by=event.person))
    requests = tuple(
        _with_voice(state, each, event) if each.nonce == event.nonce else each
        for each in record.state.requests
    )
    return change(state, event.step, replace(record.state, requests=requests))


def _with_voice(state: RunState, request: Request, event: Decided) -> Request:
    """Return `request` with a yes, which counts for the roles that are held now."""
    roles = held_roles(request.rule, state.started.people, event.person)
    return replace(request, voices=(*request.voices, Voice(event.person, event.at, roles)))


def _expired(state: RunState, event: VoiceExpired) -> RunState:
    """Return the state without a yes that is too old."""
    record = state.record(event.step)
    answered = tuple(_without(each, event) for each in record.answered)
    record = replace(record, answered=answered)
    if isinstance(record.state, Deciding):
        requests = tuple(_without(each, event) for each in record.state.requests)
        record = replace(record, state=replace(record.state, requests=requests))
    return keep(state, record)


def _without(request: Request, event: VoiceExpired) -> Request:
    """Return `request` without the voice that expired."""
    if request.nonce != event.nonce:
        return request
    left = tuple(voice for voice in request.voices if voice.person != event.person)
    return replace(request, voices=left)


def with_answers(record: StepRecord) -> StepRecord:
    """Return a step's record with what people said so far kept, for each approval the last."""
    if not isinstance(record.state, Deciding):
        return record
    spoken = {each.approval: each for each in record.state.requests if each.voices}
    return replace(
        record, answered=tuple({**{e.approval: e for e in record.answered}, **spoken}.values())
    )


def _with_hint(record: StepRecord, event: HintGiven) -> StepRecord:
    """Return a step's record with words in it, and with attempts where some were granted."""
    record = replace(record, hints=(*record.hints, Hint(event.person, event.text)), not_before="")
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
