"""What an event makes of a run. Total and silent: an event was admitted, so it is only folded.

Nothing is decided here. What follows from the new state is said by `consequences`.
"""

from collections.abc import Iterable
from typing import assert_type

import immutables

from gatewright.core.evolve.evolve_changes import evolve_change
from gatewright.core.evolve.evolve_commits import evolve_commit
from gatewright.core.evolve.evolve_decisions import evolve_decision
from gatewright.core.evolve.evolve_exits import evolve_exit
from gatewright.core.evolve.evolve_queue import QueueEvent, evolve_queue
from gatewright.core.evolve.evolve_remedies import evolve_remedy
from gatewright.core.evolve.evolve_retired import carried_on, evolve_retired
from gatewright.core.evolve.evolve_targets import evolve_target
from gatewright.core.evolve.evolve_upgrade import evolve_upgrade
from gatewright.core.evolve.evolve_verdicts import evolve_choice, evolve_verdict
from gatewright.core.evolve.evolve_work import evolve_work
from gatewright.core.facts.fact_state import digests_of, evolve_fact
from gatewright.core.layout.expansion import expand, lay_out
from gatewright.core.registers.entries import EntryEvent, evolve_entry
from gatewright.core.registers.shipped_registers import with_registers_of
from gatewright.core.state.run_state import Blocked, Moving, Over, RunPhase, RunState, StepRecord
from gatewright.core.state.setbacks import SetbackEvent, evolve_setback
from gatewright.core.text.ordered import ordered
from gatewright.model.budgets import BudgetGranted, UsageCounted
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown, DefinitionReplaced
from gatewright.model.choices import MoveAsked, MoveChosen
from gatewright.model.commit_policy import BranchMade, CommitAllowed, CommitMade
from gatewright.model.events import (
    ActForbidden,
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Decided,
    DecisionAsked,
    DecisionLapsed,
    Event,
    HintGiven,
    RunBlocked,
    RunExited,
    RunLanded,
    RunResumed,
    RunStarted,
    StepAccepted,
    StepGivenUp,
    StepJudged,
    StepRefused,
    StepReopened,
    StepsExpanded,
    StepSkipped,
    StepTaken,
    WorkflowOutgrown,
)
from gatewright.model.exits import AbortBegun, OfExits, PartAsked, PartTurnedDown, SignalGiven
from gatewright.model.facts import FactSettled, StepApplies
from gatewright.model.questions import QuestionAnswered, QuestionAsked
from gatewright.model.queueing import WorkMerged, WorkQueued, WorkStopped
from gatewright.model.records import replace
from gatewright.model.registers import EntryAdded, EntryTurnedDown
from gatewright.model.remedies import OfRemedies, RemedyEnded, RemedyLaid
from gatewright.model.retiring import OfRetiring, UndoBegun, WorkKept, WorkRetired, WorkWanted
from gatewright.model.setbacks import AgentReplaced, AttemptDelayed
from gatewright.model.standing import (
    DecisionKept,
    OutcomeHolds,
    PeopleChanged,
    StepStale,
    TargetMoved,
    VoiceExpired,
)
from gatewright.model.waivers import JudgedAnew, Waived


def begin(event: RunStarted, at: str) -> RunState:
    """Return the state after the first event."""
    return lay_out(event, at)


def evolve(state: RunState, event: Event) -> RunState:
    """Return `state` after `event`."""
    match event:
        case RunStarted() | ActForbidden() | DecisionKept():
            return state
        case (
            AttemptStarted()
            | AttemptFinished()
            | AttemptLost()
            | UsageCounted()
            | StepTaken()
            | QuestionAsked()
            | QuestionAnswered()
        ):
            return evolve_work(state, event)
        case (
            StepJudged()
            | StepAccepted()
            | OutcomeHolds()
            | StepRefused()
            | StepReopened()
            | StepGivenUp()
            | StepSkipped()
            | StepStale()
        ):
            return evolve_verdict(state, event)
        case (
            DecisionAsked()
            | Decided()
            | DecisionLapsed()
            | VoiceExpired()
            | HintGiven()
            | BudgetGranted()
            | Waived()
            | JudgedAnew()
        ):
            return evolve_decision(state, event)
        case _:
            return _evolve_others(state, event)


WholeEvent = (
    StepsExpanded
    | CommitMade
    | CommitAllowed
    | BranchMade
    | OfExits
    | WorkflowOutgrown
    | RunBlocked
    | RunResumed
    | RunExited
    | RunLanded
)
GroundEvent = (
    ChangeAsked
    | ChangeTurnedDown
    | DefinitionReplaced
    | FactSettled
    | StepApplies
    | OfRemedies
    | OfRetiring
    | TargetMoved
    | PeopleChanged
)
OtherEvent = (
    WholeEvent | QueueEvent | EntryEvent | SetbackEvent | MoveAsked | MoveChosen | GroundEvent
)


