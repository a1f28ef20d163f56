"""Judge whether one set covers another: requirement to test, threat over control to test.

A mention covers an item only by its whole id. Over a third set, an item is covered by what mentions
the items that mention it. A set of nothing is covered by anything, and so is an error.
"""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from gatewright.core.documents.trace_items import SOURCE, Item, Items, prefix_of
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.model.document_rules import ItemSource, TraceRule
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "trace"
PLACES_MAX = 20
NAMED_MAX = 10


@dataclass(frozen=True, slots=True)
class TraceSeen:
    """The sets that were read."""

    wanted: Items | Trouble
    covering: Items | Trouble
    via: Items | Trouble | None = None
    executions: tuple[Execution, ...] = ()


def judge_trace(name: str, rule: TraceRule, seen: TraceSeen, subject: Subject) -> Verdict:
    """Return the verdict on what covers what."""
    wanted, covering, via = seen.wanted, seen.covering, seen.via
    troubles = [one for one in (wanted, via, covering) if isinstance(one, Trouble)]
    if isinstance(wanted, Trouble) or isinstance(covering, Trouble) or isinstance(via, Trouble):
        return _verdict(name, subject, seen, [_of_trouble(one) for one in troubles], 0)
    named: dict[str, Item] = {}
    for item in wanted:
        if item.id:
            named.setdefault(item.id, item)
    if not named:
        return _verdict(name, subject, seen, [_empty(rule)], 0)
    counts = _counts(named, covering, via)
    reasons = [
        *_twice(rule, wanted),
        *_uncovered(rule, named, counts, via),
        *(_orphans(rule, named, covering, via) if rule.no_orphans else ()),
        *(_cycles(named, wanted) if rule.acyclic else ()),
    ]
    return _verdict(name, subject, seen, reasons, len(named))


def _counts(named: Mapping[str, Item], covering: Items, via: Items | None) -> dict[str, int]:
    """Return how many covering items each id has."""
    reached: dict[str, set[int]] = {}
    for index, item in enumerate(covering):
        for ref in item.refs:
            reached.setdefault(ref, set()).add(index)
    if via is None:
        return {id_: len(reached.get(id_, ())) for id_ in named}
    over: dict[str, set[int]] = {}
    for item in via:
        for ref in item.refs - {item.id}:
            over.setdefault(ref, set()).update(reached.get(item.id, ()) if item.id else ())
    return {id_: len(over.get(id_, ())) for id_ in named}


def _uncovered(
    rule: TraceRule, named: Mapping[str, Item], counts: Mapping[str, int], via: Items | None
) -> Iterator[Reason]:
    """Yield the reason for items that too little covers."""
    lacking = [item for id_, item in named.items() if counts[id_] < rule.min_per_item]
    if not lacking:
        return
    times = "" if rule.min_per_item == 1 else f" at least {rule.min_per_item} times"
    places = [
        Place(one.place.path, one.place.line, f"{one.id}: {_links(one, counts, via)}")
        for one in lacking
    ]
    yield Reason(
        code="trace.uncovered",
        headline=f"{len(lacking)} of {len(named)} items of {_said(rule.wanted)} "
        f"{'is' if len(lacking) == 1 else 'are'} not covered by {_said(rule.covering)}",
        wanted=f"each one mentioned in {_said(rule.covering)}{times}",
        found=f"too little for {_names([one.id for one in lacking])}",
        places=tuple(places[:PLACES_MAX]),
        way_out=f"mention {lacking[0].id} where it is dealt with",
    )


def _links(item: Item, counts: Mapping[str, int], via: Items | None) -> str:
    """Return what there is of an item's cover, in words."""
    count = counts[item.id]
    if via is not None and count == 0:
        between = [one.id for one in via if one.id and item.id in one.refs]
        return f"over {_names(between)}, which nothing covers" if between else "nothing between"
    return f"{count} mentions" if count else "no mention"


def _twice(rule: TraceRule, wanted: Items) -> Iterator[Reason]:
    """Yield the reason for an id that two items have. Words in files stand where they stand."""
    if rule.wanted.files:
        return
    seen: dict[str, Item] = {}
    double: list[Item] = []
    for item in wanted:
        if item.id and item.id in seen:
            double.append(item)
        seen.setdefault(item.id, item)
    if double:
        names = _names(list(dict.fromkeys(item.id for item in double)))
        yield Reason(
            code="trace.id-twice",
            headline=f"{double[0].id} is the id of two items",
            wanted="an id of its own for each item",
            found=f"{names} again",
            places=tuple(item.place for item in double[:PLACES_MAX]),
            way_out="give one of them another id",
        )


