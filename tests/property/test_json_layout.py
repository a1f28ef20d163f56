"""Laws of `--json`: what is laid out by hand is what the standard library lays out."""

import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from gatewright.cli.json_document import laid_out

TEXTS = st.text(st.characters(codec=None), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A view with others in it."""

    name: str
    rows: tuple["Shown", ...] = ()


@given(VALUES)
def test_document_is_laid_out_as_by_the_standard_library(value: object) -> None:
    assert laid_out(value) == json.dumps(value, indent=2)


def test_dataclass_stands_as_its_fields() -> None:
    plain = {"name": "a", "rows": [{"name": "b", "rows": []}]}

    assert laid_out(Shown("a", (Shown("b"),))) == json.dumps(plain, indent=2)
