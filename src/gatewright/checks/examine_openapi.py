"""A script: says whether the OpenAPI document on its standard input is valid.

Runs in a process and an environment of its own; imports nothing of this package.
"""

import json
import sys
from importlib.metadata import version
from itertools import islice
from typing import Any

COMPLAINTS_MAX = 50
MESSAGE_CHARS_MAX = 400
DEPTH_MAX = 50
VALUES = ("example", "examples", "default", "enum", "const", "value")


def examine(document: Any) -> Any:
    """Return the complaints of the validator of the document's own version."""
    from openapi_spec_validator import (  # noqa: PLC0415
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
    )

    is_3_0 = str(document.get("openapi")).startswith("3.0")
    validator = (OpenAPIV30SpecValidator if is_3_0 else OpenAPIV31SpecValidator)(document)
    errors = islice(validator.iter_errors(), COMPLAINTS_MAX)
    found = [complaint_of(error, []) for error in errors]
    return found if is_3_0 else [*found, *islice(in_schemas(document), COMPLAINTS_MAX)]


def in_schemas(document: Any) -> Any:
    """Yield the complaints about schemas of 3.1, which the validator does not look into."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for path, schema in schemas_of(document, []):
        for error in meta.iter_errors(schema):
            yield complaint_of(error, path)


def schemas_of(part: Any, path: Any) -> Any:
    """Yield each outermost schema and where it stands."""
    if isinstance(part, list):
        for index, one in enumerate(part):
            yield from schemas_of(one, [*path, index])
    if not isinstance(part, dict):
        return
    for key, one in part.items():
        if key == "schema":
            yield [*path, key], one
        elif key == "schemas" and path == ["components"] and isinstance(one, dict):
            for name, schema in one.items():
                yield [*path, key, name], schema
        elif key not in VALUES:
            yield from schemas_of(one, [*path, key])


def complaint_of(error: Any, above: Any) -> Any:
    """Return one complaint: of the deepest part, where an alternative did not fit."""
    for _ in range(DEPTH_MAX):
        deeper = [one for one in error.context or () if one.validator != "required"]
        if not deeper:
            break
        error = max(deeper, key=lambda one: len(one.absolute_path))
    steps = (
        str(step).replace("~", "~0").replace("/", "~1") for step in (*above, *error.absolute_path)
    )
    at = "".join(f"/{step}" for step in steps)
    return {"rule": "invalid", "at": at, "what": error.message[:MESSAGE_CHARS_MAX]}


def main() -> None:
    """Read the document, print what is wrong with it."""
    document = json.load(sys.stdin)
    try:
        complaints = examine(document)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 -- a document that makes the library stumble
        what = f"it cannot be validated: {type(error).__name__}: {error}"[:MESSAGE_CHARS_MAX]
        complaints = [{"rule": "invalid", "at": "", "what": what}]
    tool = f"openapi-spec-validator {version('openapi-spec-validator')}"
    answer = {"tool": tool, "complaints": complaints, "examined": 1, "notes": []}
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main()
