"""The table of what a run of a workflow begins with."""

from collections.abc import Mapping
from typing import Any

from gatewright.definitions.fields import EXPRESSION, Record
from gatewright.definitions.forms import Word
from gatewright.model.exits import StartRule


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together, or is lacking, in a start."""
    if "otherwise" in values and "applies" not in values:
        return '"otherwise" is for what a workflow does not apply to: say "applies"'
    return None if values else 'a start says what "applies", or what to "declare"'


START = Record(
    "a start",
    {"applies": EXPRESSION, "otherwise": Word("a workflow"), "declare": Word("a form")},
    problem=_problem,
    later={
        "watch": "a rule on branches in the hosting service sees work without a run",
    },
)


def start_of(values: Mapping[str, Any]) -> StartRule | None:
    """Return what a run of a workflow begins with; None where nothing is said."""
    start = values.get("start")
    if not start:
        return None
    return StartRule(start.get("applies", ""), start.get("otherwise", ""), start.get("declare", ""))
