"""Read the parts of one JSON Schema that say which values it lets through.

Dialects: OpenAPI 3.0 (`nullable`, boolean exclusive bounds, nothing beside a `$ref`), and JSON
Schema 2020-12, which is that of OpenAPI 3.1 too.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gatewright.core.text.json_pointer import ABSENT, escape, follow, pointer_of_reference
from gatewright.core.text.plain_data import Plain
from gatewright.model.records import dataclass

TYPES = frozenset({"null", "boolean", "object", "array", "number", "integer", "string"})
HOPS_MAX = 50
ANNOTATIONS = frozenset({
    "title", "description", "summary", "example", "examples", "default", "deprecated", "xml",
    "externalDocs", "$comment", "$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary",
    "$defs", "definitions",
})  # fmt: skip
"""What may stand in a schema and lets no value through or keeps it out."""
COMPOSED = (
    "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependentRequired",
    "dependencies", "patternProperties", "propertyNames", "contains", "minContains", "maxContains",
    "unevaluatedProperties", "unevaluatedItems", "prefixItems", "additionalItems", "discriminator",
    "contentEncoding", "contentMediaType", "contentSchema", "$dynamicRef", "$recursiveRef",
)  # fmt: skip
"""What can be compared only when it says the same on both sides, or part by part."""
UPPER = ("maxLength", "maxItems", "maxProperties")
LOWER = ("minLength", "minItems", "minProperties")
NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on numbers."""

    value: Decimal
    is_exclusive: bool


@dataclass(frozen=True, slots=True)
class Located:
    """A schema and where it stands."""

    schema: Any
    pointer: str

    def below(self, *steps: str, default: object = True) -> "Located":
        """Return the schema at `steps` below this one."""
        here = self.schema
        for step in steps:
            here = here.get(step, default) if isinstance(here, dict) else default
        return Located(here, self.pointer + "".join(f"/{escape(step)}" for step in steps))


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a document."""

    root: Plain
    is_3_0: bool = False

    def resolve(self, located: Located) -> Located | None:
        """Return what `located` stands for, references followed; None where they lead nowhere."""
        for _ in range(HOPS_MAX):
            reference = reference_of(located.schema)
            if reference is None:
                return located
            others = self._beside(located.schema)
            if others:
                parts = [{"$ref": reference}, others]
                return Located({"allOf": parts}, located.pointer)
            pointer = pointer_of_reference(reference)
            found = ABSENT if pointer is None else follow(self.root, pointer)
            if found is ABSENT or pointer is None:
                return None
            located = Located(found, pointer)
        return None

    def _beside(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands beside a reference and holds as well."""
        if self.is_3_0:
            return {}
        known = ANNOTATIONS | {"$ref"}
        return {key: one for key, one in schema.items() if key not in known and key[:2] != "x-"}


def reference_of(schema: object) -> str | None:
    """Return the `$ref` of a schema."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference if isinstance(reference, str) else None


def types_of(schema: Mapping[str, Any], *, is_3_0: bool) -> frozenset[str]:
    """Return the types of the values that `schema` may let through; "number" has "integer" in it.

    Shape: a list of values that are let through has their types only.
    """
    declared = schema.get("type")
    named = declared if isinstance(declared, list) else [declared]
    types = frozenset(one for one in named if isinstance(one, str)) or TYPES
    if is_3_0 and schema.get("nullable") is True:
        types |= {"null"}
    if "number" in types:
        types |= {"integer"}
    values = values_of(schema)
    return types if values is None else types & {_type_of(one) for one in values}


def values_of(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the only values that `schema` lets through; None where it lists none."""
    if "const" in schema:
        return [schema["const"]]
    listed = schema.get("enum")
    return listed if isinstance(listed, list) else None


def _type_of(value: object) -> str:
    """Return the narrowest type of a value."""
    if isinstance(value, Decimal):
        return "integer" if value == value.to_integral_value() else "number"
    names = {bool: "boolean", type(None): "null", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "object")


def limit_of(schema: Mapping[str, Any], plain: str, exclusive: str) -> Limit | None:
    """Return the bound that `plain` and `exclusive` say together; the tighter of two."""
    bound, strict = schema.get(plain), schema.get(exclusive)
    found = []
    if isinstance(bound, Decimal):
        found.append(Limit(bound, strict is True))
    if isinstance(strict, Decimal):
        found.append(Limit(strict, True))
    sign = 1 if plain == "minimum" else -1
    return max(found, key=lambda one: (sign * one.value, one.is_exclusive), default=None)


def names_in(schema: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the names that `required` or `properties` has."""
    found = schema.get(key)
    if isinstance(found, dict):
        return tuple(found)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def meaning_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a schema that are no annotations."""
    for key, value in schema.items():
        if key not in ANNOTATIONS and not key.startswith("x-"):
            yield key, value
