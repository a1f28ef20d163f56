"""Say whether two schemas mean the same, word by word, references followed.

Never says "the same" of two that differ; may say "not the same" of two that are.
"""

from typing import Any

from gatewright.core.contracts.contract_difference import Counter
from gatewright.core.contracts.schema_parts import NAMED, Located, Side, meaning_of
from gatewright.core.text.plain_data import canonical

DEPTH_MAX = 100
_UNORDERED = frozenset({"required", "enum", "type"})


class Sameness:
    """Compares parts of one document with parts of another."""

    def __init__(
        self, one: Side, other: Side, counter: Counter, known: set[tuple[str, str]]
    ) -> None:
        """Compare `one` with `other`; pairs that turn out the same go to `known`."""
        self._sides = (one, other)
        self._counter = counter
        self._known = known
        self._assumed: set[tuple[str, str]] = set()
        self._later: list[tuple[Located, Located]] = []

    def are_same(self, one: Located, other: Located) -> bool:
        """Return whether both let the same values through, and say so in the same words.

        Shape: to be asked once: what was assumed for one question holds for that one only.
        """
        self._later.append((one, other))
        while self._later:
            if not self._are_same(*self._later.pop(), 0):
                return False
        self._known |= self._assumed
        return True

    def _are_same(self, one: Located, other: Located, depth: int) -> bool:
        """Return whether two parts are the same; what is far down is put off, and assumed."""
        if depth > DEPTH_MAX:
            self._later.append((one, other))
            return True
        self._counter.count()
        left, right = self._sides[0].resolve(one), self._sides[1].resolve(other)
        if left is None or right is None:
            return False
        pair = (left.pointer, right.pointer)
        if pair in self._assumed or pair in self._known:
            return True
        if isinstance(left.schema, dict) and isinstance(right.schema, dict):
            self._assumed.add(pair)
        return self._match(left, right, depth)

    def _match(self, left: Located, right: Located, depth: int) -> bool:
        """Return whether two parts are the same."""
        mine, yours = left.schema, right.schema
        if isinstance(mine, dict) and isinstance(yours, dict):
            known, others = dict(meaning_of(mine)), dict(meaning_of(yours))
            return known.keys() == others.keys() and all(
                self._entries_match(key, left.below(key), right.below(key), depth) for key in known
            )
        if isinstance(mine, list) and isinstance(yours, list):
            return self._lists_match(left, right, depth)
        return canonical(mine) == canonical(yours)

    def _entries_match(self, key: str, left: Located, right: Located, depth: int) -> bool:
        """Return whether what two schemas say under one key is the same."""
        mine, yours = left.schema, right.schema
        if key in NAMED and isinstance(mine, dict) and isinstance(yours, dict):
            return mine.keys() == yours.keys() and all(
                self._are_same(left.below(name), right.below(name), depth + 1) for name in mine
            )
        if key in _UNORDERED and isinstance(mine, list) and isinstance(yours, list):
            return _as_set(mine) == _as_set(yours)
        if key == "const":
            return canonical(mine) == canonical(yours)
        return self._are_same(left, right, depth + 1)

    def _lists_match(self, left: Located, right: Located, depth: int) -> bool:
        """Return whether two lists are the same, in order."""
        return len(left.schema) == len(right.schema) and all(
            self._are_same(item_of(left, index), item_of(right, index), depth + 1)
            for index in range(len(left.schema))
        )


def item_of(located: Located, index: int) -> Located:
    """Return one item of a list of schemas."""
    return Located(located.schema[index], f"{located.pointer}/{index}")


def _as_set(values: list[Any]) -> set[object]:
    """Return values whose order does not count."""
    return {canonical(one) for one in values}
