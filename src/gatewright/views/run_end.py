"""The last screen of a run: Proved, Approved, Caught, Not proved, Take it. In this order, always.

Proved is what the last judgement of each gate says, on the content that would be taken.
"""

from collections.abc import Iterable, Iterator, Sequence

from gatewright.core.state.run_state import Over, RunState, StepRecord
from gatewright.model.events import (
    SENT_BACK,
    AttemptStarted,
    Decided,
    DecisionLapsed,
    Exit,
    StepJudged,
    StepRefused,
    VerdictLine,
)
from gatewright.model.records import dataclass
from gatewright.model.told import Recorded
from gatewright.model.verdicts import Status
from gatewright.views.event_words import name_of
from gatewright.views.next import NextView
from gatewright.views.proved_words import proof_word
from gatewright.views.quoting import plain
from gatewright.views.run_event import places_of
from gatewright.views.spans_of_time import clock, seconds_between
from gatewright.views.waivers import waiver_of

SCHEMA = "gatewright.end/1"
CAUGHT_SHOWN = 8


@dataclass(frozen=True, slots=True)
class EndView:
    """What a completed run comes to."""

    schema: str
    run_id: str
    slug: str
    says: str  # "ready to merge", "landed as 5c21d0b"
    took_s: float
    commits: int
    attempts: int
    proved: tuple[str, ...]
    approved: tuple[str, ...]
    caught: tuple[str, ...]
    caught_count: int
    not_proved: tuple[str, ...]
    take_it: tuple[NextView, ...]


def end_view(state: RunState, told: Sequence[Recorded]) -> EndView:
    """Return what a completed run comes to."""
    feature = state.started.feature
    refused = list(_refused(told))
    last = list(_last_verdicts(state))
    return EndView(
        schema=SCHEMA,
        run_id=feature.run_id,
        slug=plain(feature.slug),
        says=f"landed as {_landed(state)[:7]}" if _landed(state) else _ready(state),
        took_s=seconds_between(state.started_at, told[-1].at) if told else 0.0,
        commits=len(state.commits),
        attempts=sum(isinstance(each.event, AttemptStarted) for each in told),
        proved=tuple(
            plain(f"{line.check}: {line.headline}") for line in last if line.status is Status.PASS
        ),
        approved=tuple(_approved(told)),
        caught=tuple(refused[:CAUGHT_SHOWN]),
        caught_count=len(refused),
        not_proved=tuple(_not_proved(state, last)),
        take_it=_take_it(state),
    )


def _landed(state: RunState) -> str:
    """Return the commit that the result landed as; "" before that."""
    return (isinstance(state.phase, Over) and state.phase.landed) or ""


def _ready(state: RunState) -> str:
    """Return that the result can be taken: all of what was wanted, or what holds of it."""
    is_part = isinstance(state.phase, Over) and state.phase.exit is Exit.PARTIAL
    return "in part ready to merge" if is_part else "ready to merge"


def _last_verdicts(state: RunState) -> Iterator[VerdictLine]:
    """Yield what was seen last of each check, later steps first: they judge the whole."""
    seen: set[str] = set()
    for record in reversed(tuple(state.steps.values())):
        for line in _lines_of(record):
            if line.check not in seen:
                seen.add(line.check)
                yield line


def _lines_of(record: StepRecord) -> tuple[VerdictLine, ...]:
    return record.judged.verdicts if record.judged is not None and record.is_settled else ()


def _approved(told: Iterable[Recorded]) -> Iterator[str]:
    """Yield every decision that counts, with its labels."""
    entries = list(told)
    lapsed = {each.event.nonce for each in entries if isinstance(each.event, DecisionLapsed)}
    for each in entries:
        event = each.event
        if isinstance(event, Decided) and event.choice == "approve" and event.nonce not in lapsed:
            labels = [event.role, *(["self"] if event.is_self else [])]
            labels.append(proof_word(event))
            yield plain(
                f"{event.step} by {name_of(event.person)} ({', '.join(labels)}) "
                f"{clock(each.at)[:5]}, bound to {event.bound[:7]}"
            )


def _refused(told: Iterable[Recorded]) -> Iterator[str]:
    """Yield every refusal by a check; what a person sent back is not caught by a program."""
    judged: dict[tuple[str, int], StepJudged] = {}
    for each in told:
        event = each.event
        if isinstance(event, StepJudged):
            judged[event.step, event.number] = event
        elif isinstance(event, StepRefused) and SENT_BACK not in event.codes:
            before = judged.get((event.step, event.number))
            places = places_of(before)[:1] if before is not None else ()
            where = f", {places[0]}" if places else ""
            yield plain(f"{event.because} ({event.step}, attempt {event.number}{where})")


def _not_proved(state: RunState, last: Sequence[VerdictLine]) -> Iterator[str]:
    """Yield what nobody looked at: what could not be, and steps that did not apply."""
    for line in last:
        if line.status is Status.NOT_APPLICABLE:
            yield plain(f"{line.check}: {line.headline}")
        elif line.status is Status.WAIVED:
            why = waiver_of(state, line) or "only advises"
            yield plain(f"{line.check}: {why}; {line.headline}")
    for path, record in state.steps.items():
        if not record.is_settled:
            yield plain(f"{path}: deferred")
    if not last:
        yield "nothing was judged in this run"
    if state.started.people.is_solo:
        yield "that somebody else has looked at it: one person holds every role here"


def _take_it(state: RunState) -> tuple[NextView, ...]:
    run_id, branch = state.started.feature.run_id, plain(state.started.origin.branch)
    land = () if _landed(state) else (NextView(("land", run_id), f"take it into {branch}"),)
    return (
        NextView(("diff", run_id), "all that it changes"),
        *land,
        NextView(("log", run_id), "all that happened"),
    )
