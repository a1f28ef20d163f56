"""Laws of a mapping that is changed by making another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.text.ordered import Ordered, ordered

MAPS = st.dictionaries(st.text(max_size=3), st.integers(), max_size=12)


@given(values=MAPS)
def test_it_reads_as_what_it_was_made_of_in_the_same_order(values: dict[str, int]) -> None:
    made = ordered(values)

    assert list(made.items()) == list(values.items())
    assert made == ordered(dict(values))


@given(values=MAPS.filter(bool), data=st.data())
def test_put_changes_one_value_and_nothing_else(
    values: dict[str, int], data: st.DataObject
) -> None:
    before = ordered(values)
    key = data.draw(st.sampled_from(sorted(values)))

    after = before.put(key, -1)

    assert dict(after) == {**values, key: -1}
    assert list(after) == list(values)
    assert dict(before) == values


@given(values=MAPS)
def test_keys_are_sorted_by_their_place(values: dict[str, int]) -> None:
    assert ordered(values).sorted(set(values)) == list(values)


def test_key_that_is_not_there_is_not_added() -> None:
    empty: Ordered[str, int] = ordered({})

    with pytest.raises(KeyError):
        empty.put("a", 1)


def test_mapping_is_shown_in_its_order() -> None:
    assert repr(ordered({"b": 1, "a": 2})) == "Ordered({'b': 1, 'a': 2})"
