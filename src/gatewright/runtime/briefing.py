"""The brief of one attempt: gathered from the run, put into words, and kept before it starts."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from gatewright.core.content.content_names import artifact_of, is_region, version_of
from gatewright.core.context.hand_off import hand_off_for
from gatewright.core.context.known import known_for
from gatewright.core.facts.facts import in_words
from gatewright.core.registers.registers_asked import registers_for
from gatewright.core.state.budget_words import left_words
from gatewright.core.state.budgets import used_by
from gatewright.core.state.run_state import RunState, Skipped, StepRecord
from gatewright.model.brief import (
    BriefArtifact,
    BriefInput,
    EarlierAttempt,
)
from gatewright.model.context import Note
from gatewright.model.events import (
    SENT_BACK,
    AttemptFinished,
    Ended,
    HintGiven,
    StepJudged,
    StepRefused,
    VerdictLine,
)
from gatewright.model.facts import FACTS
from gatewright.model.here import HERE
from gatewright.model.ids import Digest, StepPath
from gatewright.model.registers import EntryTurnedDown
from gatewright.model.verdicts import Reason, Verdict
from gatewright.model.workflow import StepDefinition, WorkerKind
from gatewright.ports.journal import Entry
from gatewright.ports.store import EvidenceStore
from gatewright.runtime.documents import from_document
from gatewright.views.brief import render_brief

Kind = TypeVar("Kind", AttemptFinished, StepJudged)


def brief_for(
    store: EvidenceStore,
    state: RunState,
    record: StepRecord,
    entries: Sequence[Entry],
    number: int,
    others: Sequence[Note] = (),
) -> tuple[str, Digest]:
    """Return the brief of attempt `number`, and its digest in the evidence.

    Shape: `entries` are those about the step, oldest first; `others` notes of other streams.
    """
    definition = record.definition
    decided, known = known_for(state, record, others)
    text = render_brief(
        BriefInput(
            feature=state.started.feature,
            step=definition,
            number=number,
            item=record.item,
            inputs=(*_inputs(state, definition), *_named(store, state, definition)),
            paths=state.started.workflow.paths,
            changed=record.changed_reads,
            may_change=record.may_change,
            guides=state.started.workflow.guides,
            earlier=tuple(_earlier(store, entries)),
            hints=record.hints,
            answers=record.answers,
            registers=registers_for(state, definition),
            unrecorded=tuple(_unrecorded(entries)),
            documents=state.started.workflow.documents,
            decided=decided,
            known=known,
            handed=hand_off_for(state, record),
            budgets=tuple(left_words(each) for each in used_by(state, record)),
            is_here=state.agent == HERE and definition.doer.kind is WorkerKind.AGENT,
        )
    )
    return text, store.put(text.encode("utf-8", "replace"))


def _unrecorded(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield which lines of the last attempt were no entries, and why."""
    events = [e.event for e in entries if isinstance(e.event, EntryTurnedDown)]
    for event in events:
        if event.number == events[-1].number:
            yield f"{event.because}: {event.line}"


def find_lost(store: EvidenceStore, entries: Sequence[Entry]) -> str:
    """Return which evidence the next brief needs and cannot have, in words; "" where all is there.

    Shape: `entries` are those about the step. What is behind a person's hint is not needed: they
           said how it goes on, and the journal's own lines stand in for it.
    """
    events = [entry.event for entry in entries]
    hinted = [at for at, event in enumerate(events) if isinstance(event, HintGiven)]
    since = events[hinted[-1] :] if hinted else events
    refused = {event.number for event in since if isinstance(event, StepRefused)}
    lost = [
        f"the verdict of {line.check} on attempt {event.number}, evidence {line.verdict[:12]},"
        for event in events
        if isinstance(event, StepJudged) and event.number in refused
        for line in event.verdicts
        if not line.status.is_settled_well and store.get(line.verdict) is None
    ]
    return f"{lost[0]} is missing or altered" if lost else ""


