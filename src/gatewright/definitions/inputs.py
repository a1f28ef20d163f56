"""What a workflow is given by name: files that are there, or results of earlier runs."""

from typing import Any

from gatewright.definitions.fields import Choice, Flag, NamedMap, Record
from gatewright.definitions.forms import WORD_PATTERN

SCHEMAS = ("plan",)
TYPES = ("markdown", "json", "yaml", "openapi")


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in an input, or None."""
    return None


INPUT = Record(
    "an input",
    {"schema": Choice(SCHEMAS), "type": Choice(TYPES), "optional": Flag()},
    problem=_problem,
)
INPUTS = NamedMap(INPUT, "an input", WORD_PATTERN)
