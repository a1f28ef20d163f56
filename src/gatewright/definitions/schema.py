"""The JSON Schemas of what people write, for editors; made from the same tables as the loaders."""

from typing import Any

from gatewright.definitions.shape import CONFIGURATION, KINDS
from gatewright.definitions.workflow_shape import WORKFLOW

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def configuration_schema() -> dict[str, Any]:
    """Return the schema of `.gatewright/config.yaml`.

    Shape: what it accepts the loader reads; the loader looks closer, for conditions,
    patterns and names that belong together are beyond a schema.
    """
    schema = CONFIGURATION.schema()
    checks = schema["properties"]["checks"]["patternProperties"]
    for check in checks.values():
        check["oneOf"] = [{"required": [kind]} for kind in KINDS]
    head = {"$schema": DIALECT, "title": "Gatewright: how a project is judged"}
    return {**head, **schema}


def workflow_schema() -> dict[str, Any]:
    """Return the schema of a workflow's file.

    Shape: what it accepts the loader reads; that names mean something and steps have an order is
    beyond a schema.
    """
    schema = WORKFLOW.schema()
    schema["oneOf"] = [{"required": ["phases"]}, {"required": ["steps"]}]
    return {"$schema": DIALECT, "title": "Gatewright: a workflow", **schema}
