"""Bounds of a change that an item of a list says itself: `only: "{task.paths}"`.

What an item says is the word of a worker, and people may have agreed to it. What it leaves out, or
says in a way that bounds nothing, allows nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from gatewright.core.text.filling import FEATURE_NAMES, fill
from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.fields import FieldType, Record, Schema
from gatewright.definitions.path_words import IN_GIT
from gatewright.definitions.reporting import Reporter
from gatewright.definitions.shape import COUNT_MAX, GIT
from gatewright.model.records import dataclass

LINES = "max_changed_lines"
HOLE = r"\{[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\}"


@dataclass(frozen=True, slots=True)
class OrOfItem:
    """What `other` reads, or a name in braces that stands for what an item says."""

    other: FieldType
    meanwhile: Any  # until it is known which item

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the value."""
        text = node.text if isinstance(node, Scalar) else ""
        is_of_item = re.fullmatch(HOLE, text) and text.strip("{}") not in FEATURE_NAMES
        return self.meanwhile if is_of_item else self.other.read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [self.other.schema(), {"type": "string", "pattern": f"^{HOLE}$"}]}


GIT_OF_RUN = Record(
    GIT.what,
    {
        **GIT.fields,
        LINES: OrOfItem(GIT.fields[LINES], 0),
        **{key: OrOfItem(GIT.fields[key], ("",)) for key in IN_GIT},
    },
    problem=GIT.problem,
    build=GIT.build,
    later=GIT.later,
)


def bound_by_item(check: dict[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    """Return what a check says with the bounds of an item in it. Shape: `said` by name."""
    rule = check.get("git", {})
    bounds: dict[str, Any] = {
        key: _paths(rule[key], said) for key in IN_GIT if isinstance(rule.get(key), str)
    }
    if LINES in rule:
        bounds[LINES] = _lines(fill(rule[LINES], said))
    return {**check, "git": {**rule, **bounds}} if bounds else check


def _paths(text: str, said: Mapping[str, str]) -> list[str]:
    """Return the globs that an item says; where there are none, one that covers no file."""
    filled = fill(text, said).split()
    legal = [one for one in filled if not one.startswith("/") and ".." not in one]
    return [one for one in legal if "{" not in one] or ["nothing-is-allowed-here"]


def _lines(text: str) -> str:
    """Return how many lines an item allows: none where it says no whole number."""
    is_number = re.fullmatch("[0-9]{1,9}", text) is not None
    return str(min(int(text), COUNT_MAX)) if is_number else "0"
