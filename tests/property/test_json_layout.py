"""Laws of `--json`: what is laid out by hand is what the standard library lays out."""

import json
import sys
from dataclasses import dataclass

import msgspec.json  # noqa: F401 -- what is there already makes it fast
from hypothesis import given
from hypothesis import strategies as st

from gatewright.cli.json_document import laid_out, laid_out_fast

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


@given(VALUES)
def test_document_is_laid_out_fast_in_the_same_way_or_not_at_all(value: object) -> None:
    assert "msgspec.json" in sys.modules
    assert laid_out_fast({"a": value}) in ("", laid_out({"a": value}))


def test_plain_document_is_laid_out_fast() -> None:
    assert laid_out_fast({"a": [1, "b"], "c": Shown("d")}) == laid_out(
        {"a": [1, "b"], "c": Shown("d")}
    )


def test_dataclass_stands_as_its_fields() -> None:
    plain = {"name": "a", "rows": [{"name": "b", "rows": []}]}

    assert laid_out(Shown("a", (Shown("b"),))) == json.dumps(plain, indent=2)