def _evolve_others(state: RunState, event: OtherEvent) -> RunState:
    """Return `state` after an event about what follows, the queue, or the whole run."""
    match event:
        case MoveAsked() | MoveChosen():
            return evolve_choice(state, event)
        case (
            ChangeAsked()
            | ChangeTurnedDown()
            | DefinitionReplaced()
            | FactSettled()
            | StepApplies()
            | RemedyLaid()
            | RemedyEnded()
            | WorkRetired()
            | WorkKept()
            | UndoBegun()
            | WorkWanted()
            | TargetMoved()
            | PeopleChanged()
        ):
            return _evolve_ground(state, event)
        case AttemptDelayed() | AgentReplaced():
            return evolve_setback(state, event)
        case WorkQueued() | WorkMerged() | WorkStopped():
            return evolve_queue(state, event)
        case EntryAdded() | EntryTurnedDown():
            return evolve_entry(state, event)
        case _:
            return _evolve_run(state, event)


def _evolve_ground(state: RunState, event: GroundEvent) -> RunState:
    """Return `state` after an event about what the work rests on, or is done for it."""
    match event:
        case ChangeAsked() | ChangeTurnedDown():
            return evolve_change(state, event)
        case DefinitionReplaced():
            return evolve_upgrade(state, event)
        case RemedyLaid() | RemedyEnded():
            return evolve_remedy(state, event)
        case WorkRetired() | WorkKept() | UndoBegun() | WorkWanted():
            return evolve_retired(state, event)
        case TargetMoved() | PeopleChanged():
            return evolve_target(state, event)
        case _:
            return evolve_fact(state, event)


def fold(state: RunState, events: Iterable[Event]) -> RunState:
    """Return `state` after all of `events`."""
    for event in events:
        state = evolve(state, event)
    return state


def _evolve_run(state: RunState, event: WholeEvent) -> RunState:
    """Return `state` after an event about the whole run."""
    match event:
        case StepsExpanded():
            return expand(state, event)
        case CommitMade() | CommitAllowed() | BranchMade():
            return evolve_commit(state, event)
        case SignalGiven() | AbortBegun() | PartAsked() | PartTurnedDown():
            return evolve_exit(state, event)
        case WorkflowOutgrown():
            return _go_on_as(state, event)
        case RunResumed():
            granted = state.wall_s_granted + event.wall_s_granted
            return replace(state, phase=Moving(), wall_s_granted=granted, unable_in_a_row=0)
        case _:
            return replace(state, phase=_phase_after(state, event))


def _phase_after(state: RunState, event: RunBlocked | RunExited | RunLanded) -> RunPhase:
    """Return the phase that an event about the whole run puts it in."""
    match event:
        case RunBlocked(because, step):
            return Blocked(because, step)
        case RunExited(exit_, because, _):
            return Over(exit_, because)
        case _:
            assert_type(event, RunLanded)
            assert isinstance(state.phase, Over), "BUG: landed before it was over"
            return replace(state.phase, landed=event.commit)


def _go_on_as(state: RunState, event: WorkflowOutgrown) -> RunState:
    """Return the state under another workflow, with the work so far kept."""
    workflow = with_registers_of(state.started.workflow, event.workflow)
    fresh = lay_out(replace(state.started, workflow=workflow), state.started_at)
    known = {**state.gone, **state.steps}
    then = replace(
        state,
        started=fresh.started,
        phase=fresh.phase,
        steps=ordered(
            {path: _as_before(known.get(path), record) for path, record in fresh.steps.items()}
        ),
        needed_by=fresh.needed_by,
        makers=fresh.makers,
        unmet=fresh.unmet,
        apart=fresh.apart,
        passed_by=fresh.passed_by,
        remaining=fresh.remaining,
        queue=(),
        crossings=fresh.crossings,
        watched=fresh.watched,
        versioned=fresh.versioned,
        readers=fresh.readers,
        ready=fresh.ready,
        active=fresh.active,
        settled_count=fresh.settled_count,
        tree=event.tree,
        artifacts=immutables.Map({**dict(event.contents), **digests_of(state.facts.items())}),
        questions={},
        outgrown_count=state.outgrown_count + 1,
        remedies=(),
        partial=None,
        gone={path: record for path, record in known.items() if path not in fresh.steps},
    )
    return carried_on(then, state)


def _as_before(before: StepRecord | None, record: StepRecord) -> StepRecord:
    """Return `record` going on where a step of that name stopped: no number is used twice."""
    if before is None:
        return record
    numbers = before.numbers_used
    return replace(record, numbers_used=numbers, authors=before.authors, added=before.added)
