"""The table of what conditions speak of."""

import re
from typing import Any

from gatewright.definitions.fields import EXPRESSION, WORDS, Choice, ListOf, NamedMap, Record, Text
from gatewright.definitions.forms import ByForm, Word
from gatewright.definitions.problems import shown
from gatewright.model.facts import FactType


def _fact_problem(text: str) -> str | None:
    """Return why `text` cannot be a fact, or None."""
    is_fact = re.fullmatch(FACT_PATTERN, text)
    return None if is_fact else f'"{shown(text)}" cannot be a fact: small letters, digits and _'


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a fact, or None."""
    if "ask" not in values and "from" not in values:
        return 'a fact says "from" what it follows, or what to "ask"'
    if "by" in values and "ask" not in values:
        return '"by" says who is asked: "ask" says what'
    if (values.get("type") == FactType.ENUM) != ("values" in values):
        return '"values" and "type: enum" go together'
    return None


FACT_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
FACT = Record(
    "a fact",
    {
        "type": Choice(tuple(FactType)),
        "values": ListOf(WORDS, 1),
        "from": EXPRESSION,
        "ask": WORDS,
        "by": Word("a role"),
    },
    problem=_problem,
)
FACTS = ByForm(
    "facts by their names, or a list of names",
    items=ListOf(Text("a fact", _fact_problem)),
    entries=NamedMap(FACT, "a fact", FACT_PATTERN),
)
