"""The table of risk: what a workflow is too small for, and the classes of features."""

from collections.abc import Iterator, Mapping
from typing import Any

from gatewright.core.facts.facts import facts_of
from gatewright.core.facts.risk import fact_of_risk
from gatewright.definitions.fields import EXPRESSION, GLOB, FieldType, ListOf, Number, Record
from gatewright.definitions.forms import Word
from gatewright.model.facts import FactRule
from gatewright.model.risk import CLASSES, RISK, RiskRule

LINES = Number(1, 1_000_000)
ABOVE = CLASSES[1:]
OF_DIFF: Mapping[str, FieldType] = {"lines": LINES, "paths": ListOf(GLOB, 1)}


def _class_problem(values: dict[str, Any]) -> str | None:
    """Return that a class is of nothing, or None."""
    return None if values else 'a class says "lines", "paths" or "when": what is of it'


def _classes_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in classes, or None."""
    if not values:
        return f"say what is of a class: {' or '.join(ABOVE)}; all else is {CLASSES[0]}"
    lines = [values[each]["lines"] for each in ABOVE if "lines" in values.get(each, {})]
    is_right = lines == sorted(lines)
    return None if is_right else f'"{ABOVE[1]}" begins at fewer lines than "{ABOVE[0]}"'


def _classes(fields: Mapping[str, FieldType]) -> Record:
    """Return the table of classes, each of which says `fields`."""
    one = Record("a class", fields, problem=_class_problem)
    return Record("risk classes", dict.fromkeys(ABOVE, one), problem=_classes_problem)


def _risk_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a risk, or None."""
    is_limited = "lines" in values or "paths" in values
    if "then" in values and not is_limited:
        return 'a risk needs "lines" or "paths": what is too much'
    if is_limited and "then" not in values:
        return '"lines" and "paths" need "then": the workflow that goes on'
    return None if values else 'a risk says "classes", or what is too much and "then"'


RISK_OF_WORKFLOW = Record(
    "a risk",
    {**OF_DIFF, "then": Word("a workflow"), "classes": _classes({**OF_DIFF, "when": EXPRESSION})},
    problem=_risk_problem,
)
RISK_OF_PROJECT = Record("a risk", {"classes": _classes(OF_DIFF)}, required=("classes",))


def classes_of(values: Mapping[str, Any]) -> tuple[RiskRule, ...]:
    """Return the classes that a text declares, the highest first."""
    classes = values.get("risk", {}).get("classes", {})
    return tuple(
        RiskRule(name, one.get("lines"), one.get("paths", ()), one.get("when", ""))
        for name, one in reversed(list(in_order(classes)))
    )


def in_order(classes: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the classes that are declared, the lowest first."""
    return ((name, classes[name]) for name in ABOVE if name in classes)


def rule_of_risk(values: Mapping[str, Any]) -> Mapping[str, FactRule]:
    """Return the class as a fact, by its name; nothing where none follows from others."""
    classes = classes_of(values)
    is_circle = any(RISK in facts_of(rule.when) for rule in classes)
    return {RISK: fact_of_risk(classes)} if classes and not is_circle else {}
