"""Read an OpenAPI document (3.0, 3.1) as the operations that it publishes.

Paths are compared without the names of their parameters: `/users/{id}` is `/users/{name}`. What
stands at a path holds for its operations, and `security` of the document for those without.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gatewright.core.contracts.schema_parts import Located, Side, reference_of
from gatewright.core.text.json_pointer import ABSENT, escape, follow, pointer_of_reference
from gatewright.core.text.plain_data import DataDocument
from gatewright.model.records import dataclass, field

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
HOPS_MAX = 20
_TEMPLATE = re.compile(r"\{([^{}/]{0,200})\}")
_VERSION = re.compile(r"3\.[0-9]+\.[0-9]+(?:-.*)?")
_UNJUDGED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_VALUES = frozenset({"example", "default", "enum", "const", "value"})
_NAMES = frozenset({"properties", "patternProperties", "schemas", "$defs", "definitions"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; its parts are found at their pointers, references followed."""

    name: str  # "GET /users/{}"
    pointer: str
    parameters: Mapping[tuple[str, str], Located] = field(default_factory=dict)  # by place and name
    body: Located | None = None
    responses: Mapping[str, Located] = field(default_factory=dict)
    security: object = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Api:
    """A document and what it publishes."""

    side: Side
    operations: Mapping[str, Operation]
    twice: tuple[str, ...]  # operations that two paths claim


def version_problem(document: DataDocument) -> str | None:
    """Return why `document` is no OpenAPI of a version that is read here, or None."""
    value = document.value
    version = value.get("openapi") if isinstance(value, dict) else None
    if not isinstance(version, str):
        return 'it has no "openapi" with a version as text'
    return None if _VERSION.fullmatch(version) else f"its version is {version[:20]}, not 3.x.y"


def read_api(document: DataDocument) -> Api:
    """Return what `document` publishes; parts that are malformed are left out."""
    root = document.value if isinstance(document.value, dict) else {}
    side = Side(root, is_3_0=str(root.get("openapi")).startswith("3.0"))
    found: dict[str, Operation] = {}
    twice: list[str] = []
    for template, item in _path_items(side):
        for method in METHODS:
            raw = item.schema.get(method)
            if isinstance(raw, dict):
                operation = _operation(side, template, item, method)
                twice += [operation.name] if operation.name in found else []
                found[operation.name] = operation
    return Api(side, found, tuple(twice))


def bad_references(document: DataDocument) -> Iterator[tuple[str, str, bool]]:
    """Yield each reference that leads nowhere: where it stands, what it says, whether it leads out.

    Shape: what stands in an example or a value is no reference.
    """
    for pointer, reference in _references(document.value, "", is_names=False):
        target = pointer_of_reference(reference)
        if target is None or follow(document.value, target) is ABSENT:
            yield pointer, reference, not reference.startswith("#")


def _references(value: object, pointer: str, *, is_names: bool) -> Iterator[tuple[str, str]]:
    """Yield every `$ref` below `value`. Shape: `is_names` where the keys are of the writer's."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _references(one, f"{pointer}/{index}", is_names=False)
    if not isinstance(value, dict):
        return
    for key, one in value.items():
        below = f"{pointer}/{escape(key)}"
        if key == "$ref" and isinstance(one, str) and not is_names:
            yield below, one
        elif is_names or key not in _VALUES:
            yield from _references(one, below, is_names=not is_names and key in _NAMES)


def _path_items(side: Side) -> Iterator[tuple[str, Located]]:
    """Yield each path and what stands there."""
    paths = side.root.get("paths") if isinstance(side.root, dict) else None
    for template, item in (paths if isinstance(paths, dict) else {}).items():
        located = part_of(side, Located(item, f"/paths/{escape(template)}"))
        if template.startswith("/") and located is not None:
            yield template, located


def part_of(side: Side, located: Located) -> Located | None:
    """Return a part of a document, its reference followed; None where it is no mapping."""
    for _ in range(HOPS_MAX):
        reference = reference_of(located.schema)
        if reference is None:
            return located if isinstance(located.schema, dict) else None
        pointer = pointer_of_reference(reference)
        found = ABSENT if pointer is None else follow(side.root, pointer)
        if found is ABSENT or pointer is None:
            return None
        located = Located(found, pointer)
    return None


def _operation(side: Side, template: str, item: Located, method: str) -> Operation:
    """Return one operation of a path."""
    here = item.below(method)
    bare = _TEMPLATE.sub("{}", template)
    parameters = _parameters(side, template, item) | _parameters(side, template, here)
    body = here.below("requestBody", default=None)
    root = side.root if isinstance(side.root, dict) else {}
    return Operation(
        name=f"{method.upper()} {bare}",
        pointer=here.pointer,
        parameters=parameters,
        body=part_of(side, body),
        responses=dict(parts_of(side, here.below("responses", default=None), str.upper)),
        security=here.schema.get("security", root.get("security", [])),
        raw=here.schema,
    )


def parts_of(side: Side, located: Located, key_of: Any = str) -> Iterator[tuple[str, Located]]:
    """Yield the parts of a mapping by `key_of` their names."""
    if isinstance(located.schema, dict):
        for name in located.schema:
            part = part_of(side, located.below(name))
            if part is not None:
                yield key_of(name), part


def _parameters(side: Side, template: str, holder: Located) -> dict[tuple[str, str], Located]:
    """Return the parameters that a path or an operation names, by place and name.

    Shape: one in the path goes by its position, for its name is nobody's business.
    """
    positions = {name: str(n) for n, name in enumerate(_TEMPLATE.findall(template))}
    listed = holder.schema.get("parameters")
    found: dict[tuple[str, str], Located] = {}
    for index, raw in enumerate(listed if isinstance(listed, list) else []):
        part = part_of(side, Located(raw, f"{holder.pointer}/parameters/{index}"))
        if part is None:
            continue
        place, name = str(part.schema.get("in")), str(part.schema.get("name"))
        if place == "header":
            name = name.lower()
        if place == "path":
            name = positions.get(name, name)
        if not (place == "header" and name in _UNJUDGED_HEADERS):
            found[place, name] = part
    return found
