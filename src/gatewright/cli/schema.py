"""`gatewright schema`: the JSON Schema of a file that people write, for their editor."""

import json
import sys
from collections.abc import Callable
from typing import Any

from gatewright.cli.arguments import nearest, parse_arguments
from gatewright.cli.verbs import SCHEMA
from gatewright.definitions.schema import configuration_schema, document_schema, workflow_schema
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "workflow": workflow_schema,
    "configuration": configuration_schema,
    "document": document_schema,
}


def run(arguments: list[str]) -> int:
    """Print the schema that was named."""
    typed = parse_arguments(SCHEMA, arguments)
    name = typed.operands[0] if typed.operands else ""
    if name not in SCHEMAS:
        near = nearest(name, SCHEMAS)
        hints = (f"did you mean  {near}",) if near else ()
        known = "one of  " + ", ".join(SCHEMAS)
        raise Mistake("schema.unknown", "The schema of what?", hints=(*hints, known))
    sys.stdout.write(json.dumps(SCHEMAS[name](), ensure_ascii=True, indent=2) + "\n")
    return Exit.SETTLED
