"""The steps of a run laid out: at the start, and where a step is made for each item of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gatewright.core.run_state import (
    Moving,
    Ready,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
)
from gatewright.model.events import RunStarted, StepsExpanded
from gatewright.model.ids import StepPath
from gatewright.model.workflow import Doer, Gate, Item, StepDefinition, WorkerKind

NOBODY = Doer(WorkerKind.NOBODY)


def lay_out(event: RunStarted, at: str) -> RunState:
    """Return the first state of a run."""
    records = {
        definition.path: StepRecord(definition, rule_uses=(0,) * len(definition.no_go))
        for definition in event.workflow.steps
    }
    origin = event.origin
    tree = origin.taken_tree if origin.taken_tree is not None else origin.tree
    return _connected(
        RunState(
            started=event,
            started_at=at,
            phase=Moving(),
            steps=records,
            needed_by={},
            unmet={},
            ready=frozenset(),
            active=frozenset(),
            settled_count=0,
            tree=tree,
        )
    )


def expand(state: RunState, event: StepsExpanded) -> RunState:
    """Return `state` with one step for each item, and the template resting on all of them.

    A step that was made for the same item before stays as it is; one whose item is gone is retired.
    """
    template = state.record(event.step)
    before = {
        record.item.key: record
        for path, record in state.steps.items()
        if record.item is not None and path.startswith(f"{event.step}/")
    }
    made = _instances(template, event.items, before)
    gone = {record.definition.path for record in before.values()} - set(made)
    retired = {
        record.definition.path: replace(record, state=Skipped("no longer in the plan"))
        for key, record in before.items()
        if key not in {item.key for item in event.items} and record.numbers_used
    }
    holder = replace(
        template,
        is_template=True,
        definition=replace(
            template.definition, doer=NOBODY, gate=Gate(), needs=tuple(made), reads=()
        ),
    )
    steps: dict[StepPath, StepRecord] = {}
    for path, record in state.steps.items():
        if path == event.step:
            steps |= made | {path: holder}
        elif path not in made and path not in gone:
            steps[path] = record
    return _connected(replace(state, steps=steps | retired))


def _instances(
    template: StepRecord, items: Iterable[Item], before: Mapping[str, StepRecord]
) -> dict[StepPath, StepRecord]:
    """Return a record for each item, one needing the other in the order of the list."""
    definition = template.definition
    path = definition.path
    needs = _needs_of(template, before)
    made: dict[StepPath, StepRecord] = {}
    for item in items:
        step = StepPath(f"{path}/{item.key}")
        own = _instance(definition, step, item, needs)
        kept = before.get(item.key)
        is_same = kept is not None and kept.item == item
        made[step] = (
            replace(kept, definition=own)
            if kept is not None and is_same
            else StepRecord(own, rule_uses=(0,) * len(own.no_go), item=item)
        )
        needs = (step,)
    return made


def _needs_of(template: StepRecord, before: Mapping[str, StepRecord]) -> tuple[StepPath, ...]:
    """Return what the first instance needs: what the template needed before it was expanded."""
    if not template.is_template:
        return template.definition.needs
    first = next(iter(before.values()), None)
    return first.definition.needs if first is not None else ()


def _instance(
    definition: StepDefinition, step: StepPath, item: Item, needs: tuple[StepPath, ...]
) -> StepDefinition:
    """Return the definition of the step that is made for `item`."""
    return replace(definition, path=step, title=item.title, for_each="", needs=needs)


def _connected(state: RunState) -> RunState:
    """Return `state` with counters and sets made anew from its steps."""
    needed_by: dict[StepPath, list[StepPath]] = {}
    unmet: dict[StepPath, int] = {}
    for path, needs in _all_needs(state.steps).items():
        for need in needs:
            needed_by.setdefault(need, []).append(path)
        unmet[path] = sum(not state.steps[need].is_settled for need in needs)
    steps = {
        path: replace(record, state=Ready() if unmet[path] == 0 else Waiting())
        if isinstance(record.state, Waiting | Ready)
        else record
        for path, record in state.steps.items()
    }
    return replace(
        state,
        steps=steps,
        needed_by={path: tuple(paths) for path, paths in needed_by.items()},
        unmet=unmet,
        ready=frozenset(path for path, each in steps.items() if isinstance(each.state, Ready)),
        settled_count=sum(record.is_settled for record in steps.values()),
    )


def _all_needs(
    steps: Mapping[StepPath, StepRecord],
) -> dict[StepPath, tuple[StepPath, ...]]:
    """Return what each step waits for.

    Besides what it names: who makes what it reads; and for a step without a worker all that comes
    before it, since it judges what is there and must not do so while an earlier step is open again.
    """
    makers = {
        product.name: path
        for path, record in steps.items()
        for product in record.definition.produces
    }
    named = {path: _named(record, steps, makers) for path, record in steps.items()}
    return {
        path: needs if steps[path].has_worker else _all_before(path, named)
        for path, needs in named.items()
    }


def _named(
    record: StepRecord,
    steps: Mapping[StepPath, StepRecord],
    makers: Mapping[str, StepPath],
) -> tuple[StepPath, ...]:
    """Return what a step names as needed, and who makes what it reads."""
    definition = record.definition
    made = [makers[name] for name in definition.reads if name in makers]
    needs = [need for need in (*definition.needs, *made) if need in steps]
    return tuple(dict.fromkeys(need for need in needs if need != definition.path))


def _all_before(
    path: StepPath, named: Mapping[StepPath, tuple[StepPath, ...]]
) -> tuple[StepPath, ...]:
    """Return everything that `path` needs, and everything that needs in turn."""
    seen: dict[StepPath, None] = {}
    queue = list(named[path])
    while queue:
        need = queue.pop()
        if need not in seen:
            seen[need] = None
            queue.extend(named[need])
    return tuple(seen)
