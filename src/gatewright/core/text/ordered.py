"""A mapping in a fixed order that is changed by making another, sharing all that stays the same.

A run of 5,000 steps changes one record at a time: a copy of them all each time would make every
step cost more, the longer the run is.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

import immutables

K = TypeVar("K")
V = TypeVar("V")


class Ordered(Mapping[K, V], Generic[K, V]):
    """Values by key. `places` says in which order; all that is made from it has the same."""

    __slots__ = ("_known", "_places")

    def __init__(self, places: Mapping[K, int], known: immutables.Map[K, V]) -> None:
        self._places = places
        self._known = known

    def __getitem__(self, key: K) -> V:
        return self._known[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return f"Ordered({dict(self)!r})"

    def put(self, key: K, value: V) -> "Ordered[K, V]":
        """Return the mapping with another value for `key`. Raises: KeyError -- a caller's bug."""
        if key not in self._places:
            raise KeyError(key)
        return Ordered(self._places, self._known.set(key, value))

    def sorted(self, keys: Iterable[K]) -> list[K]:
        """Return `keys` in the order of the mapping."""
        return sorted(keys, key=self._places.__getitem__)


def ordered(values: Mapping[K, V]) -> Ordered[K, V]:
    """Return `values` in the order in which they stand."""
    places = {key: place for place, key in enumerate(values)}
    return Ordered(places, immutables.Map(values))