def _orphans(
    rule: TraceRule, named: Mapping[str, Item], covering: Items, via: Items | None
) -> Iterator[Reason]:
    """Yield the reason for mentions of what is not there."""
    known = {item.id for item in via if item.id} if via is not None else set(named)
    yield from _orphans_of(rule.covering, covering, known)
    if via is not None and rule.via is not None:
        between = tuple(Item("", item.refs - {item.id}, item.place) for item in via)
        yield from _orphans_of(rule.via, between, set(named))


def _orphans_of(source: ItemSource, items: Items, known: set[str]) -> Iterator[Reason]:
    """Yield the reason for what `items` mention and is not `known`.

    Shape: without a pattern only what looks like a known id: "UTF-8" beside "R1" is none.
    """
    prefixes = {prefix_of(one) for one in known}
    is_plain = not source.pattern and not source.data
    lost = [
        (ref, item.place)
        for item in items
        for ref in sorted(item.refs - known - {item.id if source.markdown else ""})
        if not is_plain or prefix_of(ref) in prefixes
    ]
    if lost:
        names = _names(list(dict.fromkeys(ref for ref, _ in lost)))
        yield Reason(
            code="trace.orphan",
            headline=f"{_said(source)} mentions {names}, which is not there",
            wanted="only ids that are there",
            found=names,
            places=tuple(
                Place(place.path, place.line, f"{ref}: {place.text}")
                for ref, place in lost[:PLACES_MAX]
            ),
            way_out="mend the id, or write the item that it means",
        )


def _cycles(named: Mapping[str, Item], wanted: Items) -> Iterator[Reason]:
    """Yield the reason for items that rest on each other in a circle."""
    graph: dict[str, set[str]] = {id_: set() for id_ in named}
    for item in wanted:
        if item.id:
            graph[item.id] |= {ref for ref in item.refs if ref in named and ref != item.id}
    try:
        TopologicalSorter({id_: sorted(graph[id_]) for id_ in sorted(graph)}).prepare()
    except CycleError as error:
        circle = [str(one) for one in error.args[1]]
        yield Reason(
            code="trace.cycle",
            headline=f"{circle[0]} rests on itself",
            wanted="items that do not rest on each other in a circle",
            found=" <- ".join(circle[: NAMED_MAX + 1]),
            places=tuple(named[one].place for one in circle[:-1][:PLACES_MAX]),
            way_out="take one of these mentions away",
        )


def _empty(rule: TraceRule) -> Reason:
    """Return the reason for a set of nothing."""
    return Reason(
        code="trace.empty",
        headline=f"there is no item in {_said(rule.wanted)}",
        wanted="at least one item with an id: - R1: what is wanted",
        found="none; an empty set is covered by anything",
        places=(Place(_said(rule.wanted)),),
        way_out="write ids in front of the items, or correct the rule",
    )


def _of_trouble(trouble: Trouble) -> Reason:
    """Return a trouble as a reason."""
    return Reason(
        trouble.code,
        trouble.found,
        trouble.wanted,
        trouble.found,
        way_out=trouble.way_out,
        tail=trouble.tail,
    )


def _said(source: ItemSource) -> str:
    """Return where items stand, in words."""
    named = source.markdown or source.data or source.artifact or " ".join(source.files)[:80]
    return named or source.register or "the tests that pass"


def _names(ids: Sequence[str]) -> str:
    """Return some ids, and how many more there are."""
    more = f" and {len(ids) - NAMED_MAX} more" if len(ids) > NAMED_MAX else ""
    return ", ".join(ids[:NAMED_MAX]) + more


def _verdict(
    name: str, subject: Subject, seen: TraceSeen, reasons: Sequence[Reason], examined: int
) -> Verdict:
    """Return the verdict: a document that cannot be read is a failure, like one that is missing."""
    is_lost = examined == 0 and all(one.code != SOURCE for one in reasons)
    status = Status.PASS if not reasons else Status.ERROR if is_lost else Status.FAIL
    return Verdict(
        check=name,
        kind=KIND,
        status=status,
        headline=reasons[0].headline if reasons else f"each of {examined} items is covered",
        examined=Examined(examined, "items"),
        evidence=evidence_of(subject, JUDGE_VERSION, seen.executions),
        reasons=tuple(reasons),
    )
