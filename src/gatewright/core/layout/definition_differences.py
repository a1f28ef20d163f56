"""What another definition does to the outcome of a step: nothing, or it is judged or made again."""

from collections.abc import Iterable
from enum import IntEnum

from gatewright.core.content.content_names import is_region, set_of
from gatewright.core.content.watched import sets_in
from gatewright.model.facts import FactRule
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import StepDefinition, Workflow

WORKED_BY = (
    "doer", "reads", "writes", "produces", "action", "not_by", "for_each", "list_name",
    "item_name", "items",
)  # fmt: skip
"""What somebody did the work by: where it is another, the work is."""

HELD_TO = ("keeps", "may_be_empty")
"""What work is held to, besides its gate."""


class Due(IntEnum):
    """What an outcome needs before it counts again."""

    NOTHING = 0
    JUDGEMENT = 1
    WORK = 2


@dataclass(frozen=True, slots=True)
class Moved:
    """What steps speak of by name, and what means something else now."""

    sets: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()


def moved_between(before: Workflow, now: Workflow) -> Moved:
    """Return the path sets and schemas that are others in `now`."""
    return Moved(
        _others(((each.name, each) for each in before.paths), ((e.name, e) for e in now.paths)),
        _others(
            ((each.name, each) for each in before.documents), ((e.name, e) for e in now.documents)
        ),
    )


def new_facts(before: Workflow, now: Workflow) -> tuple[FactRule, ...]:
    """Return the facts that are found in content, and were not, or elsewhere."""
    return tuple(rule for rule in now.facts if rule.is_found and rule not in before.facts)


def due_after(before: StepDefinition, now: StepDefinition, moved: Moved) -> Due:
    """Return what the outcome of a step needs that was `before`, and is `now`."""
    regions = {set_of(name) for name in now.reads if is_region(name)}
    if _differ(before, now, WORKED_BY) or not regions.isdisjoint(moved.sets):
        return Due.WORK
    is_held_otherwise = (
        _differ(before, now, HELD_TO)
        or replace(before.gate, freeze=()) != replace(now.gate, freeze=())
        or (not now.works and before.needs != now.needs)
        or _speaks_of(now, moved)
    )
    return Due.JUDGEMENT if is_held_otherwise else Due.NOTHING


def _speaks_of(step: StepDefinition, moved: Moved) -> bool:
    """Return whether something that a step names by a word means something else now."""
    if not moved.sets.isdisjoint(sets_in([step])):
        return True
    has_texts = bool(step.gate.defined or step.gate.artifacts)
    made = {product.schema for product in step.produces}
    return not moved.schemas.isdisjoint(made) or (has_texts and bool(moved.schemas))


def _differ(before: StepDefinition, now: StepDefinition, fields: Iterable[str]) -> bool:
    return any(getattr(before, name) != getattr(now, name) for name in fields)


def _others(
    before: Iterable[tuple[str, object]], now: Iterable[tuple[str, object]]
) -> frozenset[str]:
    """Return the names that mean something else, or are on one side alone."""
    old, new = dict(before), dict(now)
    return frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))
