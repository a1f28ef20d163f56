"""One durable fact of a run in one line: for the log, the live lines of a pipe, and JSON lines.

Words of workers and people stand in quotes, cut; nothing of them is taken for a fact.
"""

import re
from collections.abc import Iterable, Iterator

from gatewright.core.facts.facts import in_words
from gatewright.core.state.budget_words import amount_words, usage_words, use_told
from gatewright.model.budgets import BudgetGranted, UsageCounted
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown, DefinitionReplaced
from gatewright.model.choices import MoveAsked, MoveChosen, OfChoices
from gatewright.model.commit_policy import BranchMade, CommitAllowed, CommitMade
from gatewright.model.events import (
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Decided,
    DecisionAsked,
    DecisionLapsed,
    Event,
    HintGiven,
    RunStarted,
    StepAccepted,
    StepGivenUp,
    StepJudged,
    StepRefused,
    StepReopened,
    StepsExpanded,
    StepSkipped,
    StepTaken,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.facts import FactSettled, StepApplies
from gatewright.model.here import is_here
from gatewright.model.ids import StepPath
from gatewright.model.questions import QuestionAnswered, QuestionAsked
from gatewright.model.queueing import WorkMerged, WorkQueued, WorkStopped
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded, EntryTurnedDown
from gatewright.model.remedies import RemedyEnded, RemedyLaid
from gatewright.model.retiring import UndoBegun, WorkKept, WorkRetired, WorkWanted
from gatewright.model.setbacks import AgentReplaced, AttemptDelayed
from gatewright.model.standing import OfStanding
from gatewright.model.told import Recorded
from gatewright.model.waivers import JudgedAnew, Waived
from gatewright.views.change_event import change_says
from gatewright.views.entries import entry_says
from gatewright.views.event_words import name_of, said
from gatewright.views.proved_words import proof_word
from gatewright.views.quoting import plain
from gatewright.views.remedy_words import remedy_says
from gatewright.views.retired_words import retired_says
from gatewright.views.risk import grounds_words
from gatewright.views.run_end_event import Whole, whole_says
from gatewright.views.standing_words import standing_says

SCHEMA = "gatewright.event/1"
PLACES_MAX = 3
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

Work = AttemptStarted | AttemptFinished | AttemptLost | StepTaken | QuestionAsked | QuestionAnswered
Settling = StepJudged | StepAccepted | StepRefused | StepGivenUp | StepSkipped
Moved = StepReopened | DecisionLapsed
Deciding = DecisionAsked | Decided | HintGiven | BudgetGranted | Waived | JudgedAnew
Choosing = OfChoices | ChangeAsked | ChangeTurnedDown | DefinitionReplaced
Queueing = WorkQueued | WorkMerged | WorkStopped
OnRecord = EntryAdded | EntryTurnedDown
Making = RunStarted | StepsExpanded | WorkflowOutgrown | RemedyLaid | RemedyEnded
Committing = CommitMade | CommitAllowed | BranchMade
Setback = AttemptDelayed | AgentReplaced | UsageCounted
Knowing = FactSettled | StepApplies


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of a run's journal, in words and by its name."""

    schema: str
    run_id: str
    seq: int
    at: str  # RFC 3339, UTC
    actor: str  # principal
    kind: str  # "step-refused"
    step: str  # "" of the whole run
    says: str  # one clause, safe to show
    codes: tuple[str, ...] = ()  # of a refusal
    places: tuple[str, ...] = ()  # of a refusal: "payments/refund.py:57"


def event_views(told: Iterable[Recorded]) -> Iterator[EventView]:
    """Yield durable facts as every face shows them; a refusal has the places of its judgement."""
    judged: dict[tuple[StepPath, int], StepJudged] = {}
    for each in told:
        event = each.event
        if isinstance(event, StepJudged):
            judged[event.step, event.number] = event
        before = judged.get((event.step, event.number)) if isinstance(event, StepRefused) else None
        yield event_view(each, before)


def event_view(told: Recorded, judged: StepJudged | None = None) -> EventView:
    """Return one durable fact; `judged` is what a refusal rests on."""
    event = told.event
    codes = event.codes if isinstance(event, StepRefused) else ()
    return EventView(
        schema=SCHEMA,
        run_id=told.run_id,
        seq=told.seq,
        at=told.at,
        actor=told.actor,
        kind=_CAPITAL.sub("-", type(event).__name__).lower(),
        step=plain(getattr(event, "step", None) or ""),
        says=plain(says_of(event)),
        codes=codes,
        places=places_of(judged) if judged is not None else (),
    )


def places_of(judged: StepJudged) -> tuple[str, ...]:
    """Return the first places that failing verdicts name."""
    failing = [line for line in judged.verdicts if not line.status.is_settled_well]
    found = [plain(str(place)) for line in failing for place in line.places]
    return tuple(dict.fromkeys(found))[:PLACES_MAX]


def says_of(event: Event) -> str:
    """Return what happened, in one clause."""
    match event:
        case (
            AttemptStarted()
            | AttemptFinished()
            | AttemptLost()
            | StepTaken()
            | QuestionAsked()
            | QuestionAnswered()
        ):
            return _work(event)
        case StepJudged() | StepAccepted() | StepRefused() | StepGivenUp() | StepSkipped():
            return _settling(event)
        case StepReopened() | DecisionLapsed():
            return _moved(event)
        case (
            DecisionAsked()
            | Decided()
            | HintGiven()
            | BudgetGranted()
            | Waived()
            | JudgedAnew()
            | MoveAsked()
            | MoveChosen()
            | WorkRetired()
            | WorkKept()
            | UndoBegun()
            | WorkWanted()
            | ChangeAsked()
            | ChangeTurnedDown()
            | DefinitionReplaced()
        ):
            return _of_people(event)
        case RunStarted() | StepsExpanded() | WorkflowOutgrown() | RemedyLaid() | RemedyEnded():
            return _making(event)
        case _:
            return _elsewhere(event)


def _elsewhere(
    event: OfStanding | Queueing | OnRecord | Knowing | Committing | Setback | Whole,
) -> str:
    """Return what happened to the queue, registers, facts, commits, the agent, or all of it."""
    if isinstance(event, OfStanding):
        return standing_says(event)
    match event:
        case EntryAdded() | EntryTurnedDown() | FactSettled() | StepApplies():
            return _knowing(event)
        case CommitMade() | CommitAllowed() | BranchMade():
            return _committing(event)
        case AttemptDelayed() | AgentReplaced() | UsageCounted():
            return _setback(event)
        case WorkQueued() | WorkMerged() | WorkStopped():
            return _queueing(event)
        case _:
            return whole_says(event)


def _setback(event: Setback) -> str:
    match event:
        case AttemptDelayed(_, until, because):
            return f"waits until {until[11:19]} before it is tried again: {because}"
        case AgentReplaced(because=because):
            return f"another agent goes on: {because}"
        case UsageCounted(_, number, took_ms, usage):
            return f"attempt {number} used {usage_words(took_ms, usage)} until it was ended"


def _work(event: Work) -> str:
    match event:
        case AttemptStarted(_, number, _, worker):
            at = ", isolation none" if is_here(worker) else ""
            return f"attempt {number} started: {name_of(worker)}{at}"
        case AttemptFinished(_, number, ended, tree, words):
            quoted = f", says {said(words)}" if words.strip() else ""
            by = f" by {name_of(event.author)}" if event.author else ""
            left = f"left tree {tree[:7]}{use_told(event.usage)}"
            return f"attempt {number} ended{by}: {ended}, {left}{quoted}"
        case AttemptLost(_, number, because):
            return f"attempt {number} lost: {because}"
        case StepTaken(_, person, folder):
            return f"taken by hand: {name_of(person)}, in {folder}"
        case QuestionAsked(_, question_id, text):
            return f"asks: {said(text)} ({question_id})"
        case QuestionAnswered(question_id, person, text):
            return f"{question_id} answered by {name_of(person)}: {said(text)}"


def _settling(event: Settling) -> str:
    match event:
        case StepJudged(_, number, tree, verdicts):
            return f"attempt {number} judged on tree {tree[:7]}: {_counted(verdicts)}"
        case StepAccepted(_, number, tree):
            return f"attempt {number} accepted, tree {tree[:7]}"
        case StepRefused(_, number, _, codes, because):
            return " ".join([f"attempt {number} refused", *dict.fromkeys(codes), said(because)])
        case StepGivenUp(_, because):
            return f"given up: {because}"
        case StepSkipped(_, because):
            return f"left out: {because}"


def _of_people(event: Deciding | Choosing) -> str:
    if isinstance(event, Choosing):
        return _choosing(event)
    return _deciding(event)


def _moved(event: Moved) -> str:
    match event:
        case StepReopened(_, because, by):
            return f"open again, by {by or 'a person'}: {said(because)}"
        case DecisionLapsed(_, _, because):
            return f"the decision does not count any more: {because}"


def _counted(verdicts: tuple[VerdictLine, ...]) -> str:
    """Return the names of checks under what they came to."""
    by_status: dict[str, list[str]] = {}
    for line in verdicts:
        by_status.setdefault(line.status.replace("_", " "), []).append(line.check)
    told = [f"{status} {', '.join(names)}" for status, names in by_status.items()]
    return "; ".join(told) or "it has no checks"


def _deciding(event: Deciding) -> str:
    match event:
        case DecisionAsked(_, _, _, bound, tree):
            return f"a decision is asked on {bound[:12]}, tree {tree[:7]}"
        case Decided():
            labels = [event.role, proof_word(event)]
            labels += ["self"] if event.is_self else []
            why = f": {said(event.because)}" if event.because.strip() else ""
            what = "approved" if event.choice == "approve" else "sent back"
            return f"{what} by {name_of(event.person)} ({', '.join(labels)}){why}"
        case HintGiven(_, person, text, granted):
            more = f", {granted} more attempts" if granted else ""
            return f"hint by {name_of(person)}{more}: {said(text)}"
        case BudgetGranted(_, scope, resource, amount, person):
            much = amount_words(resource, amount)
            return f"from here on the {plain(scope)} may use {much}, says {name_of(person)}"
        case Waived():
            until = f", until {event.until}" if event.until else ""
            who = f"{name_of(event.person)} ({event.role}{', self' if event.is_self else ''})"
            return f"{event.check} waived by {who}{until}: {said(event.because)}"
        case JudgedAnew(_, number, tree):
            return f"attempt {number} judged once more, on tree {tree[:7]}"


def _choosing(event: Choosing) -> str:
    match event:
        case MoveAsked():
            return "a person is asked what follows"
        case MoveChosen(_, _, offer, person, role, because):
            of = f" ({plain(role)})" if role else ""
            return f"offer {offer + 1} chosen by {name_of(person)}{of}: {said(because)}"
        case WorkRetired() | WorkKept() | UndoBegun() | WorkWanted():
            return retired_says(event)
        case _:
            return change_says(event)


def _knowing(event: OnRecord | Knowing) -> str:
    if isinstance(event, OnRecord):
        return entry_says(event)
    match event:
        case FactSettled(name, value, source, digest, _, grounds):
            why = f": {grounds_words(grounds)}" if grounds else ""
            return f"fact {name} is {in_words(value)}, by {source} {digest[:12]}{why}"
        case StepApplies(_, because):
            return f"open again: {because}"


def _queueing(event: Queueing) -> str:
    match event:
        case WorkQueued(_, number, because):
            return f"attempt {number} waits to be merged: {because}"
        case WorkMerged(_, number, head, tree):
            return f"attempt {number} merged with {head[:7]}: tree {tree[:7]}"
        case WorkStopped(_, number, because):
            return f"attempt {number} stopped: {because}"


def _making(event: Making) -> str:
    match event:
        case RunStarted():
            feature, origin = event.feature, event.origin
            return (
                f"started {feature.slug} as {event.workflow.name} from "
                f"{origin.branch}@{origin.commit[:7]}: {said(feature.idea)}{_declared(event)}"
            )
        case StepsExpanded(_, items):
            return f"made for {len(items)}: {', '.join(said(item.title) for item in items[:5])}"
        case WorkflowOutgrown(workflow, because):
            return f"goes on as {workflow.name}: {because}"
        case _:
            return remedy_says(event)


def _declared(event: RunStarted) -> str:
    """Return what was declared for a run to start, and by whom."""
    form = event.declared
    if form is None:
        return ""
    return f"; {plain(form.form)} declared by {name_of(form.person)}, {form.digest[:12]}"


def _committing(event: Committing) -> str:
    match event:
        case CommitMade(_, commit, _, others):
            more = f", with the work of {', '.join(others)}" if others else ""
            return f"commit {commit[:7]}{more}"
        case CommitAllowed(person, role, tree, message, up_to):
            as_role = f" ({plain(role)})" if role else ""
            why = f": {said(message)}" if message else ""
            work = f"{up_to}, " if up_to is not None else ""
            who = f"{name_of(person)}{as_role}"
            return f"may be committed up to {work}tree {tree[:7]}, says {who}{why}"
        case BranchMade(_, commit):
            return f"the branch is there, at {commit[:7]}"
