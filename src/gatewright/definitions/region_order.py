"""Regions of the tree that people decide on or that steps read, and who writes there later.

A decision on a region counts for what comes out of the run only where nobody writes there after
it, or where its gate is crossed again. Steps that make each other anew would never come to an end.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.content_names import artifact_of, is_region
from gatewright.core.path_sets import by_name, globs_of, may_overlap
from gatewright.definitions.procedures import products_of
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.path_sets import EVERYTHING, REGION
from gatewright.model.workflow import TREE, ApprovalRule

WHOLE = (TREE, f"{REGION}{EVERYTHING}")


def approved_before(ordered: Sequence[Written]) -> Mapping[str, frozenset[str]]:
    """Return for each step the artifacts that people decided on before it."""
    known: dict[str, frozenset[str]] = {}
    bound = {one.name: {artifact_of(name) for _, name in _bound(one)} for one in ordered}
    for one in ordered:
        before = (known[need] | bound[need] for need in one.needs)
        known[one.name] = frozenset().union(*before)
    return known


def report_regions(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report who writes into what was agreed to before, and steps that never let each other be."""
    for one in ordered:
        for keys, region in _bound(one) if not one.is_phase_gate else ():
            if region.startswith(REGION):
                _report_later(one, keys, region, ordered, names, located)
    _report_circle(ordered, names, located)


def _report_later(
    one: Written,
    keys: Keys,
    region: str,
    ordered: Sequence[Written],
    names: Names,
    located: Located,
) -> None:
    """Report the first step after a decision that may write into what it was on."""
    for later in ordered:
        is_after = one.name in names.before[later.name] and _may_write(later, region, names)
        if is_after and not _asked_again(later, region, ordered, names):
            what = f'"{later.name}" comes after this and may write into {region}'
            hint = "decide at the end of a phase, bind a smaller region, or write elsewhere"
            located.at_value(keys, f"{what}: nobody would be asked again", hint=hint)
            return


def _asked_again(later: Written, region: str, ordered: Sequence[Written], names: Names) -> bool:
    """Return whether people decide on a region once `later` has written there."""
    after = [each for each in ordered if later.name in names.before[each.name] or each is later]
    return any(name in (region, *WHOLE) for each in after for _, name in _bound(each))


def _bound(one: Written) -> Iterator[tuple[Keys, str]]:
    """Yield what people decide on at the gate of a step, and where that is said."""
    for index, item in enumerate(one.gate_items):
        if isinstance(item, ApprovalRule):
            for place, name in enumerate(item.binds):
                yield (*one.gate_keys, index, "approval", "binds", place), name


def _may_write(one: Written, region: str, names: Names) -> bool:
    """Return whether a step may change what a region covers."""
    wanted = globs_of(region, by_name(names.sets.values())) or ("**",)
    return any(may_overlap(globs, wanted) for globs in _written(one, names))


def _written(one: Written, names: Names) -> Iterator[Sequence[str]]:
    """Yield the globs of all that a step may write, or the steps of its procedure."""
    sets = by_name(names.sets.values())
    for word in one.values.get("writes", ()):
        yield globs_of(names.words.entry(word), sets)
    made = products_of(one.use.workflow) if one.use is not None else one.made
    yield from ((product["path"],) for product in made.values())
    if one.use is not None:
        inside = by_name(one.use.workflow.paths)
        for step in one.use.workflow.all_steps:
            yield from (globs_of(entry, inside) for entry in step.writes)


def _report_circle(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report a step that reads a region, where its own work comes back to it."""
    for one in ordered:
        for index, region in enumerate(one.values.get("reads", ())):
            if not is_region(region):
                continue
            back = next(iter(_coming_back(one, region, ordered, names)), None)
            if back is not None:
                what = f"{region} is written by {back}, which is made anew whenever this is"
                hint = "read what that step makes, or write elsewhere"
                located.at_value((*one.keys, "reads", index), what, hint=hint)


def _coming_back(
    one: Written, region: str, ordered: Sequence[Written], names: Names
) -> Iterator[str]:
    """Yield who writes a region that `one` reads, and rests on what `one` does."""
    moved, queue = set[str](), [one]
    while queue:
        each = queue.pop()
        for other in ordered:
            if other.name not in moved and _rests_on(other, each, names):
                moved.add(other.name)
                queue.append(other)
    for other in ordered:
        is_own = other is one and one.list is None
        if other.name in moved and not is_own and _may_write(other, region, names):
            yield other.name


def _rests_on(reader: Written, maker: Written, names: Names) -> bool:
    """Return whether `reader` is made anew once `maker` comes to something else."""
    if reader is maker and maker.list is None:
        return False
    if "reads" not in reader.values and maker.name in reader.needs:
        return bool(maker.made)
    given = reader.use.inputs if reader.use is not None else ()
    reads = (*reader.values.get("reads", ()), *(reader.given.get(name, name) for name in given))
    return any(
        _may_write(maker, name, names) if is_region(name) else artifact_of(name) in maker.made
        for name in reads
    )
