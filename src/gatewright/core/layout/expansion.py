"""The steps of a run laid out: at the start, and where a step is made for each item of a list."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter

import immutables

from gatewright.core.content.content_names import artifact_of
from gatewright.core.content.watched import readers_in, versioned_in, watched_in
from gatewright.core.facts.fact_state import digests_of, found_at_start
from gatewright.core.layout.item_steps import of_list, steps_of_item
from gatewright.core.state.needs import apart_of, unmet_of
from gatewright.core.state.retired import held_back
from gatewright.core.state.run_state import (
    ACTIVE,
    Apart,
    Held,
    Judging,
    Moving,
    Queued,
    Ready,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
)
from gatewright.core.text.ordered import ordered
from gatewright.model.events import RunStarted, StepsExpanded
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import Doer, Gate, Item, StepDefinition, WorkerKind

NOBODY = Doer(WorkerKind.NOBODY)
Needs = Mapping[StepPath, tuple[StepPath, ...]]


def lay_out(event: RunStarted, at: str) -> RunState:
    """Return the first state of a run."""
    records = {
        definition.path: StepRecord(definition, rule_uses=(0,) * len(definition.no_go))
        for definition in event.workflow.steps
    }
    origin, given = event.origin, {each.name: each.items for each in event.inputs}
    tree = origin.taken_tree if origin.taken_tree is not None else origin.tree
    state = _connected(
        RunState(
            started=event,
            started_at=at,
            phase=Moving(),
            steps=ordered(records),
            needed_by={},
            makers={},
            unmet=immutables.Map(),
            remaining={},
            ready=frozenset(),
            active=frozenset(),
            settled_count=0,
            tree=tree,
            artifacts=immutables.Map(
                {each.name: each.digest for each in event.inputs}
                | dict(event.contents)
                | digests_of(event.facts.known)
            ),
            facts=dict(event.facts.known),
            agent=event.agent,
            sources=found_at_start(event),
            people_at=origin.commit,
        )
    )
    for definition in event.workflow.steps:
        items = definition.items or of_list(given.get(definition.for_each, ()), definition)
        if items:
            state = expand(state, StepsExpanded(definition.path, items))
    return state


def expand(state: RunState, event: StepsExpanded) -> RunState:
    """Return `state` with one step for each item, and the template resting on all of them.

    A step that was made for the same item before stays as it is; one whose item is gone is retired.
    """
    template = state.record(event.step)
    before = {
        path: record
        for path, record in state.steps.items()
        if record.item is not None and path.startswith(f"{event.step}/")
    }
    is_list = len(event.items) >= template.definition.items_min
    made = _instances(state, template, event.items if is_list else (), before)
    gone = [record for record in before.values() if record.definition.path not in made]
    holder = replace(
        template,
        is_template=True,
        definition=replace(
            template.definition,
            doer=NOBODY,
            gate=Gate(),
            needs=tuple(made),
            reads=(),
            some_of=(),
            passes=(),
        ),
    )
    moved = {*made, *(record.definition.path for record in gone)}
    steps: dict[StepPath, StepRecord] = {}
    for path, record in state.steps.items():
        if path == event.step:
            steps |= made | {path: holder}
        elif path not in moved:
            steps[path] = record
    retired = {each.definition.path: _retired(each) for each in gone if each.numbers_used}
    return _connected(replace(state, steps=ordered(steps | retired)))


def with_step(state: RunState, record: StepRecord) -> RunState:
    """Return `state` with one step more, that nothing needs: made on demand."""
    return _connected(
        replace(state, steps=ordered({**state.steps, record.definition.path: record}))
    )


def with_remedy(state: RunState, made: Mapping[StepPath, StepRecord], before: StepPath) -> RunState:
    """Return `state` with the steps of a remedy, in front of the one that waits for them."""
    steps: dict[StepPath, StepRecord] = {}
    for path, record in state.steps.items():
        steps |= {**made, path: record} if path == before else {path: record}
    return _connected(replace(state, steps=ordered(steps)))


def with_steps(state: RunState, records: Mapping[StepPath, StepRecord]) -> RunState:
    """Return `state` with `records` in the place of all its steps."""
    return _connected(replace(state, steps=ordered(records)))


def workable(state: RunState, step: StepPath) -> StepPath:
    """Return where work on `step` goes on: of a step made for items, the last one that is there."""
    record = state.record(step)
    made = record.definition.needs if record.is_template else ()
    return made[-1] if made else step


def _retired(record: StepRecord) -> StepRecord:
    """Return the record of a step whose item is gone: it stands in nobody's way."""
    return replace(record, state=Skipped("no longer in the plan"), is_retired=True)


