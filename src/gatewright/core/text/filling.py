"""Names in braces that stand for something said elsewhere: "{feature.slug}", "{task.key}".

In a condition the same things are named without braces: params.layer, task.kind.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from gatewright.core.text.expressions import without_literals

FEATURE_NAMES = ("feature.number", "feature.slug")
ITEM_FIELDS = ("key", "id", "kind")
PARAMS = "params."
_HOLE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")
_NAMED = re.compile(r"(?<![\w.])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*\b(?!\())+")  # no method


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with every known name filled in; what is filled in is not looked at again.

    Shape: `values` by name, without "params.": it may stand before any of them.
    """

    def value_of(match: re.Match[str]) -> str:
        return values.get(match[1].removeprefix(PARAMS), match[0])

    return _HOLE.sub(value_of, text) if "{" in text else text


def fill_condition(text: str, literals: Mapping[str, str]) -> str:
    """Return a condition with every known name replaced, but where it stands in quotes.

    Shape: `literals` by the whole name: "params.layer" -> "'backend'".
    """
    return _replaced(text, lambda name: literals.get(name, name)) if literals else text


def holes(text: str) -> Iterator[str]:
    """Yield the names in braces that mean nothing but a name: those with a dot."""
    if "{" in text:
        yield from (name for name in _HOLE.findall(text) if "." in name)


def names_of_condition(text: str) -> Iterator[str]:
    """Yield the names with a dot that a condition speaks of."""
    yield from _NAMED.findall(without_literals(text))


def names_of_item(name: str) -> tuple[str, ...]:
    """Return the names in braces that stand for an item, or for a part of it."""
    return (name, *(f"{name}.{field}" for field in ITEM_FIELDS))


def literal(value: str) -> str:
    """Return text as a condition writes it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r") + "'"


def _replaced(text: str, value_of: Callable[[str], str]) -> str:
    """Return `text` with each name outside of quotes replaced."""
    parts, end = [], 0
    for match in _NAMED.finditer(without_literals(text)):
        parts += [text[end : match.start()], value_of(match[0])]
        end = match.end()
    return "".join((*parts, text[end:]))
