"""Equal data has one name; what has no canonical text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.digest import digest_of

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), PLAIN))
def test_order_of_keys_does_not_count(document: dict[str, object]) -> None:
    """Law: a mapping has one digest, in whatever order its keys were put in."""
    assert digest_of(document) == digest_of(dict(reversed(document.items())))


@pytest.mark.parametrize("value", [0.5, [1, 2.0], {"a": {"b": 0.1}}], ids=["bare", "list", "deep"])
def test_float_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="canonical"):
        digest_of(value)


def test_half_a_character_has_a_digest() -> None:
    assert digest_of(["caf\udce9"]) != digest_of(["cafe"])
