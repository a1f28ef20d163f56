"""The JSON Schemas of what people write, for editors; made from the same tables as the loaders."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from gatewright.definitions.document_shape import DOCUMENT_SCHEMA
from gatewright.definitions.shape import CONFIGURATION, KINDS
from gatewright.definitions.workflow_shape import WORKFLOW

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NO_WORD = re.compile("[^a-z0-9]+")


def configuration_schema() -> dict[str, Any]:
    """Return the schema of `.gatewright/config.yaml`.

    Shape: what it accepts the loader reads; the loader looks closer, for conditions,
    patterns and names that belong together are beyond a schema.
    """
    schema = CONFIGURATION.schema()
    checks = schema["properties"]["checks"]["patternProperties"]
    for check in checks.values():
        check["oneOf"] = [{"required": [kind]} for kind in KINDS]
    return _published("Gatewright: how a project is judged", schema)


def workflow_schema() -> dict[str, Any]:
    """Return the schema of a workflow's file.

    Shape: what it accepts the loader reads; that names mean something and steps have an order is
    beyond a schema.
    """
    schema = WORKFLOW.schema()
    schema["oneOf"] = [{"required": ["phases"]}, {"required": ["steps"]}]
    return _published("Gatewright: a workflow", schema)


def document_schema() -> dict[str, Any]:
    """Return the schema of a file under `.gatewright/documents`.

    Shape: that named lists and sections lead somewhere is beyond a schema.
    """
    schema = DOCUMENT_SCHEMA.schema()
    schema["oneOf"] = [{"required": [key]} for key in ("sections", "fields", "items")]
    return _published("Gatewright: what a document must hold", schema)


def _published(title: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema under its title, in which each record that stands twice is written once."""
    counts = Counter(_text(record) for record in _records(schema))
    names: dict[str, str] = {}
    for record in _records(schema):
        text = _text(record)
        if counts[text] > 1 and text not in names:
            names[text] = _free_name(str(record["title"]), names)
    whole = {key: _referring(value, names) for key, value in schema.items()}
    definitions = {
        name: {key: _referring(value, names) for key, value in json.loads(text).items()}
        for text, name in sorted(names.items(), key=lambda each: each[1])
    }
    return {"$schema": DIALECT, **whole, "title": title, "$defs": definitions}


def _records(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every record of a schema, an outer one before those in it."""
    if isinstance(schema, dict):
        if "title" in schema and "properties" in schema:
            yield schema
        for value in schema.values():
            yield from _records(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _records(value)


def _referring(schema: Any, names: Mapping[str, str]) -> Any:
    """Return `schema` with a reference wherever one of the named records stands."""
    if isinstance(schema, list):
        return [_referring(value, names) for value in schema]
    if not isinstance(schema, dict):
        return schema
    is_record = "title" in schema and "properties" in schema
    name = names.get(_text(schema)) if is_record else None
    if name is not None:
        return {"$ref": f"#/$defs/{name}"}
    return {key: _referring(value, names) for key, value in schema.items()}


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema)


def _free_name(title: str, names: Mapping[str, str]) -> str:
    """Return a name made of `title` that no other record has."""
    name = _NO_WORD.sub("-", title.lower()).strip("-")
    taken = sum(re.fullmatch(f"{name}(-[0-9]+)?", each) is not None for each in names.values())
    return f"{name}-{taken + 1}" if taken else name
