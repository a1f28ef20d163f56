"""Laws of comparing contracts: against values that are tried, and against each other."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.core.contracts.contract_difference import UNDECIDABLE, Counter, Way
from gatewright.core.contracts.schema_compare import SchemaComparison
from gatewright.core.contracts.schema_parts import Located, Side
from tests.contracts import api_of, gives, rules, takes

TYPES = ["string", "integer", "number", "boolean", "null", "array", "object"]
NAMES = ["a", "b", "c"]
VALUES: list[Any] = ["", "xy", "xyzw", True, None, Decimal(0), Decimal(3), Decimal("2.5")]
VALUES += [[], [Decimal(3)], ["xy", "xy"], {}, {"a": "xy"}, {"a": Decimal(3), "b": None}]


def small(number: int) -> Decimal:
    return Decimal(number)


LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1)),
        "enum": st.lists(st.sampled_from(VALUES[:8]), min_size=1, max_size=4),
        "minimum": st.integers(0, 4).map(small),
        "exclusiveMaximum": st.integers(0, 4).map(small),
        "maxLength": st.integers(0, 4).map(small),
        "minItems": st.integers(0, 2).map(small),
        "uniqueItems": st.booleans(),
    },
)
SCHEMAS = st.recursive(
    st.one_of(st.booleans(), LEAVES),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(TYPES),
            "items": inner,
            "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
            "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
            "additionalProperties": inner,
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
        },
    ),
    max_leaves=6,
)


def lets_through(schema: Any, value: Any) -> bool:
    """Return whether `schema` accepts `value`: slow, plain, apart from the code under test."""
    if isinstance(schema, bool):
        return schema
    checks = [
        "type" not in schema or _is_of(schema["type"], value),
        "enum" not in schema or any(_is_equal(value, one) for one in schema["enum"]),
        all(lets_through(one, value) for one in schema.get("allOf", [])),
        "oneOf" not in schema or sum(lets_through(one, value) for one in schema["oneOf"]) == 1,
        "not" not in schema or not lets_through(schema["not"], value),
    ]
    if isinstance(value, Decimal):
        checks += [
            value >= schema.get("minimum", value),
            value < schema.get("exclusiveMaximum", value + 1),
        ]
    if isinstance(value, str):
        checks.append(len(value) <= schema.get("maxLength", 99))
    if isinstance(value, list):
        alike = any(_is_equal(a, b) for n, a in enumerate(value) for b in value[:n])
        checks += [
            len(value) >= schema.get("minItems", 0),
            not (schema.get("uniqueItems") and alike),
            all(lets_through(schema.get("items", True), one) for one in value),
        ]
    if isinstance(value, dict):
        named = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        checks += [
            set(schema.get("required", [])) <= set(value),
            all(lets_through(named.get(key, rest), one) for key, one in value.items()),
        ]
    return all(checks)


def _is_of(types: Any, value: Any) -> bool:
    names = types if isinstance(types, list) else [types]
    return any(_is_one(name, value) for name in names)


def _is_one(name: str, value: Any) -> bool:
    kinds = {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}
    if name in kinds:
        return isinstance(value, kinds[name])
    is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return is_whole if name == "integer" else isinstance(value, Decimal)


def _is_equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def breaks(old: Any, new: Any, way: Way) -> set[str]:
    comparison = SchemaComparison(Side(old), Side(new), way, Counter())
    return {one.rule for one in comparison.compare(Located(old, ""), Located(new, ""))}


@given(SCHEMAS)
def test_schema_does_not_differ_from_itself(schema: Any) -> None:
    assert breaks(schema, schema, Way.REQUEST) == set()
    assert breaks(schema, schema, Way.RESPONSE) == set()


@settings(max_examples=120)
@given(SCHEMAS, SCHEMAS)
def test_value_that_was_let_through_and_is_refused_now_is_never_missed(old: Any, new: Any) -> None:
    """Shape: but a new optional property, which is agreed to break nobody."""
    if breaks(old, new, Way.REQUEST):
        return
    for value in VALUES:
        if not isinstance(value, dict):
            assert lets_through(new, value) or not lets_through(old, value)


@settings(max_examples=120)
@given(SCHEMAS, SCHEMAS)
def test_what_widens_what_is_sent_narrows_what_is_taken(old: Any, new: Any) -> None:
    """A response that lets no more through than before: the mirrored request is no narrower."""
    if not breaks(old, new, Way.RESPONSE):
        for value in VALUES:
            if not isinstance(value, dict):
                assert lets_through(old, value) or not lets_through(new, value)
    if not _has_objects(old) and not _has_objects(new):
        assert bool(breaks(old, new, Way.RESPONSE)) == bool(breaks(new, old, Way.REQUEST))


def _has_objects(schema: Any) -> bool:
    """Return whether properties are spoken of: for them the two ways have rules of their own."""
    text = repr(schema)
    return any(word in text for word in ("properties", "additionalProperties", "required"))


@given(LEAVES, LEAVES)
def test_what_is_compared_alone_is_compared_in_a_document(old: Any, new: Any) -> None:
    plain = [_floats(each) for each in (old, new)]
    sent = rules(api_of(takes(plain[0])), api_of(takes(plain[1])))
    answered = rules(api_of(gives(plain[0])), api_of(gives(plain[1])))

    assert sent == breaks(old, new, Way.REQUEST)
    assert answered == breaks(old, new, Way.RESPONSE)
    assert UNDECIDABLE not in sent | answered


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _floats(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_floats(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
