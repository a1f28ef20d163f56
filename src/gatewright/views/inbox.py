"""What waits for one person, by effort: to decide, to answer, to do. As plain data.

Nothing that the machine settles by itself is listed. The rows of the runs say all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gatewright.views.next import NextView
from gatewright.views.runs import OTHERS, RowView

SCHEMA = "gatewright.inbox/1"
KINDS = ("decide", "choose", "answer", "do")


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
    runs: Sequence[RowView], wanted: Mapping[str, Sequence[InboxRowView]], person: str
) -> InboxView:
    """Return the inbox of `person`.

    Shape: `wanted` is what each run that waits wants of this person, by run; `runs`: all others.
    """
    rows = [row for run in runs for row in _at_rest(run)]
    rows += [row for of_run in wanted.values() for row in of_run]
    return InboxView(
        schema=SCHEMA,
        person=person,
        rows=tuple(sorted(rows, key=lambda row: (KINDS.index(row.kind), row.since, row.run))),
        others=tuple(run_id for run_id, of_run in wanted.items() if not of_run),
        moving=tuple(run.run_id for run in runs if run.state == "moving"),
        runs=len(runs) + len(wanted),
    )


def with_rows_before(view: InboxView, rows: tuple[InboxRowView, ...]) -> InboxView:
    """Return the inbox with `rows` before its own."""
    return replace(view, rows=(*rows, *view.rows))


def _at_rest(run: RowView) -> tuple[InboxRowView, ...]:
    """Return what a run wants that waits for no step: it is stuck, or done and not taken."""
    row = partial(InboxRowView, run.run_id, run.slug, run.updated_at)
    match run.state:
        case "blocked" if run.group != OTHERS:
            why = ("why", run.run_id)
            return (row(step=run.step, question=run.question, command=why),)
        case "aborting" if run.question and run.group != OTHERS:
            status = ("status", run.run_id)
            return (row(step=run.step, question=run.question, command=status),)
        case "completed" | "partial":
            return (row(question="ready to take", command=("land", run.run_id)),)
        case _:
            return ()


def inbox_next(view: InboxView) -> tuple[NextView, ...]:
    """Return the commands that follow where nothing waits."""
    if view.runs:
        return (NextView(("status",), "how they stand"),)
    return (NextView(("run", "IDEA"), "start one"), NextView(("check",), "judge this branch"))
