"""The brief of one attempt: gathered from the run, put into words, and kept before it starts."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from gatewright.core.run_state import RunState, StepRecord
from gatewright.model.brief import (
    AnsweredQuestion,
    BriefArtifact,
    BriefInput,
    EarlierAttempt,
    Hint,
)
from gatewright.model.events import (
    AttemptFinished,
    Decided,
    Ended,
    HintGiven,
    QuestionAnswered,
    QuestionAsked,
    StepJudged,
    StepRefused,
    StepReopened,
    VerdictLine,
)
from gatewright.model.ids import Digest
from gatewright.model.verdicts import Reason, Verdict
from gatewright.ports.journal import Entry
from gatewright.ports.store import EvidenceStore
from gatewright.runtime.documents import from_document
from gatewright.views.brief import render_brief

SENT_BACK = "approval.sent-back"
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
            hints=tuple(_hints(record, entries)),
            answers=tuple(_answers(record, entries)),
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
                because=event.because if SENT_BACK in event.codes else "",
                said=finished.said if finished is not None else "",
            )


def _hints(record: StepRecord, entries: Sequence[Entry]) -> Iterator[Hint]:
    """Yield the words that the record holds, each with who said it: a person, or a gate."""
    step = record.definition.path
    deciders: dict[str, str] = {}  # step -> who sent it back, where a person was the last to
    for event in (entry.event for entry in entries):
        match event:
            case HintGiven() if event.step == step and event.text in record.hints:
                yield Hint(event.person, event.text)
            case Decided():
                deciders[event.step] = event.person
            case StepRefused() if SENT_BACK not in event.codes:
                deciders.pop(event.step, None)
            case StepReopened() if event.step == step and event.by not in (None, step):
                if event.because in record.hints:
                    by = str(event.by)
                    yield Hint(deciders.get(by, f"the gate of {by}"), event.because)
            case _:
                pass


def _answers(record: StepRecord, entries: Sequence[Entry]) -> Iterator[AnsweredQuestion]:
    """Yield what was asked at this step, in the words of a worker, and what a person said."""
    asked: dict[str, str] = {}
    for event in (entry.event for entry in entries):
        match event:
            case QuestionAsked() if event.step == record.definition.path:
                asked[event.question_id] = event.text
            case QuestionAnswered() if event.question_id in asked:
                yield AnsweredQuestion(asked[event.question_id], event.person, event.text)
            case _:
                pass


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
