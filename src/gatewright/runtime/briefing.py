"""The brief of one attempt: gathered from the run, put into words, and kept before it starts."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from gatewright.core.run_state import RunState, StepRecord
from gatewright.model.brief import BriefArtifact, BriefInput, EarlierAttempt, Hint
from gatewright.model.events import AttemptFinished, Ended, StepJudged, StepRefused, VerdictLine
from gatewright.model.ids import Digest
from gatewright.model.verdicts import Reason, Verdict
from gatewright.ports.journal import Entry
from gatewright.ports.store import EvidenceStore
from gatewright.runtime.documents import from_document
from gatewright.views.brief import render_brief

Kind = TypeVar("Kind", AttemptFinished, StepJudged)


def brief_for(
    store: EvidenceStore, state: RunState, record: StepRecord, entries: Sequence[Entry], number: int
) -> tuple[str, Digest]:
    """Return the brief of attempt `number`, and its digest in the evidence."""
    definition = record.definition
    text = render_brief(
        BriefInput(
            feature=state.started.feature,
            step=definition,
            number=number,
            item=record.item,
            inputs=tuple(_inputs(state)),
            earlier=tuple(_earlier(store, record, entries)),
            hints=tuple(Hint(state.started.requester, text) for text in record.hints),
        )
    )
    return text, store.put(text.encode("utf-8", "replace"))


def _inputs(state: RunState) -> Iterator[BriefArtifact]:
    """Yield every artifact that was accepted so far."""
    paths = {
        product.name: product.path
        for record in state.steps.values()
        for product in record.definition.produces
    }
    for name, digest in sorted(state.artifacts.items()):
        yield BriefArtifact(name, paths.get(name, name), digest)


def _earlier(
    store: EvidenceStore, record: StepRecord, entries: Sequence[Entry]
) -> Iterator[EarlierAttempt]:
    """Yield the refused attempts at this step, with the evidence they were refused on."""
    step = record.definition.path
    events = [entry.event for entry in entries if getattr(entry.event, "step", None) == step]
    for event in events:
        if isinstance(event, StepRefused):
            finished = _last(events, AttemptFinished, event.number)
            judged = _last(events, StepJudged, event.number)
            yield EarlierAttempt(
                number=event.number,
                ended=finished.ended if finished is not None else Ended.DONE,
                reasons=tuple(_reasons(store, judged.verdicts)) if judged is not None else (),
                because=event.because,
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
