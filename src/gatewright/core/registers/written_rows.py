"""Rows that Gatewright writes into a file from a register, and when they are behind.

A row is written once its step has held: it names the content that came of that, and goes into the
commit after it. A section is only added to, so an entry is a row once and for all.
"""

from collections.abc import Iterable, Iterator

from gatewright.core.registers.entries import standing
from gatewright.core.state.run_state import Accepted, RunState, StepRecord
from gatewright.model.ids import StepPath
from gatewright.model.registers import EntryAdded
from gatewright.model.standing import StepStale

WRITE_SECTION, WRITE_REPORT, WRITE_PLAN = "write_section", "write_report", "write_plan"
WRITES = (WRITE_SECTION, WRITE_REPORT, WRITE_PLAN)


def rows_of(state: RunState, register: str, held: StepPath | None = None) -> list[EntryAdded]:
    """Return the entries that are rows by now. Shape: `held` is a step that holds just now."""
    return [each for each in standing(state, register) if _has_held(state, each.step, held)]


def _has_held(state: RunState, step: StepPath | None, held: StepPath | None) -> bool:
    """Return whether what an entry is of has come to something; of the whole run it has."""
    if step is None or step == held:
        return True
    record = state.steps.get(step)
    return record is not None and record.has_held


def rows_count(state: RunState, record: StepRecord, held: StepPath | None = None) -> int:
    """Return how many rows a step that writes sections has to write by now."""
    names = (product.register for product in record.definition.produces if product.register)
    return sum(len(rows_of(state, name, held)) for name in names)


def lacking_rows(state: RunState, held: StepPath | None) -> Iterator[StepStale]:
    """Yield the sections that lack a row. Shape: `held` is a step that holds just now.

    What `held` rests on is not written again for it, else it would never hold.
    """
    if not state.started.workflow.registers:
        return
    read = state.record(held).definition.reads if held is not None else ()
    makers = {step for steps in state.makers.values() for step in steps}
    for step in state.steps.sorted(makers):
        record = state.record(step)
        stands = (isinstance(record.state, Accepted) or step == held) and not record.is_retired
        own = {product.name for product in record.definition.produces}
        if stands and own.isdisjoint(read) and rows_count(state, record, held) > record.rows:
            yield StepStale(step, "there is more on record than it holds")


def is_written_by_us(record: StepRecord) -> bool:
    """Return whether Gatewright itself makes what a step makes."""
    return record.definition.action in WRITES


def tree_of(state: RunState, entry: EntryAdded) -> str:
    """Return the content that a row names: what came of the step, else what it was written on."""
    record = state.steps.get(entry.step) if entry.step is not None else None
    judged = record.judged if record is not None else None
    return judged.tree if judged is not None else entry.tree


def added_to(old: str, rows: Iterable[tuple[str, str]], intro: str) -> str:
    """Return a text with the rows that it lacks at its end. Shape: each row by how it begins."""
    lines = old.rstrip("\n").split("\n") if old.strip() else [intro, ""]
    for mark, row in rows:
        if any(line.startswith(mark) for line in lines):
            continue
        lines += [row] if lines[-1] == "" or lines[-1].startswith("- ") else ["", row]
    return "\n".join(lines).rstrip("\n") + "\n"
