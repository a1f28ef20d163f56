"""A script: holds a document against a JSON Schema, both on its standard input as one object.

Runs in a process and an environment of its own; imports nothing of this package. Nothing is
fetched: a reference that leads out of the schema is a complaint.
"""

import json
import sys
from importlib.metadata import version
from itertools import islice
from typing import Any

COMPLAINTS_MAX = 50
MESSAGE_CHARS_MAX = 400


def examine(schema: Any, document: Any) -> Any:
    """Return complaints about the document; about the schema where that is none."""
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415
    from jsonschema.validators import validator_for  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415

    kind = validator_for(schema, default=Draft202012Validator)
    kind.check_schema(schema)
    judge = kind(schema, format_checker=FormatChecker(), registry=Registry())
    errors = sorted(islice(judge.iter_errors(document), COMPLAINTS_MAX), key=lambda e: e.json_path)
    return [complaint("schema", error.absolute_path, error.message) for error in errors]


def complaint(rule: Any, path: Any, message: Any) -> Any:
    """Return one complaint."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    at = "".join(f"/{step}" for step in steps)
    return {"rule": rule, "at": at, "what": message[:MESSAGE_CHARS_MAX]}


def main() -> None:
    """Read both, print what is wrong with the document."""
    given = json.load(sys.stdin)
    try:
        complaints = examine(given["schema"], given["document"])
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 -- a schema that makes the library stumble
        what = f"the schema cannot be used: {type(error).__name__}: {error}"
        complaints = [complaint("invalid", [], what)]
    tool = f"jsonschema {version('jsonschema')}"
    print(json.dumps({"tool": tool, "complaints": complaints, "examined": 1, "notes": []}))  # noqa: T201


if __name__ == "__main__":
    main()
