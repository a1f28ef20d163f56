"""One run as it stands: where each step is and who acts next. Of `status FEATURE` and `run`, live.

Steps that were made for items hang below the step they were made from.
"""

from collections.abc import Iterable, Sequence

from gatewright.core.approval.approvals import open_requests
from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.course.decide import waits_for_people
from gatewright.core.course.work_here import is_worked_on_here
from gatewright.core.facts.facts import rule_of
from gatewright.core.state.run_state import (
    Accepted,
    Blocked,
    Changing,
    Choosing,
    Deciding,
    GivenUp,
    Held,
    InHand,
    Judging,
    Moving,
    Over,
    Queued,
    Ready,
    Refused,
    Remedying,
    RunState,
    Skipped,
    StepRecord,
    StepState,
    Working,
)
from gatewright.model.events import AttemptStarted, Decided, StepAccepted, StepJudged
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass, replace
from gatewright.model.told import Recorded
from gatewright.model.verdicts import Status
from gatewright.model.workflow import WorkerKind
from gatewright.views.event_words import name_of
from gatewright.views.forbidden import forbidden_line
from gatewright.views.held import held_words
from gatewright.views.here import UNCONFINED, here_words, unconfined
from gatewright.views.lanes import lanes_in_words
from gatewright.views.moves import REQUESTER, asked_words
from gatewright.views.nobody import nobody_words
from gatewright.views.proved_words import SILENT, UNSIGNED, weak_labels
from gatewright.views.quoting import plain
from gatewright.views.risk import risk_words
from gatewright.views.run_event import places_of
from gatewright.views.spans_of_time import seconds_between
from gatewright.views.spending import spent_words
from gatewright.views.uncommitted import ASKED, uncommitted_words, who_allows
from gatewright.views.voices import who_decides

SCHEMA = "gatewright.run/1"
REFUSALS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """Why an attempt did not hold."""

    number: int
    because: str
    codes: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its state in a word, and what there is to know of it."""

    path: str
    title: str
    mark: str  # "done", "now", "people", "wrong", "later", "out"
    says: str  # "scripted, attempt 2 of 4"
    since_s: float | None  # of what is under way
    took_s: float | None  # of what is settled
    refusals: tuple[RefusalLine, ...]  # of what is not settled, newest last
    is_item: bool  # hangs below the step before which it was made


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as it stands."""

    schema: str
    run_id: str
    slug: str
    idea: str
    workflow: str
    state: str  # "moving", "waits", "blocked", "aborting", "completed", "partial", ...
    says: str  # who acts next, in words
    waits_for: str  # principal or role; "" where no person has to act
    steps: tuple[StepView, ...]
    settled: int
    refusals: int
    commits: int
    branch: str
    origin: str  # "main@4f2c9d1"
    labels: tuple[str, ...]  # of decisions: "self", "unsigned"
    started_at: str
    since_s: float
    forbidden: str = ""  # what workers tried that only people do, in a line
    uncommitted: str = ""  # how much is accepted and no commit yet, in words
    signals: tuple[str, ...] = ()  # what the outside was told so far
    spent: str = ""  # what was used of the budgets of the run, in words
    risk: str = ""  # the class of the feature, and why it; "" where none is known
    result: str = ""  # what the branch is called where it is taken; "" as it is
    isolation: str = ""  # "none" where an agent worked in a person's own checkout


def run_view(state: RunState, told: Sequence[Recorded], now: str) -> RunView:
    """Return a run as it stands at `now`, with the times of its journal. Units: RFC 3339."""
    started = state.started
    feature, origin = started.feature, started.origin
    word, says, who = _word(state)
    return RunView(
        schema=SCHEMA,
        run_id=feature.run_id,
        slug=plain(feature.slug),
        idea=plain(feature.idea),
        workflow=plain(f"{started.workflow.name} {started.workflow.version}"),
        state=word,
        says=plain(says),
        waits_for=who,
        steps=_steps(state, told, now),
        settled=state.settled_count,
        refusals=state.refusals_count,
        commits=len(state.commits),
        branch=plain(f"gw/{feature.run_id}-{feature.slug}"),
        origin=plain(f"{origin.branch}@{origin.commit[:7]}"),
        labels=_labels(told),
        started_at=state.started_at,
        since_s=seconds_between(state.started_at, now),
        forbidden=forbidden_line(told),
        uncommitted=uncommitted_words(state),
        spent=spent_words(state),
        risk=risk_words(state),
        signals=tuple(plain(name) for each in state.signalled for name in each.names),
        result=plain(started.workflow.branch),
        isolation="none" if unconfined(told) else "",
    )