def _instances(
    state: RunState,
    template: StepRecord,
    items: Iterable[Item],
    before: Mapping[StepPath, StepRecord],
) -> dict[StepPath, StepRecord]:
    """Return a record for each item: one needs the other, or those that its item names."""
    written = _written(state, template)
    first = needs = _needs_of(state, template)
    made: dict[StepPath, StepRecord] = {}
    ends: dict[str, StepPath] = {}
    used = _rule_uses(before.values())
    for item in items:
        if StepPath(f"{written.path}/{item.key}") in made:
            continue
        if written.is_parallel:
            named = item.after if written.after else ()
            needs = tuple(ends[key] for key in named if key in ends) or first
        for own in steps_of_item(written, item, needs):
            known, gone = before.get(own.path), state.gone.get(own.path)
            made[own.path] = _record_of(own, item, known, gone, used)
        ends[item.key] = own.path
        needs = (own.path,)
    return made


def _rule_uses(records: Iterable[StepRecord]) -> dict[StepPath, tuple[int, ...]]:
    """Return the most uses of each failure rule by any item so far, by the step it is written for.

    Who comes to a list later begins there: else new keys each time would bring new uses for ever.
    """
    most: dict[StepPath, tuple[int, ...]] = {}
    for each in records:
        written = each.definition.made_from
        known = most.get(written, each.rule_uses)
        most[written] = tuple(map(max, known, each.rule_uses))
    return most


def _record_of(
    own: StepDefinition,
    item: Item,
    before: StepRecord | None,
    gone: StepRecord | None,
    used: Mapping[StepPath, tuple[int, ...]],
) -> StepRecord:
    """Return the record of the step for `item`: as it was, unless the item is another now."""
    none = (0,) * len(own.no_go)
    fresh = StepRecord(own, rule_uses=used.get(own.made_from, none), item=item)
    if before is not None and before.item == item and not before.is_retired:
        return replace(before, definition=own)
    known = before or gone
    if known is None:
        return fresh
    uses = before.rule_uses if before is not None else fresh.rule_uses
    numbers, added = known.numbers_used, known.added
    return replace(fresh, numbers_used=numbers, authors=known.authors, rule_uses=uses, added=added)


def _needs_of(state: RunState, template: StepRecord) -> tuple[StepPath, ...]:
    """Return what the first instance needs: what the template was written to need."""
    written = replace(template, definition=_written(state, template))
    return _named(written, state.steps, state.makers)


def _written(state: RunState, template: StepRecord) -> StepDefinition:
    """Return the definition of a template as the workflow has it.

    Once expanded, its record only holds what it was expanded to: nobody works on it, nothing is
    judged. Steps that are made later must not inherit that. What is laid in on demand is expanded
    once, for a list that is written out.
    """
    own = template.definition
    return next((each for each in state.started.workflow.steps if each.path == own.path), own)


def _connected(state: RunState) -> RunState:
    """Return `state` with counters and sets made anew from its steps."""
    makers = _makers(state.steps)
    needs = {path: _named(record, state.steps, makers) for path, record in state.steps.items()}
    needs |= held_back(state.steps, needs)
    order = tuple(TopologicalSorter(needs).static_order())
    apart = dict(_apart(state.steps, needs, makers))
    unmet = _unmet(state.steps, needs, order, apart)
    needed_by = turned_round(needs)
    steps = {path: _placed(record, unmet[path]) for path, record in state.steps.items()}
    written = state.started.workflow.every_step
    definitions = [*(each.definition for each in steps.values()), *written]
    return replace(
        state,
        steps=ordered(steps),
        needed_by=needed_by,
        makers=makers,
        unmet=immutables.Map(unmet),
        apart=apart,
        passed_by=turned_round({path: steps[path].definition.passes for path in apart}),
        remaining=_remaining(needed_by, order),
        ready=frozenset(path for path, each in steps.items() if isinstance(each.state, Ready)),
        active=frozenset(path for path, each in steps.items() if isinstance(each.state, ACTIVE)),
        crossings=tuple(path for path, each in steps.items() if each.definition.gate.is_crossing),
        settled_count=sum(record.is_settled for record in steps.values()),
        watched=watched_in(definitions),
        versioned=versioned_in(definitions),
        readers=readers_in(each.definition for each in steps.values()),
        queue=tuple(path for path in state.queue if _is_queued(steps.get(path))),
        questions={
            key: each for key, each in state.questions.items() if _is_held(steps.get(each.step))
        },
    )


