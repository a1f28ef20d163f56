"""Compare two versions of a schema by what they let through, in the direction that data goes.

A request breaks where the new schema refuses what the old one let through; a response where it lets
through what the old one refused. Both are one question: does `outer` let through all that `inner`
does? A part that cannot be compared is a difference too, called undecidable; never silence.

Two conventions, as people publish contracts: a new optional property breaks nobody, although an
open schema let anything through under its name; a property that a reader counts on may not vanish.
"""

from collections.abc import Iterator

from gatewright.core.contracts.contract_difference import UNDECIDABLE, Counter, Difference, Way
from gatewright.core.contracts.schema_limits import limit_problems
from gatewright.core.contracts.schema_parts import (
    COMPOSED,
    Located,
    Side,
    names_in,
    types_of,
    values_of,
)
from gatewright.core.contracts.schema_same import Sameness, item_of
from gatewright.core.text.json_pointer import escape
from gatewright.core.text.plain_data import canonical
from gatewright.model.records import dataclass, field, replace

DEPTH_MAX = 60
_RULES = {
    "type": ("request-type-narrowed", "response-type-widened"),
    "enum": ("request-enum-narrowed", "response-enum-widened"),
    "bound": ("request-bound-tightened", "response-bound-loosened"),
    "required": ("request-property-became-required", "response-property-became-optional"),
    "extras": ("request-extras-refused", "response-extras-allowed"),
    "closed": ("request-property-removed", "response-property-added"),
}
_PAIRWISE = ("allOf", "anyOf")


