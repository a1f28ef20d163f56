"""A script: says whether the JSON Schema on its standard input is valid and fits its examples.

Runs in a process and an environment of its own; imports nothing of this package. Draft 2020-12 is
meant, whatever `$schema` says of an older one that is not known.
"""

import json
import sys
from importlib.metadata import version
from itertools import islice
from typing import Any

COMPLAINTS_MAX = 50
MESSAGE_CHARS_MAX = 400
NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
VALUES = ("const", "enum", "default", "example", "examples")


def examine(schema: Any) -> Any:
    """Return complaints and the number of examples that were tried."""
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415
    from jsonschema.validators import validator_for  # noqa: PLC0415

    kind = validator_for(schema, default=Draft202012Validator)
    meta = kind(kind.META_SCHEMA)
    errors = islice(meta.iter_errors(schema), COMPLAINTS_MAX)
    complaints = [complaint("invalid", error.absolute_path, error.message) for error in errors]
    count = 0
    if not complaints:
        root = kind(schema, format_checker=FormatChecker())
        for path, part, example in examples_of(schema, []):
            count += 1
            for error in islice(root.evolve(schema=part).iter_errors(example), 1):
                complaints.append(complaint("example", path, error.message))
    return complaints[:COMPLAINTS_MAX], count


def examples_of(part: Any, path: Any) -> Any:
    """Yield each example with the schema that it stands in."""
    if isinstance(part, list):
        for index, one in enumerate(part):
            yield from examples_of(one, [*path, index])
    if not isinstance(part, dict):
        return
    listed = part.get("examples")
    for index, example in enumerate(listed if isinstance(listed, list) else []):
        yield [*path, "examples", index], part, example
    for key, one in part.items():
        if key in NAMED and isinstance(one, dict):
            for name, below in one.items():
                yield from examples_of(below, [*path, key, name])
        elif key not in VALUES:
            yield from examples_of(one, [*path, key])


def complaint(rule: Any, path: Any, message: Any) -> Any:
    """Return one complaint."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    at = "".join(f"/{step}" for step in steps)
    return {"rule": rule, "at": at, "what": message[:MESSAGE_CHARS_MAX]}


def main() -> None:
    """Read the schema, print what is wrong with it."""
    schema = json.load(sys.stdin)
    try:
        complaints, count = examine(schema)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 -- a schema that makes the library stumble
        what = f"it cannot be validated: {type(error).__name__}: {error}"
        complaints, count = [complaint("invalid", [], what)], 0
    tool = f"jsonschema {version('jsonschema')}"
    answer = {"tool": tool, "complaints": complaints, "examined": count, "notes": []}
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main()
