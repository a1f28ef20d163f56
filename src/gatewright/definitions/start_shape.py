"""The table of what a run of a workflow begins with."""

from collections.abc import Mapping
from typing import Any

from gatewright.definitions.fields import EXPRESSION, Record
from gatewright.definitions.forms import Word
from gatewright.model.exits import StartRule

START = Record(
    "a start",
    {"applies": EXPRESSION, "otherwise": Word("a workflow")},
    required=("applies",),
    later={
        "declare": "make it an input that is asked for: inputs: {NAME: {missing: {ask: ROLE}}}",
        "watch": "a rule on branches in the hosting service sees work without a run",
    },
)


def start_of(values: Mapping[str, Any]) -> StartRule | None:
    """Return what a run of a workflow begins with; None where nothing is said."""
    start = values.get("start")
    return StartRule(start["applies"], start.get("otherwise", "")) if start else None
