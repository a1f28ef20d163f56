"""Compare the bounds of two schemas: sizes, numbers, multiples."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from gatewright.core.contracts.schema_parts import LOWER, UPPER, Limit, limit_of

_OF_TYPE = {"Length": "string", "Items": "array", "Properties": "object"}


def limit_problems(
    inner: Mapping[str, Any], outer: Mapping[str, Any], types: frozenset[str]
) -> Iterator[str]:
    """Yield which bounds of `outer` keep out what `inner` lets through. Shape: of those `types`."""
    yield from _size_problems(inner, outer, types)
    if types & {"number", "integer"}:
        yield from _number_problems(inner, outer)
    if "array" in types and outer.get("uniqueItems") is True is not inner.get("uniqueItems"):
        yield "items must differ"


def _size_problems(
    inner: Mapping[str, Any], outer: Mapping[str, Any], types: frozenset[str]
) -> Iterator[str]:
    """Yield the bounds of lengths and counts that do not fit."""
    for key in (*LOWER, *UPPER):
        wanted, given = outer.get(key), inner.get(key)
        if not isinstance(wanted, Decimal) or _OF_TYPE[key[3:]] not in types:
            continue
        if key in LOWER:
            fits = wanted <= (given if isinstance(given, Decimal) else 0)
        else:
            fits = isinstance(given, Decimal) and given <= wanted
        if not fits:
            yield f"{key} {wanted:f}, and {_said(given)} on the other side"


def _number_problems(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the bounds of numbers that do not fit."""
    for plain, strict, sign in (
        ("minimum", "exclusiveMinimum", 1),
        ("maximum", "exclusiveMaximum", -1),
    ):
        wanted, given = limit_of(outer, plain, strict), limit_of(inner, plain, strict)
        if wanted is not None and not _is_within(given, wanted, sign):
            value = None if given is None else given.value
            yield f"{plain} {wanted.value:f}, and {_said(value)} on the other side"
    wanted, given = outer.get("multipleOf"), inner.get("multipleOf")
    if isinstance(wanted, Decimal) and not _is_multiple(given, wanted):
        yield f"multipleOf {wanted:f}, and {_said(given)} on the other side"


def _is_within(given: Limit | None, wanted: Limit, sign: int) -> bool:
    """Return whether `given` is as tight as `wanted`. Shape: `sign` 1 for the lower bound."""
    if given is None:
        return False
    if given.value == wanted.value:
        return given.is_exclusive or not wanted.is_exclusive
    return sign * given.value > sign * wanted.value


def _is_multiple(given: object, wanted: Decimal) -> bool:
    """Return whether all multiples of `given` are multiples of `wanted`."""
    if not isinstance(given, Decimal):
        return False
    if given == wanted:
        return True
    try:
        return wanted > 0 and given % wanted == 0
    except InvalidOperation:  # more digits between them than are computed with
        return False


def _said(value: object) -> str:
    """Return a bound in words."""
    return f"{value:f}" if isinstance(value, Decimal) else "none"
