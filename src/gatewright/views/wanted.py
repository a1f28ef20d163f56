"""What a run that waits for people wants of one of them: to decide, to answer, to do."""

from collections.abc import Iterator
from dataclasses import replace

from gatewright.core.decide import waits_for_people
from gatewright.core.run_state import Deciding, Held, InHand, RunState, StepRecord
from gatewright.model.workflow import WorkerKind
from gatewright.views.decision import role_of
from gatewright.views.inbox import InboxRowView


def wanted_of(state: RunState, at: str, person: str) -> Iterator[InboxRowView]:
    """Yield what a run wants of `person`; it last moved at `at`, RFC 3339."""
    feature = state.started.feature
    row = InboxRowView(run=str(feature.run_id), slug=feature.slug, since=at)
    for record in waits_for_people(state):
        yield from _of_step(state, record, replace(row, step=record.definition.path), person)


def _of_step(
    state: RunState, record: StepRecord, row: InboxRowView, person: str
) -> Iterator[InboxRowView]:
    """Yield what one step wants of `person`."""
    match record.state:
        case Deciding():
            rule = record.definition.gate.approval
            assert rule is not None, "BUG: asked without an approval"
            role, size = role_of(state, rule, person), _count(len(rule.items), "item")
            asked = replace(row, kind="decide", question=rule.question, role=role, size=size)
            yield from [replace(asked, command=("approve", row.run))] if role else []
        case Held(_, questions):
            texts = [each.text for each in state.questions.values() if each.step == row.step]
            size, text = _count(len(questions), "question"), texts[0] if texts else "a question"
            command = ("answer", row.run)
            yield replace(row, kind="answer", question=text, size=size, command=command)
        case InHand(_, who, _):
            held = replace(row, question="hand it in", command=("submit", row.run))
            yield from [held] if who == person else []
        case _:
            task = replace(row, question=record.definition.title)
            task = replace(task, command=("checkout", row.run, row.step))
            yield from [task] if _may_do(state, record, person) else []


def _may_do(state: RunState, record: StepRecord, person: str) -> bool:
    """Return whether a step for a person is for this one."""
    doer = record.definition.doer
    if doer.kind is not WorkerKind.PERSON:
        return False
    people = dict(state.started.people.roles).get(doer.role)
    return state.started.people.is_solo or people is None or person in people


def _count(number: int, unit: str) -> str:
    return "" if number == 0 else f"1 {unit}" if number == 1 else f"{number} {unit}s"