def _inputs(state: RunState, definition: StepDefinition) -> Iterator[BriefArtifact]:
    """Yield every artifact that there is so far and that the step may see."""
    given = {each.name: each.path for each in state.started.inputs}
    for name, digest in sorted(state.artifacts.items()):
        if name != artifact_of(name) or is_region(name) or not _is_seen(name, definition):
            continue
        fact = state.facts.get(name.removeprefix(f"{FACTS}.")) if FACTS in name else None
        says = in_words(fact) if fact is not None else ""
        path = _path_of(state, name) or given.get(name, name)
        yield BriefArtifact(name, path, digest, says=says)
    for name in definition.reads:
        because = [_why_not_made(state, one) for one in state.makers.get(artifact_of(name), ())]
        if because and all(because):
            yield BriefArtifact(name, "", Digest(""), because[-1])


def _named(
    store: EvidenceStore, state: RunState, definition: StepDefinition
) -> Iterator[BriefArtifact]:
    """Yield the parts that a step reads, and older versions with what they said."""
    for name in definition.reads:
        digest = state.artifacts.get(name)
        if digest is None or is_region(name) or name == artifact_of(name):
            continue
        path = _path_of(state, artifact_of(name)) or name
        content = (store.get(digest) or b"") if version_of(name) else b""
        yield BriefArtifact(name, path, digest, words=content.decode("utf-8", "replace"))


def _path_of(state: RunState, name: str) -> str:
    """Return where an artifact is made; of several who may make it, by who did."""
    makers = state.makers.get(name, ())
    applying = [maker for maker in makers if not _why_not_made(state, maker)]
    products = (each for maker in applying for each in state.record(maker).definition.produces)
    return next((product.path for product in products if product.name == name), "")


def _why_not_made(state: RunState, maker: StepPath) -> str:
    """Return why a step made nothing: it does not apply; "" where it does."""
    record = state.record(maker)
    return record.state.because if isinstance(record.state, Skipped) else ""


def _is_seen(name: str, definition: StepDefinition) -> bool:
    """Return whether an artifact is told: in a procedure, only what is given or made there.

    What is known of the feature is told where it is read.
    """
    if name.startswith(f"{FACTS}."):
        return FACTS in definition.reads
    within = definition.within
    read = (artifact_of(each) for each in definition.reads)
    return not within or name in read or name.startswith(f"{within}/")


def _earlier(store: EvidenceStore, entries: Sequence[Entry]) -> Iterator[EarlierAttempt]:
    """Yield the refused attempts at this step, with the evidence they were refused on."""
    events = [entry.event for entry in entries]
    for event in events:
        if isinstance(event, StepRefused):
            finished = _last(events, AttemptFinished, event.number)
            judged = _last(events, StepJudged, event.number)
            yield EarlierAttempt(
                number=event.number,
                ended=finished.ended if finished is not None else Ended.DONE,
                reasons=tuple(_reasons(store, judged.verdicts)) if judged is not None else (),
                because=event.because if SENT_BACK in event.codes else "",
                said=finished.said if finished is not None else "",
            )


def _last(events: Sequence[object], kind: type[Kind], number: int) -> Kind | None:
    """Return the event of `kind` on attempt `number`."""
    return next(
        (event for event in events if isinstance(event, kind) and event.number == number), None
    )


def _reasons(store: EvidenceStore, lines: Sequence[VerdictLine]) -> Iterator[Reason]:
    """Yield why the checks refused, in full."""
    for line in lines:
        if line.status.is_settled_well:
            continue
        document = store.get(line.verdict)
        verdict = from_document(document, Verdict) if document is not None else None
        if verdict is not None:
            yield from verdict.reasons
        else:
            yield _as_kept(line)


def _as_kept(line: VerdictLine) -> Reason:
    """Return what the journal has of a verdict whose evidence is lost."""
    code = line.codes[0] if line.codes else "evidence.lost"
    found = "the whole verdict is missing from the evidence, or altered"
    return Reason(code, line.headline, "", found, line.places)
