"""Why a run stands still, and every way out of it: of the blocked screen and of `why`."""

from collections.abc import Iterator, Sequence

from gatewright.core.approval.changes import changeable
from gatewright.core.judging.implicit_checks import IMPLICIT
from gatewright.core.state.budgets import used_up
from gatewright.core.state.run_state import (
    Blocked,
    Choosing,
    Deciding,
    GivenUp,
    Held,
    InHand,
    Ready,
    RunState,
    StepRecord,
)
from gatewright.model.events import AttemptFinished, StepRefused, VerdictLine
from gatewright.model.records import dataclass
from gatewright.model.told import Recorded
from gatewright.model.verdicts import Status
from gatewright.model.workflow import WorkerKind
from gatewright.views.event_words import name_of, said
from gatewright.views.held import freeing
from gatewright.views.here import next_here
from gatewright.views.next import NextView
from gatewright.views.quoting import plain

LINES_SHOWN = 6

SETTLED_BY: dict[type, tuple[str, tuple[str, ...], str]] = {
    Deciding: ("approve", (), "read and decide; reject -m sends it back"),
    Choosing: ("choose", (), "read what is offered, and choose what follows"),
    Held: ("answer", ("TEXT",), "say what it needs to know"),
    InHand: ("submit", (), "hand it in, to be judged like anyone's work"),
    GivenUp: ("retry", ("-m", "HINT"), "try again, with words for it"),
}
"""State of a step -> the verb by which a person settles it, what else is typed, what it does."""


@dataclass(frozen=True, slots=True)
class FindingView:
    """One failing verdict, with where it looked."""

    check: str
    headline: str
    codes: tuple[str, ...]
    places: tuple[str, ...]
    evidence: str  # of the whole verdict, in the evidence store


@dataclass(frozen=True, slots=True)
class StopView:
    """What stands in the way, and what a person may do."""

    step: str
    because: str
    findings: tuple[FindingView, ...]
    attempts: int
    refusals: tuple[str, ...]
    perhaps: str  # the worker's last words, quoted; nobody has checked them
    ways_out: tuple[NextView, ...]


def stop_view(state: RunState, told: Sequence[Recorded]) -> StopView | None:
    """Return what blocks a run; None where it is not blocked."""
    if not isinstance(state.phase, Blocked):
        return None
    step = state.phase.step
    record = state.steps.get(step) if step is not None else None
    because = plain(state.phase.because)
    if record is None:
        return StopView("", because, (), 0, (), "", tuple(_ways_out(state, None)))
    return StopView(
        step=plain(record.definition.path),
        because=because.removeprefix(f"{plain(record.definition.path)}: "),
        findings=findings_of(record),
        attempts=record.numbers_used,
        refusals=tuple(_refusals(record)),
        perhaps=_last_words(record, told),
        ways_out=tuple(_ways_out(state, record)),
    )


def findings_of(record: StepRecord) -> tuple[FindingView, ...]:
    """Return what the last judgement of a step holds against it."""
    lines = record.judged.verdicts if record.judged is not None else ()
    failing = [line for line in lines if not line.status.is_settled_well]
    return tuple(_finding(line) for line in failing[:LINES_SHOWN])


def _finding(line: VerdictLine) -> FindingView:
    return FindingView(
        plain(line.check),
        plain(line.headline),
        line.codes,
        tuple(plain(str(place)) for place in line.places),
        line.verdict,
    )


def _refusals(record: StepRecord) -> Iterator[str]:
    """Yield the last refusals of a step, oldest first."""
    refusals: tuple[StepRefused, ...] = record.refusals
    for each in refusals:
        yield plain(f"attempt {each.number}: {each.because}")


def _last_words(record: StepRecord, told: Sequence[Recorded]) -> str:
    """Return what the last worker said, quoted; it is a hint and never a fact."""
    for each in reversed(told):
        event = each.event
        if isinstance(event, AttemptFinished) and event.step == record.definition.path:
            by = name_of(event.author or each.actor)
            words = event.said.strip()
            return f"{by}: {said(words)} (nobody has checked it)" if words else ""
    return ""


def _ways_out(state: RunState, record: StepRecord | None) -> Iterator[NextView]:
    """Yield what a person may do about a blocked run, the gentlest first."""
    run_id = state.started.feature.run_id
    named = () if record is None else (record.definition.path,)
    for used in used_up(state, record)[:1] if record is not None else ():
        typed = ("retry", run_id, "--grant", f"{used.resource}=MUCH", "-m", "WHY")
        yield NextView(typed, "let it use more, as much as you say")
    if record is not None and record.has_worker:
        yield NextView(("retry", run_id, "-m", "HINT"), "try again, with words for it")
        yield NextView(("checkout", run_id), "do it by hand; then submit")
    else:
        yield NextView(("retry", run_id, "-m", "HINT"), "judge again, when something has changed")
    if changeable(state):
        says = "what it rests on is wrong: ask for that to be otherwise"
        yield NextView(("change", run_id, "WORDS"), says)
    yield from _waivers(state, record)
    codes = [code for each in findings_of(record) for code in each.codes] if record else []
    for code in codes[:1]:
        yield NextView(("explain", code), "if the check is wrong: how a project changes it")
    yield NextView(("why", run_id, *named), "the evidence, whole")
    yield NextView(("abort", run_id, "-m", "REASON"), "end it; what was accepted is kept")


def _waivers(state: RunState, record: StepRecord | None) -> Iterator[NextView]:
    """Yield how the first finding is let through, where a person may do that."""
    lines = record.judged.verdicts if record is not None and record.judged is not None else ()
    found = [line.check for line in lines if line.status is Status.FAIL and line.fingerprints]
    made = {product.name for product in record.definition.produces} if record else set()
    for check in [each for each in found if each not in {*IMPLICIT, *made}][:1]:
        typed = ("waive", state.started.feature.run_id, plain(check), "-m", "REASON")
        yield NextView(typed, "the check is wrong here: let through what it found")


def next_of(state: RunState, record: StepRecord) -> NextView | None:
    """Return the command by which a person settles a step; None where no person is asked."""
    run_id = state.started.feature.run_id
    free = freeing(state, record)
    if free is not None:
        return free
    if isinstance(record.state, Ready) and record.definition.doer.kind is WorkerKind.PERSON:
        return NextView(("checkout", run_id), "this step is yours")
    typed = SETTLED_BY.get(type(record.state))
    if typed is None:
        return next_here(state, record)
    verb, more, says = typed
    step = (record.definition.path,) if verb == "approve" and _is_one_of_several(state) else ()
    return NextView((verb, run_id, *step, *more), says)


def _is_one_of_several(state: RunState) -> bool:
    """Return whether people decide at several steps."""
    return sum(isinstance(state.record(step).state, Deciding) for step in state.active) > 1