def _is_queued(record: StepRecord | None) -> bool:
    """Return whether the work of a step is on its way to the head still."""
    return record is not None and isinstance(record.state, Queued | Judging)


def _is_held(record: StepRecord | None) -> bool:
    """Return whether a step waits for an answer still."""
    return record is not None and isinstance(record.state, Held)


def _placed(record: StepRecord, unmet: int) -> StepRecord:
    """Return the record of a step that nobody is at: ready where nothing is missing."""
    if not isinstance(record.state, Waiting | Ready):
        return record
    return replace(record, state=Waiting() if unmet else Ready())


def turned_round(needs: Needs) -> dict[StepPath, tuple[StepPath, ...]]:
    """Return by which steps each one is needed."""
    needed_by: dict[StepPath, list[StepPath]] = {}
    for path, needed in needs.items():
        for need in needed:
            needed_by.setdefault(need, []).append(path)
    return {path: tuple(paths) for path, paths in needed_by.items()}


def _remaining(needed_by: Needs, order: Iterable[StepPath]) -> dict[StepPath, int]:
    """Return how many steps the longest path from each step to the end has, with itself."""
    remaining: dict[StepPath, int] = {}
    for path in reversed(tuple(order)):
        behind = (remaining[each] for each in needed_by.get(path, ()))
        remaining[path] = 1 + max(behind, default=0)
    return remaining


def _unmet(
    steps: Mapping[StepPath, StepRecord],
    needs: Needs,
    order: Iterable[StepPath],
    apart: Mapping[StepPath, Apart],
) -> dict[StepPath, int]:
    """Return how many needs of each step do not stand: are not settled, or rest on such a one."""
    unmet: dict[StepPath, int] = {}
    for path in order:
        unmet[path] = sum(unmet[need] > 0 or not steps[need].is_settled for need in needs[path])
        if path in apart:
            unmet[path] = unmet_of(steps[path].definition, apart[path], steps, unmet)
    return unmet


def _apart(
    steps: Mapping[StepPath, StepRecord], needs: Needs, makers: Mapping[str, tuple[StepPath, ...]]
) -> Iterator[tuple[StepPath, Apart]]:
    """Yield the steps that do not wait for all they need, or pass gates, with how needs hold."""
    for path, record in steps.items():
        own = record.definition
        lists = makers.get(artifact_of(own.for_each), ())
        read = [maker for name in own.reads for maker in makers.get(artifact_of(name), ())]
        apart = apart_of(own, needs[path], lists, tuple(dict.fromkeys(read)))
        if apart is not None:
            yield path, apart


def _makers(steps: Mapping[StepPath, StepRecord]) -> dict[str, tuple[StepPath, ...]]:
    """Return who makes each artifact: several, of whom only one can apply."""
    makers: dict[str, tuple[StepPath, ...]] = {}
    for path, record in steps.items():
        for product in record.definition.produces:
            makers[product.name] = (*makers.get(product.name, ()), path)
    return makers


def _named(
    record: StepRecord,
    steps: Mapping[StepPath, StepRecord],
    makers: Mapping[str, tuple[StepPath, ...]],
) -> tuple[StepPath, ...]:
    """Return what a step waits for: what it names, and who makes what it reads or is made for."""
    definition = record.definition
    used = (*definition.reads, definition.for_each)
    made = [maker for name in used for maker in makers.get(artifact_of(name), ())]
    counted = (each for group in definition.some_of for each in group.steps)
    needs = [need for need in (*definition.needs, *counted, *made) if need in steps]
    return tuple(dict.fromkeys(need for need in needs if need != definition.path))