def _word(state: RunState) -> tuple[str, str, str]:
    """Return the state in a word, in words, and who acts next."""
    match state.phase:
        case Over(exit_, because, landed):
            if landed is not None:
                return "landed", f"landed as {landed[:7]}", ""
            says = "ready to merge" if exit_ == "completed" else f"{exit_}: {because}"
            return exit_.value, says, "" if exit_ == "aborted" else "you"
        case Blocked(because, _):
            return "blocked", f"blocked: {because}", "you"
        case Moving():
            waiting = waits_for_people(state)
            if waiting:
                return (
                    "waits",
                    f"waits for {who_of(state, waiting[0])}: {_asked(state, waiting[0])}",
                    who_of(state, waiting[0]),
                )
            if waits_for_permission(state):
                who = who_allows(state)
                return "waits", f"waits for {who}: {ASKED}", who
            under_way = state.steps.sorted(state.active)
            lanes = f": {lanes_in_words(under_way)}" if len(under_way) > 1 else ""
            if state.ending is not None:
                lanes += f"; it is being aborted: {state.ending.because}"
            word = "moving" if state.ending is None else "aborting"
            return word, f"goes on by itself while it is driven{lanes}", ""


def who_of(state: RunState, record: StepRecord) -> str:
    """Return who has to act on a step: alone, it is you, whatever the role is called."""
    match record.state:
        case InHand(_, person):
            return name_of(person)
        case Working(_, _, worker):
            return name_of(worker)
        case Deciding() if not state.started.people.is_solo:
            wanted = open_requests(record.state, state.started.people)
            return " and ".join(dict.fromkeys(who_decides(each.rule) for each in wanted))
        case Held(_, (first, *_)) if not state.started.people.is_solo:
            fact = rule_of(state.started.workflow, first)
            return plain(fact.role) if fact is not None and fact.role else "you"
        case Choosing(rule=index) if not state.started.people.is_solo:
            return plain(record.definition.no_go[index].role or REQUESTER)
        case _:
            return "you"


def _asked(state: RunState, record: StepRecord) -> str:
    """Return what a person is asked on a step, in words; or that nobody could answer it."""
    for lacking in nobody_words(state, record):
        return lacking
    match record.state:
        case Deciding():
            return open_requests(record.state, state.started.people)[0].rule.question
        case Choosing():
            asked = asked_words(record)
            return asked[:1].lower() + asked[1:]
        case Held():
            return next((each.text for each in state.questions.values()), "a question")
        case InHand():
            return f"{record.definition.path} by hand"
        case _:
            told = held_words(state, record) or here_words(state, record)
            return told or record.definition.title


def _steps(state: RunState, told: Sequence[Recorded], now: str) -> tuple[StepView, ...]:
    times = _times(told)
    judged = {each.event.step: each.event for each in told if isinstance(each.event, StepJudged)}
    items = {path for path, record in state.steps.items() if record.item is not None}
    shown = tuple(
        _step(state, state.record(path), times.get(path), judged.get(path), now)
        for path in _ordered(state, items)
    )
    before = state.gone.values() if state.ending is not None else ()
    return (*(_left(state, each) for each in before), *shown)


def _left(state: RunState, record: StepRecord) -> StepView:
    """Return a step of a run that is being aborted, as it stood: nothing of it goes on."""
    mark, says = _mark(state, record) if record.is_settled else ("out", "ended by the abort")
    return _shown(record, mark, says)


def _ordered(state: RunState, items: set[StepPath]) -> Iterable[StepPath]:
    """Yield the steps, each made for items before what was made from it."""
    for path, record in state.steps.items():
        if path in items:
            continue
        yield path
        if record.is_template:
            yield from (
                each for each in state.steps if each in items and each.startswith(f"{path}/")
            )


def _times(told: Iterable[Recorded]) -> dict[StepPath, tuple[str, str]]:
    """Return when each step was first and last heard of."""
    times: dict[StepPath, tuple[str, str]] = {}
    for each in told:
        step: StepPath | None = getattr(each.event, "step", None)
        if step is None:
            continue
        is_start = isinstance(each.event, AttemptStarted)
        first = times[step][0] if step in times and not is_start else each.at
        is_end = isinstance(each.event, StepAccepted | StepJudged)
        times[step] = (first, each.at) if is_end or step not in times else (first, times[step][1])
    return times


