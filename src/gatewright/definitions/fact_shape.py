"""The table of what conditions speak of."""

import re

from gatewright.definitions.fields import WORDS, ListOf, NamedMap, Record, Text
from gatewright.definitions.forms import ByForm, Word
from gatewright.definitions.problems import shown


def _fact_problem(text: str) -> str | None:
    """Return why `text` cannot be a fact, or None."""
    is_fact = re.fullmatch(FACT_PATTERN, text)
    return None if is_fact else f'"{shown(text)}" cannot be a fact: small letters, digits and _'


FACT_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
FACT = Record(
    "a fact",
    {"ask": WORDS, "by": Word("a role")},
    required=("ask",),
    later={"type": "a fact is true or false", "from": "it is said by --fact, or asked for"},
)
FACTS = ByForm(
    "facts by their names, or a list of names",
    items=ListOf(Text("a fact", _fact_problem)),
    entries=NamedMap(FACT, "a fact", FACT_PATTERN),
)
