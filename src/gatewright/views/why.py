"""What stops a run or a step, with the evidence; and what is not the reason."""

from collections.abc import Iterator, Sequence

from gatewright.core.approval.approvals import counted_for, open_requests
from gatewright.core.course.decide import waits_for_people
from gatewright.core.course.merge_queue import OPEN_AGAIN, holder_of_head, next_in_queue
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
    Remedying,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
    Working,
)
from gatewright.model.events import VerdictLine
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass
from gatewright.model.told import Recorded
from gatewright.model.verdicts import Status
from gatewright.views.event_words import name_of, said
from gatewright.views.forbidden import forbidden_line
from gatewright.views.held import held_words
from gatewright.views.here import here_words
from gatewright.views.moves import offer_words
from gatewright.views.next import NextView
from gatewright.views.nobody import nobody_words
from gatewright.views.quoting import plain
from gatewright.views.resting import rests_on
from gatewright.views.risk import risk_words
from gatewright.views.run import who_of
from gatewright.views.run_stop import FindingView, findings_of, next_of, stop_view
from gatewright.views.voices import voices_words, who_decides
from gatewright.views.waiting import asked_for, missing_rows

SCHEMA = "gatewright.why/1"
NOT_SHOWN_MAX = 6

MUST: dict[type, str] = {Deciding: "decide", Choosing: "choose what follows", Held: "answer"}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One thing that stops it."""

    step: str
    what: str
    details: tuple[tuple[str, str], ...]  # label, text
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class WhyView:
    """All that stops it, and all that does not."""

    schema: str
    run_id: str
    slug: str
    step: str  # "" of the whole run
    answer: str  # one sentence
    reasons: tuple[ReasonView, ...]
    not_reasons: tuple[str, ...]
    next: tuple[NextView, ...]
    rests_on: tuple[tuple[str, str], ...] = ()  # of a step: label, and what with its digest
    forbidden: str = ""  # what workers tried that only people do, in a line
    risk: str = ""  # the class of the feature, and why it; "" where none is known


def why_view(
    state: RunState, told: Sequence[Recorded], step: StepPath | None, *, is_driven: bool
) -> WhyView:
    """Return why a run, or one step of it, is where it is."""
    feature = state.started.feature
    reasons = tuple(_of_step(state, state.record(step)) if step else _of_run(state, is_driven))
    stop = stop_view(state, told)
    following = (
        stop.ways_out if stop is not None and step is None else _next(state, step, is_driven)
    )
    return WhyView(
        schema=SCHEMA,
        run_id=feature.run_id,
        slug=plain(feature.slug),
        step=plain(step or ""),
        answer=_answer(state, step, len(reasons)),
        reasons=reasons,
        not_reasons=tuple(_not_reasons(state, step, is_driven=is_driven)),
        next=following,
        rests_on=rests_on(state, state.record(step)) if step else (),
        forbidden=forbidden_line(told),
        risk=risk_words(state),
    )


def _answer(state: RunState, step: StepPath | None, count: int) -> str:
    """Return the sentence that answers the question."""
    subject = plain(f"{state.started.feature.run_id} {step or state.started.feature.slug}")
    if count == 0:
        done = "holds" if step else "is done"
        return f"{subject}: nothing stops it; it {done}"
    return f"{subject} goes no further, for {count} reason{'s' if count > 1 else ''}"


def _of_run(state: RunState, is_driven: bool) -> Iterator[ReasonView]:
    """Yield what stops the run as a whole."""
    match state.phase:
        case Over(exit_, because, _):
            if exit_ != "completed":
                yield ReasonView("", plain(f"it was {exit_}: {because}"), (), ())
            return
        case Blocked(because, step):
            record = state.steps.get(step) if step is not None else None
            findings = findings_of(record) if record is not None else ()
            yield ReasonView(plain(step or ""), plain(f"blocked: {because}"), (), findings)
            return
        case Moving():
            pass
    waiting = waits_for_people(state)
    for record in waiting:
        yield from _of_step(state, record)
    if not waiting:
        yield from _of_moving(state, is_driven)


def _of_moving(state: RunState, is_driven: bool) -> Iterator[ReasonView]:
    """Yield what a run that waits for nobody is at."""
    under_way = [state.record(step) for step in sorted(state.active)]
    for record in under_way:
        yield from _of_step(state, record)
    if not is_driven:
        yield ReasonView("", "nothing drives it: no process is at it now", (), ())


def _of_step(state: RunState, record: StepRecord) -> Iterator[ReasonView]:
    """Yield what stops one step."""
    path = plain(record.definition.path)
    match record.state:
        case Accepted():
            return
        case Skipped(because) | GivenUp(because):
            word = "left out" if isinstance(record.state, Skipped) else "given up"
            yield ReasonView(path, plain(f"{word}: {because}"), (), findings_of(record))
        case Waiting():
            rows = tuple(missing_rows(state, record))
            yield ReasonView(path, "it waits for other steps", rows, ())
        case _:
            yield ReasonView(
                path, _open(state, record), _details(state, record), findings_of(record)
            )


def _open(state: RunState, record: StepRecord) -> str:
    """Return what an open step waits for."""
    match record.state:
        case Deciding() | Choosing() | Held():
            return f"{who_of(state, record)} must {MUST[type(record.state)]}"
        case Changing(change=change):
            return f"people decide on {plain(change)} first"
        case InHand():
            return f"{who_of(state, record)} works on it by hand"
        case Working(_, _, worker):
            return here_words(state, record) or f"{name_of(worker)} works on it"
        case Ready():
            told = held_words(state, record) or here_words(state, record)
            return told or _when_next(record)
        case _:
            return _on_its_way(state, record)


def _when_next(record: StepRecord) -> str:
    """Return when a step is begun for which nothing is missing."""
    if record.not_before:
        return f"its agent could not work; it is asked again at {record.not_before[11:19]} UTC"
    return "it is next" if not record.tries else "its last attempt was refused; tried again"


def _on_its_way(state: RunState, record: StepRecord) -> str:
    """Return where a step is between the end of its work and its acceptance."""
    if isinstance(record.state, Remedying):
        return plain(f"it was refused, and {record.state.remedy} comes first")
    if isinstance(record.state, Queued):
        return f"its work waits to be merged: {_why_queued(state, record)}"
    if isinstance(record.state, Judging) and state.unmet[record.definition.path]:
        return f"its work waits to be judged: {OPEN_AGAIN}"
    return "it is being judged"


def _why_queued(state: RunState, record: StepRecord) -> str:
    """Return what keeps work from the head."""
    step = record.definition.path
    first, holder = next_in_queue(state), holder_of_head(state, step)
    if state.unmet[step]:
        return OPEN_AGAIN
    if holder is not None:
        return plain(f"people decide on {holder} first")
    return "it is its turn" if first == step else plain(f"{first} comes first")


def _details(state: RunState, record: StepRecord) -> tuple[tuple[str, str], ...]:
    """Return what there is to know of an open step, by label."""
    rows: list[tuple[str, str]] = []
    match record.state:
        case Deciding(tree=tree):
            for each in open_requests(record.state, state.started.people):
                rows.append(("asked", plain(each.rule.question)))
                rows.append(("of", who_decides(each.rule)))
                counted = counted_for(each, state.started.people)
                voices = voices_words(each.rule, counted, each.said_yes)
                rows += [("voices", voices)] if voices else []
                rows.append(("bound to", f"{each.bound[:12]}, tree {tree[:7]}"))
        case Choosing(rule=index):
            offers = offer_words(record.definition.no_go[index], record.definition)
            rows += [(str(number), offer) for number, offer in enumerate(offers, start=1)]
        case Held(_, questions):
            rows += [
                ("asks", said(state.questions[each].text))
                for each in questions
                if each in state.questions
            ]
        case InHand(_, _, folder):
            rows.append(("folder", plain(folder)))
        case _:
            pass
    rows += [("nobody", each) for each in nobody_words(state, record)]
    if record.changed_reads:
        names = " and ".join(plain(name) for name in record.changed_reads)
        rows.append(("changed", f"{names}: it is made to fit that"))
    rows += [
        ("refused", plain(f"attempt {each.number}: {each.because}")) for each in record.refusals
    ]
    rows += [("answer", said(f"{each.question}\n{each.answer}")) for each in record.answers[-2:]]
    rows += [("hint", said(each.text)) for each in record.hints[-2:]]
    return tuple(rows)


def _not_reasons(state: RunState, step: StepPath | None, *, is_driven: bool) -> Iterator[str]:
    """Yield what holds: people look there first."""
    settled = [path for path, each in state.steps.items() if each.is_settled and path != step]
    if settled:
        named = ", ".join(plain(path) for path in settled[:NOT_SHOWN_MAX])
        more = len(settled) - NOT_SHOWN_MAX
        yield f"{named}{f' and {more} more' if more > 0 else ''} (settled)"
    for line in _lines_of(state, step):
        if line.status is Status.PASS:
            yield plain(f"{line.check}: {line.headline}")
    if is_driven:
        yield "the runner: it is alive"


def _lines_of(state: RunState, step: StepPath | None) -> tuple[VerdictLine, ...]:
    """Return the verdicts on where it stands; where there are none, those before it."""
    record = state.steps.get(step) if step else next(iter(_stuck(state)), None)
    if record is not None and record.judged is not None and record.judged.verdicts:
        return record.judged.verdicts
    judged = [each.judged for each in state.steps.values() if each.is_settled and each.judged]
    return next((each.verdicts for each in reversed(judged) if each.verdicts), ())


def _stuck(state: RunState) -> Iterator[StepRecord]:
    """Yield the step that a run stands at."""
    blocked = state.phase.step if isinstance(state.phase, Blocked) else None
    if blocked is not None and blocked in state.steps:
        yield state.record(blocked)
    yield from waits_for_people(state)


def _next(state: RunState, step: StepPath | None, is_driven: bool) -> tuple[NextView, ...]:
    """Return what a person may do now."""
    if isinstance(state.phase, Over):
        return (NextView(("log", state.started.feature.run_id), "all that happened"),)
    records = asked_for(state, step) if step else list(waits_for_people(state))
    commands = [each for each in (next_of(state, record) for record in records) if each is not None]
    if not commands and not is_driven:
        commands.append(NextView(("run", state.started.feature.run_id), "go on with it"))
    return tuple(commands)
