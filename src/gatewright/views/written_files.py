"""What Gatewright writes itself: a section from a register, a report of the run, its plan.

The same from the same facts. Words of workers stand on one line, cut, behind what is ours.
"""

import json
from collections.abc import Iterator

from gatewright.core.content.document_parts import section_lines
from gatewright.core.registers.entries import names_of, open_entries, standing
from gatewright.core.registers.written_rows import (
    WRITE_PLAN,
    WRITE_SECTION,
    added_to,
    rows_of,
    tree_of,
)
from gatewright.core.state.run_state import Accepted, GivenUp, RunState, Skipped, StepRecord
from gatewright.model.registers import EntryAdded
from gatewright.model.workflow import Product, StepDefinition, WorkerKind
from gatewright.views.entries import cut, values_in_words, who
from gatewright.views.quoting import plain
from gatewright.views.voices import who_decides
from gatewright.views.waiting import needs_words

TREE_CHARS = 12
WORDS_CHARS_MAX = 400


def written(state: RunState, step: StepDefinition, product: Product, old: bytes | None) -> bytes:
    """Return the file of a product that Gatewright makes; `old` is what stands there."""
    text = (old or b"").decode("utf-8", "replace")
    if step.action == WRITE_SECTION:
        return _with_rows(state, product, text).encode()
    if product.path.endswith((".yaml", ".yml", ".json")):
        return (json.dumps(_data(state, step), indent=2) + "\n").encode()
    lines = plan_lines(state) if step.action == WRITE_PLAN else report_lines(state, step)
    return ("\n".join(lines) + "\n").encode()


# A section from a register


def _with_rows(state: RunState, product: Product, text: str) -> str:
    """Return a file with all rows in it that there are by now."""
    rows = [_row(state, entry) for entry in rows_of(state, product.register)]
    intro = f"Written by Gatewright from the register {product.register}."
    if not product.section:
        heading = f"# {_heading(product.name)}\n\n{intro}"
        return added_to(text, rows, heading)
    place = section_lines(text, product.section)
    if place is None:
        body = added_to("", rows, intro)
        before = text.rstrip("\n") + "\n\n" if text.strip() else ""
        return f"{before}## {_heading(product.section.rpartition('/')[2])}\n\n{body}"
    lines = text.split("\n")
    own = "\n".join(lines[place[0] + 1 : place[1]]).strip("\n")
    body = added_to(own, rows, intro)
    return "\n".join([*lines[: place[0] + 1], "", body, *lines[place[1] :]]).rstrip("\n") + "\n"


def _row(state: RunState, entry: EntryAdded) -> tuple[str, str]:
    """Return how a row begins, and the whole of it."""
    mark = f"- {plain(entry.key)} ("
    where = f"{plain(entry.step)}, " if entry.step is not None else ""
    tree = tree_of(state, entry)[:TREE_CHARS]
    words = cut(values_in_words(entry), WORDS_CHARS_MAX)
    return mark, f"{mark}{where}{who(entry.author)}, tree {tree}): {words}"


def _heading(name: str) -> str:
    return name.replace("-", " ").capitalize()


# A report of the run


def report_lines(state: RunState, own: StepDefinition) -> Iterator[str]:
    """Yield what was done and what was seen, by the record of the run alone."""
    feature = state.started.feature
    yield from (
        f"# Report: {plain(feature.slug)}",
        "",
        "Written by Gatewright from the record.",
        "",
    )
    yield from ("## Steps", "")
    others = [(path, record) for path, record in state.steps.items() if path != own.path]
    yield from (f"- {path}: {_came_to(record)}" for path, record in others)
    yield from ("", "## Checks", "")
    found = [f"- {path}: {each}" for path, one in state.steps.items() for each in _checks(one)]
    yield from found or ["- none was judged yet"]
    yield from ("", "## On record", "")
    names = names_of(state.started.workflow, state)
    yield from (_register(state, name) for name in names)
    if not names:
        yield "- nothing"


def _came_to(record: StepRecord) -> str:
    """Return what became of a step."""
    match record.state:
        case Accepted(tree=tree):
            return f"holds, tree {tree[:TREE_CHARS]}, attempts {record.numbers_used}"
        case Skipped(because) | GivenUp(because):
            word = "left out" if isinstance(record.state, Skipped) else "given up"
            return f"{word}: {cut(because)}"
        case _:
            return "not done yet"


def _checks(record: StepRecord) -> Iterator[str]:
    """Yield the last verdicts on a step."""
    for line in record.judged.verdicts if record.judged is not None else ():
        yield f"{plain(line.check)}: {line.status}, {cut(line.headline)}"


def _register(state: RunState, name: str) -> str:
    """Return how much is on record in a register."""
    count, still = len(standing(state, name)), len(open_entries(state, name))
    return f"- {plain(name)}: {count}, not closed {still}"


# The plan of the run


def plan_lines(state: RunState) -> Iterator[str]:
    """Yield the steps of the workflow by phases: who works, what must hold, who decides."""
    workflow = state.started.workflow
    yield from (f"# Plan: {plain(workflow.title)}", "")
    yield from ("Written by Gatewright from the workflow.", "")
    phase = ""
    for record in state.steps.values():
        step = record.definition
        if step.phase != phase:
            phase = step.phase
            yield from (f"## {plain(phase)}", "")
        yield f"- {step.path}: {'; '.join(_planned(step))}"
    for name, path in workflow.uses:
        yield f"- uses {plain(name)} from {plain(path)}"


def _planned(step: StepDefinition) -> Iterator[str]:
    """Yield what a step is, in clauses."""
    if step.action:
        yield "by Gatewright"
    elif step.doer.kind is WorkerKind.COMMAND:
        yield "by a command"
    elif step.works:
        yield f"by {plain(step.doer.role)}"
    yield from needs_words(step)
    if step.when:
        yield f"where {plain(step.when)}"
    if step.gate.checks:
        yield f"checks {', '.join(plain(each) for each in step.gate.checks)}"
    yield from (f"asks {who_decides(rule)}" for rule in step.gate.approvals)


def _data(state: RunState, step: StepDefinition) -> dict[str, object]:
    """Return a report or a plan as data."""
    lines = plan_lines(state) if step.action == WRITE_PLAN else report_lines(state, step)
    return {
        "feature": plain(state.started.feature.slug),
        "workflow": plain(state.started.workflow.name),
        "steps": {path: _came_to(record) for path, record in state.steps.items()},
        "text": "\n".join(lines),
    }