def _step(
    state: RunState,
    record: StepRecord,
    times: tuple[str, str] | None,
    judged: StepJudged | None,
    now: str,
) -> StepView:
    mark, says = _mark(state, record)
    is_shown = mark in ("now", "people", "wrong")
    since = times[0] if times and is_shown else None
    return replace(
        _shown(record, mark, says),
        since_s=seconds_between(since, now) if since else None,
        took_s=seconds_between(*times) if times and mark == "done" else None,
        refusals=_refusals(record, judged) if is_shown else (),
    )


def _shown(record: StepRecord, mark: str, says: str) -> StepView:
    """Return a step with its state in words, whenever it was."""
    return StepView(
        path=plain(record.definition.path),
        title=plain(record.item.title if record.item is not None else record.definition.title),
        mark=mark,
        says=plain(says),
        since_s=None,
        took_s=None,
        refusals=(),
        is_item=record.item is not None,
    )


def _mark(state: RunState, record: StepRecord) -> tuple[str, str]:
    """Return the mark of a step, and its state in words."""
    match record.state:
        case Accepted(number):
            return "done", _done(record, number)
        case Skipped(because):
            return "out", because
        case GivenUp(because):
            return "wrong", f"given up: {because}"
        case Deciding() | Choosing() | Held() | InHand():
            return "people", f"{who_of(state, record)}: {_asked(state, record)}"
        case Ready() if told := _for_people(state, record):
            return "people", told
        case _:
            return _under_way(record, record.state)


def _for_people(state: RunState, record: StepRecord) -> str:
    """Return who may begin a ready step that nobody starts; "" for one that somebody does."""
    held = held_words(state, record)
    if held or record.definition.doer.kind is WorkerKind.PERSON:
        return f"you: {held or record.definition.title}"
    return here_words(state, record)


def _under_way(record: StepRecord, step_state: StepState) -> tuple[str, str]:
    limit = record.definition.attempts_max + record.granted
    match step_state:
        case Working(_, _, worker):
            told = f"{name_of(worker)}, attempt {record.tries + 1} of {limit}"
            return "now", f"{told}; {UNCONFINED}" if is_worked_on_here(record) else told
        case Judging():
            return "now", f"judging attempt {record.tries + 1} of {limit}"
        case Queued() | Refused() | Changing() | Remedying():
            return "now", f"attempt {_tried(record, step_state)} of {limit} {_waiting(step_state)}"
        case Ready() if record.is_template or not record.numbers_used:
            return "later", "next"
        case Ready():
            return "now", f"attempt {record.tries + 1} of {limit} is next"
        case _:
            return "later", ""


def _waiting(step_state: Queued | Refused | Changing | Remedying) -> str:
    """Return what became of an attempt that is over."""
    match step_state:
        case Refused():
            return "refused"
        case Changing(change=change):
            return f"refused; {change} is decided on"
        case Remedying(remedy=remedy):
            return f"refused; {remedy} comes first"
        case _:
            return "waits to be merged"


def _tried(record: StepRecord, step_state: Queued | Refused | Changing | Remedying) -> int:
    """Return which try it is: one that is refused counts already."""
    return record.tries + isinstance(step_state, Queued)


def _done(record: StepRecord, number: int) -> str:
    if record.is_template:
        return "all that it was made for"
    if record.definition.gate.approvals:
        return "approved"
    lines = record.judged.verdicts if record.judged is not None else ()
    passed = sum(line.status is Status.PASS for line in lines)
    holding = "1 check holds" if passed == 1 else f"{passed} checks hold"
    parts = [holding if lines else "accepted"]
    if len(lines) > passed:
        parts.append(f"{len(lines) - passed} not applicable")
    if number > 1 and record.has_worker:
        parts.append(f"attempt {number}")
    return ", ".join(parts)


def _refusals(record: StepRecord, judged: StepJudged | None) -> tuple[RefusalLine, ...]:
    """Return the last refusals since the step was last settled."""
    last = record.refusals[-min(REFUSALS_SHOWN, record.tries) :] if record.tries else ()
    return tuple(
        RefusalLine(
            each.number,
            plain(each.because),
            each.codes,
            places_of(judged) if judged is not None and judged.number == each.number else (),
        )
        for each in last
    )


def _labels(told: Iterable[Recorded]) -> tuple[str, ...]:
    """Return what weakens the decisions so far."""
    decisions = [each.event for each in told if isinstance(each.event, Decided)]
    labels = []
    if any(each.is_self for each in decisions):
        labels.append("self")
    if any(not each.is_signed for each in decisions):
        labels.append(UNSIGNED)
    if any(SILENT in weak_labels(each) for each in decisions):
        labels.append(SILENT)
    return tuple(labels)
