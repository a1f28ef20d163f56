"""Regions of the tree that people decide on or that steps read, and who writes there later.

A decision on a region counts for what comes out of the run only where nobody writes there after
it, or where its gate is crossed again. Steps that make each other anew would never come to an end.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.content.content_names import artifact_of, is_region
from gatewright.core.content.path_sets import by_name, globs_of, may_overlap
from gatewright.definitions.procedures import products_of
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.path_sets import EVERYTHING, REGION, PathSet
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
    text = _Text(ordered, names)
    for one in ordered:
        for keys, region in _bound(one) if not one.is_phase_gate else ():
            if region.startswith(REGION):
                _report_later(text, one, keys, region, located)
    for one in ordered:
        for index, region in enumerate(one.values.get("reads", ())):
            if is_region(region):
                _report_circle(text, one, (*one.keys, "reads", index), region, located)


class _Text:
    """The steps of a text, and who may write where: looked at once for each region."""

    def __init__(self, ordered: Sequence[Written], names: Names) -> None:
        self.ordered, self.before = ordered, names.before
        self._names = names
        self._writers: dict[str, frozenset[str]] = {}
        self._resting: dict[str, tuple[Written, ...]] = {}

    def writers(self, region: str) -> frozenset[str]:
        """Return the steps that may change what a region covers."""
        if region not in self._writers:
            sets = by_name(self._names.sets.values())
            wanted = globs_of(region, sets) or ("**",)
            found = (one.name for one in self.ordered if self._overlaps(one, wanted, sets))
            self._writers[region] = frozenset(found)
        return self._writers[region]

    def _overlaps(self, one: Written, wanted: Sequence[str], sets: Mapping[str, PathSet]) -> bool:
        own = (
            globs_of(self._names.words.entry(word), sets) for word in one.values.get("writes", ())
        )
        laid = (globs for each in one.remedies for globs in _made(each))
        return any(may_overlap(globs, wanted) for globs in (*own, *_made(one), *laid))

    def resting_on(self, maker: Written) -> tuple[Written, ...]:
        """Return the steps that are made anew once `maker` comes to something else."""
        if maker.name not in self._resting:
            found = (one for one in self.ordered if self._rests_on(one, maker))
            self._resting[maker.name] = tuple(found)
        return self._resting[maker.name]

    def _rests_on(self, reader: Written, maker: Written) -> bool:
        if reader is maker and maker.list is None:
            return False
        if "reads" not in reader.values and maker.name in reader.needs:
            return bool(maker.made)
        given = reader.use.inputs if reader.use is not None else ()
        reads = (*reader.values.get("reads", ()), *(reader.given.get(name, name) for name in given))
        return any(
            maker.name in self.writers(name) if is_region(name) else artifact_of(name) in maker.made
            for name in reads
        )


def _report_later(text: _Text, one: Written, keys: Keys, region: str, located: Located) -> None:
    """Report the first step after a decision that may write into what it was on."""
    for later in text.ordered:
        is_after = one.name in text.before[later.name] and later.name in text.writers(region)
        if is_after and not _asked_again(text, later, region):
            what = f'"{later.name}" comes after this and may write into {region}'
            hint = "decide at the end of a phase, bind a smaller region, or write elsewhere"
            located.at_value(keys, f"{what}: nobody would be asked again", hint=hint)
            return


def _asked_again(text: _Text, later: Written, region: str) -> bool:
    """Return whether people decide on a region once `later` has written there."""
    after = [e for e in text.ordered if later.name in text.before[e.name] or e is later]
    return any(name in (region, *WHOLE) for each in after for _, name in _bound(each))


def _report_circle(text: _Text, one: Written, keys: Keys, region: str, located: Located) -> None:
    """Report a step that reads a region, where its own outcome has others write there again."""
    moved, queue = set[str](), [one]
    while queue:
        for other in text.resting_on(queue.pop()):
            if other.name not in moved:
                moved.add(other.name)
                queue.append(other)
    back = sorted(moved & text.writers(region) - ({one.name} if one.list is None else set()))
    if back:
        what = f"{region} is written by {back[0]}, which is made anew whenever this is"
        located.at_value(keys, what, hint="read what that step makes, or write elsewhere")


def _made(one: Written) -> Iterator[Sequence[str]]:
    """Yield where a step makes something, and what the steps of its procedure may write."""
    made = products_of(one.use.workflow) if one.use is not None else one.made
    yield from ((product["path"],) for product in made.values())
    if one.use is not None:
        inside = by_name(one.use.workflow.paths)
        for step in one.use.workflow.all_steps:
            yield from (globs_of(entry, inside) for entry in step.writes)


def _bound(one: Written) -> Iterator[tuple[Keys, str]]:
    """Yield what people decide on at the gate of a step, and where that is said."""
    for index, item in enumerate(one.gate_items):
        if isinstance(item, ApprovalRule):
            for place, name in enumerate(item.binds):
                yield (*one.gate_keys, index, "approval", "binds", place), name