@dataclass(slots=True)
class SchemaComparison:
    """Compares schemas of one document with those of another; each pair once."""

    old: Side
    new: Side
    way: Way
    counter: Counter
    seen: set[tuple[str, str]] = field(default_factory=set)
    later: list[tuple[Located, Located]] = field(default_factory=list)
    known_same: set[tuple[str, str]] = field(default_factory=set)

    def compare(self, old: Located, new: Located) -> Iterator[Difference]:
        """Yield what breaks between two versions of one schema. Raises: TooMuch."""
        inner, outer = (old, new) if self.way is Way.REQUEST else (new, old)
        yield from self._all(inner, outer, 0)

    def _all(self, inner: Located, outer: Located, depth: int) -> Iterator[Difference]:
        """Yield what differs in two schemas and in all that they lead to, however far."""
        self.later.append((inner, outer))
        while self.later:
            yield from self._include(*self.later.pop(), depth)

    @property
    def _sides(self) -> tuple[Side, Side]:
        """Return the sides of `inner` and of `outer`."""
        return (self.old, self.new) if self.way is Way.REQUEST else (self.new, self.old)

    def _include(self, inner: Located, outer: Located, depth: int) -> Iterator[Difference]:
        """Yield why `outer` does not let through all that `inner` does."""
        if depth > DEPTH_MAX:
            self.later.append((inner, outer))
            return
        self.counter.count()
        one, other = self._sides[0].resolve(inner), self._sides[1].resolve(outer)
        if one is None or other is None:
            yield self._undecided(inner, outer, "a reference leads nowhere")
            return
        pair = (one.pointer, other.pointer)
        if pair in self.seen or one.schema is False or other.schema is True:
            return
        self.seen.add(pair)
        if other.schema is False:
            yield self._said("type", one, other, "nothing is let through")
            return
        mine, yours = _as_dict(one), _as_dict(other)
        yield from self._parts(mine, yours, depth)

    def _parts(self, inner: Located, outer: Located, depth: int) -> Iterator[Difference]:
        """Yield what the keywords of two schemas come to."""
        if not self._are_composed_alike(inner, outer, depth):
            what = "parts that are put together (allOf, oneOf, not, ...) differ"
            yield self._undecided(inner, outer, what)
            return
        own = (*self._values(inner, outer), *self._shapes(inner, outer))
        is_composed = any(key in inner.schema for key in COMPOSED)
        for difference in own:
            yield replace(difference, rule=UNDECIDABLE) if is_composed else difference
        types = self._types(inner, outer)[0]
        if "object" in types:
            yield from self._properties(inner, outer, depth)
        if "array" in types:
            yield from self._include(inner.below("items"), outer.below("items"), depth + 1)

    def _types(self, inner: Located, outer: Located) -> tuple[frozenset[str], frozenset[str]]:
        """Return the types that both let through."""
        mine, yours = self._sides
        return (
            types_of(inner.schema, is_3_0=mine.is_3_0),
            types_of(outer.schema, is_3_0=yours.is_3_0),
        )

    def _values(self, inner: Located, outer: Located) -> Iterator[Difference]:
        """Yield differences of type and of listed values."""
        mine, yours = values_of(inner.schema), values_of(outer.schema)
        if yours is not None:
            known = {canonical(one) for one in yours}
            lost = [one for one in mine or () if canonical(one) not in known]
            if mine is None or lost:
                named = ", ".join(str(one)[:40] for one in lost[:5]) or "any value"
                yield self._said("enum", inner, outer, f"{named} is not among the values")
                return
        types, allowed = self._types(inner, outer)
        if not types <= allowed:
            names = " and ".join(sorted(types - allowed))
            yield self._said("type", inner, outer, f"{names} is not let through")

    def _shapes(self, inner: Located, outer: Located) -> Iterator[Difference]:
        """Yield differences of bounds, patterns and formats."""
        types = self._types(inner, outer)[0]
        for what in limit_problems(inner.schema, outer.schema, types):
            yield self._said("bound", inner, outer, what)
        for key in ("pattern", "format"):
            mine, yours = inner.schema.get(key), outer.schema.get(key)
            if yours is not None and mine != yours and not _is_wider_format(mine, yours):
                yield self._undecided(inner, outer, f"{key} differs: {str(yours)[:60]}")

    def _are_composed_alike(self, inner: Located, outer: Located, depth: int) -> bool:
        """Return whether what is put together is the same, or fits part by part."""
        keys = [key for key in COMPOSED if key in inner.schema or key in outer.schema]
        for key in keys:
            if not (key in inner.schema and key in outer.schema):
                return False
            mine, yours = inner.below(key), outer.below(key)
            same = Sameness(*self._sides, self.counter, self.known_same).are_same(mine, yours)
            if not same and not (key in _PAIRWISE and self._fit(mine, yours, depth)):
                return False
        return True

    def _fit(self, inner: Located, outer: Located, depth: int) -> bool:
        """Return whether each part of a list lets through what its counterpart does."""
        mine, yours = inner.schema, outer.schema
        if not (isinstance(mine, list) and isinstance(yours, list) and len(mine) == len(yours)):
            return False
        if depth >= DEPTH_MAX:
            return False
        # What is being compared above is assumed to hold; what is found here is not reported.
        apart = replace(self, seen=set(self.seen), later=[])
        return not any(
            True
            for index in range(len(mine))
            for _ in apart._all(item_of(inner, index), item_of(outer, index), depth + 1)
        )

    def _properties(self, inner: Located, outer: Located, depth: int) -> Iterator[Difference]:
        """Yield differences of the properties of objects."""
        gone: set[str] = set()
        for name in dict.fromkeys(
            (*names_in(inner.schema, "properties"), *names_in(outer.schema, "properties"))
        ):
            for difference in self._property(name, inner, outer, depth):
                gone |= {name} if difference.rule == "response-property-removed" else set()
                yield difference
        needed = set(names_in(outer.schema, "required")) - set(names_in(inner.schema, "required"))
        for name in sorted(needed - gone):
            if not self._is_other_way(outer, name):
                yield self._said("required", inner, outer, f'"{name[:60]}"', name)
        yield from self._extras(inner, outer, depth)

    def _property(
        self, name: str, inner: Located, outer: Located, depth: int
    ) -> Iterator[Difference]:
        """Yield what breaks in one property."""
        mine, yours = _has(inner, name), _has(outer, name)
        here, there = inner.below("properties", name), outer.below("properties", name)
        if mine and yours:
            if self._is_other_way(inner, name) and self._is_other_way(outer, name):
                return
            if self._is_other_way(inner, name) != self._is_other_way(outer, name):
                yield self._undecided(here, there, f'who may set "{name[:60]}" differs')
            yield from self._include(here, there, depth + 1)
        elif mine:
            yield from self._only_inner(name, inner, outer, depth)
        elif self.way is Way.RESPONSE and not self._is_other_way(outer, name):
            rule = "response-property-removed"
            yield Difference(rule, there.pointer, f'"{name[:60]}" is gone', is_on_base=True)
        elif isinstance(inner.schema.get("additionalProperties"), dict):
            yield from self._include(inner.below("additionalProperties"), there, depth + 1)

    def _only_inner(
        self, name: str, inner: Located, outer: Located, depth: int
    ) -> Iterator[Difference]:
        """Yield what breaks where `outer` does not name a property that `inner` has."""
        if self._is_other_way(inner, name):
            return
        extras = outer.schema.get("additionalProperties", True)
        here = inner.below("properties", name)
        if extras is False:
            what = f'"{name[:60]}" is not let through'
            yield self._said("closed", inner, outer, what, name)
        elif isinstance(extras, dict):
            yield from self._include(here, outer.below("additionalProperties"), depth + 1)
        elif self.way is Way.REQUEST:
            yield self._undecided(here, outer, f'"{name[:60]}" is gone, and still let through')

    def _extras(self, inner: Located, outer: Located, depth: int) -> Iterator[Difference]:
        """Yield what breaks in properties without a name."""
        mine = inner.schema.get("additionalProperties", True)
        yours = outer.schema.get("additionalProperties", True)
        if yours is False and mine is not False:
            yield self._said("extras", inner, outer, "properties that are not named")
        elif isinstance(yours, dict):
            key = "additionalProperties"
            yield from self._include(inner.below(key), outer.below(key), depth + 1)

    def _is_other_way(self, located: Located, name: str) -> bool:
        """Return whether a property is only for data that goes the other way."""
        schema = located.below("properties", name).schema
        mark = "readOnly" if self.way is Way.REQUEST else "writeOnly"
        return isinstance(schema, dict) and schema.get(mark) is True

    def _said(
        self, kind: str, inner: Located, outer: Located, what: str, name: str = ""
    ) -> Difference:
        """Return a difference by its kind."""
        rule = _RULES[kind][self.way is Way.RESPONSE]
        pointer = self._shown(inner, outer)
        if name:
            pointer += f"/properties/{escape(name)}"
        return Difference(rule, pointer, what)

    def _undecided(self, inner: Located, outer: Located, what: str) -> Difference:
        """Return that something cannot be compared."""
        return Difference(UNDECIDABLE, self._shown(inner, outer), what)

    def _shown(self, inner: Located, outer: Located) -> str:
        """Return where to look: in the new document."""
        return (outer if self.way is Way.REQUEST else inner).pointer


def _as_dict(located: Located) -> Located:
    """Return a schema that is `true`, or none at all, as one without keywords."""
    return located if isinstance(located.schema, dict) else replace(located, schema={})


def _has(located: Located, name: str) -> bool:
    """Return whether a schema names a property."""
    properties = located.schema.get("properties")
    return isinstance(properties, dict) and name in properties


def _is_wider_format(narrow: object, wide: object) -> bool:
    """Return whether every value of format `narrow` is one of `wide`."""
    return (narrow, wide) in (("int32", "int64"), ("float", "double"))
