"""A plan as a picture, before it is drawn: steps, what each waits for, and where each one is.

An order that follows from others is left out; what is handed over is always shown.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from gatewright.core.layout.expansion import turned_round
from gatewright.core.state.run_state import (
    ACTIVE,
    Choosing,
    Deciding,
    Held,
    InHand,
    RunState,
    Skipped,
    StepRecord,
)
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass
from gatewright.views.quoting import plain
from gatewright.views.waiting import short_words

Before = Mapping[StepPath, tuple[StepPath, ...]]


class Where(StrEnum):
    """Where a step is."""

    AHEAD = "ahead"
    UNDER_WAY = "under way"
    ASKS = "asks"
    DONE = "done"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Node:
    """One step."""

    path: str
    who: str  # "developer"; "checks" and "people" where nobody works
    where: Where
    phase: str = ""
    note: str = ""  # "for each item of plan", "2 of 3, early"


@dataclass(frozen=True, slots=True)
class Edge:
    """One step waits for another."""

    before: int  # by its place among the nodes
    after: int
    handed_over: str = ""  # the artifacts that go along; "" for order alone


@dataclass(frozen=True, slots=True)
class GraphView:
    """All of a picture."""

    title: str
    nodes: tuple[Node, ...]  # each behind what it waits for
    edges: tuple[Edge, ...]


def graph_of(state: RunState) -> GraphView:
    """Return the steps of a run as they are now."""
    before = _before(state)
    order = {path: place for place, path in enumerate(_sorted(before))}
    edges = [
        Edge(order[each], order[path], plain(_handed_over(state, each, path)))
        for path in order
        for each in before[path]
    ]
    feature = state.started.feature
    title = f"{feature.slug}: {state.started.workflow.name} {state.started.workflow.version}"
    nodes = tuple(_node(state.record(path)) for path in order)
    return GraphView(plain(title), nodes, tuple(_telling(edges, len(nodes))))


def _before(state: RunState) -> Before:
    """Return what each step waits for."""
    return {**dict.fromkeys(state.steps, ()), **turned_round(state.needed_by)}


def _sorted(before: Before) -> list[StepPath]:
    """Return the steps, each behind what it waits for; where there is a choice, as written."""
    done: dict[StepPath, None] = {}
    for path in before:
        waiting = [path]
        while waiting:
            missing = [each for each in before[waiting[-1]] if each not in done]
            if missing:
                waiting.extend(reversed(missing))
            else:
                done[waiting.pop()] = None
    return list(done)


def _handed_over(state: RunState, before: StepPath, after: StepPath) -> str:
    """Return the artifacts that one step makes and another reads."""
    reader = state.record(after).definition
    used = {*reader.reads, reader.for_each}
    made = (each.name for each in state.record(before).definition.produces)
    return ", ".join(name for name in made if name in used)


def _telling(edges: list[Edge], count: int) -> Iterator[Edge]:
    """Yield the edges that do not follow from others."""
    after: list[set[int]] = [set() for _ in range(count)]  # all that comes after each
    nexts: list[set[int]] = [set() for _ in range(count)]
    for edge in edges:
        nexts[edge.before].add(edge.after)
    for place in reversed(range(count)):
        after[place] = nexts[place].union(*(after[each] for each in nexts[place]))
    for edge in edges:
        others = nexts[edge.before] - {edge.after}
        if edge.handed_over or not any(edge.after in after[each] for each in others):
            yield edge


def _node(record: StepRecord) -> Node:
    own = record.definition
    items = f"for each item of {own.for_each}" if own.for_each and not record.is_template else ""
    note = ", ".join(each for each in (short_words(own), items) if each)
    return Node(plain(own.path), plain(_who(record)), _where(record), plain(own.phase), plain(note))


def _who(record: StepRecord) -> str:
    own = record.definition
    if own.works:
        return own.doer.role or "command"
    if own.gate.approvals:
        return ", ".join(dict.fromkeys(role for each in own.gate.approvals for role in each.roles))
    return "all items" if record.is_template else "checks"


def _where(record: StepRecord) -> Where:
    match record.state:
        case Skipped():
            return Where.OUT
        case Deciding() | Choosing() | Held() | InHand():
            return Where.ASKS
        case state if isinstance(state, ACTIVE):
            return Where.UNDER_WAY
        case _:
            return Where.DONE if record.is_settled else Where.AHEAD
