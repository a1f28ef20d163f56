"""What a param comes to where nobody gives it, and which facts its value settles."""

from collections.abc import Mapping
from typing import Any

from gatewright.core.text.expressions import value_of
from gatewright.model.trouble import Trouble

ONE_VALUE = "one word, number or truth"


def settled_by(spec: Mapping[str, Any], value: str) -> Mapping[str, str]:
    """Return the facts that a value settles, in words."""
    values = spec.get("values", ())
    return values.get(value, {}) if isinstance(values, dict) else {}


def following(
    spec: Mapping[str, Any], before: Mapping[str, str], specs: Mapping[str, Mapping[str, Any]]
) -> str | Trouble:
    """Return what a param is by those above it, as text."""
    known = {name: typed(specs[name], value) for name, value in before.items()}
    answer = value_of(spec["from"], {"params": known})
    if isinstance(answer, Trouble):
        return answer
    if isinstance(answer, bool):
        return str(answer).lower()
    if isinstance(answer, int | str):
        return str(answer)
    return Trouble("assert.undecided", ONE_VALUE, f"it comes to {str(answer)[:80]}", "")


def typed(spec: Mapping[str, Any], value: str) -> str | int | bool:
    """Return a value as an expression knows it."""
    match spec["type"]:
        case "int":
            return int(value)
        case "bool":
            return value == "true"
        case _:
            return value
