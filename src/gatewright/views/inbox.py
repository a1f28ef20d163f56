"""What waits for one person, by effort: to decide, to answer, to do. As plain data.

Nothing that the machine settles by itself is listed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gatewright.core.decide import waits_for_people
from gatewright.core.run_state import (
    Blocked,
    Deciding,
    Held,
    InHand,
    Over,
    RunState,
    StepRecord,
)
from gatewright.model.events import Exit
from gatewright.model.workflow import WorkerKind
from gatewright.views.check import NextView
from gatewright.views.decision import role_of

SCHEMA = "gatewright.inbox/1"
KINDS = ("decide", "answer", "do")


@dataclass(frozen=True, slots=True)
class InboxRowView:
    """One thing that a person is wanted for."""

    run: str
    slug: str
    since: str  # RFC 3339
    kind: str = "do"  # one of KINDS
    step: str = ""
    question: str = ""
    role: str = ""  # as what; "" where that does not matter
    size: str = ""  # "2 items"; may be empty
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxView:
    """Everything that waits for one person, the least effort last."""

    schema: str
    person: str
    rows: tuple[InboxRowView, ...]
    others: tuple[str, ...]  # runs that wait for somebody else
    moving: tuple[str, ...]  # runs that go on by themselves
    runs: int  # all that there are


def inbox_view(
    loaded: Sequence[tuple[RunState, str]], person: str, *, moving: Sequence[str], runs: int
) -> InboxView:
    """Return the inbox of `person`. `loaded`: runs at rest, each with when it last moved."""
    rows = [row for state, at in loaded for row in _rows(state, at, person)]
    mine = {row.run for row in rows}
    waiting = [str(state.started.feature.run_id) for state, _ in loaded if _waits(state)]
    return InboxView(
        schema=SCHEMA,
        person=person,
        rows=tuple(sorted(rows, key=lambda row: (KINDS.index(row.kind), row.since, row.run))),
        others=tuple(run for run in waiting if run not in mine),
        moving=tuple(moving),
        runs=runs,
    )


def _waits(state: RunState) -> bool:
    return bool(waits_for_people(state))


def _rows(state: RunState, at: str, person: str) -> Iterator[InboxRowView]:
    """Yield what `state` wants of `person`."""
    run = str(state.started.feature.run_id)
    row = InboxRowView(run=run, slug=state.started.feature.slug, since=at)
    match state.phase:
        case Blocked(because, step):
            why = ("why", run)
            yield replace(row, question=because, step=step or "", command=why)
        case Over(Exit.COMPLETED, _, None):
            yield replace(row, question="ready to take", command=("land", run))
        case _:
            for record in waits_for_people(state):
                of_step = replace(row, step=record.definition.path)
                yield from _of_step(state, record, of_step, person)


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


def inbox_next(view: InboxView) -> tuple[NextView, ...]:
    """Return the commands that follow where nothing waits."""
    if view.runs:
        return (NextView(("status",), "how they stand"),)
    return (NextView(("run", "IDEA"), "start one"), NextView(("check",), "judge this branch"))
