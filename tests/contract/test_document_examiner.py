"""A document against a JSON Schema, with the real library and process."""

import json
import sys
from pathlib import Path
from typing import Any

from gatewright.checks.examiners import document_examiner
from gatewright.model.examinations import Examination
from gatewright.model.ids import TreeId
from gatewright.ports.examiners import ExaminationRequest
from gatewright.ports.processes import Limits
from tests.static_tools import PROGRAMS, bench_in

AGED = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}}


def complaints(folder: Path, schema: Any, document: Any) -> list[tuple[str, str]]:
    examiner = document_examiner(bench_in(folder), sys.executable)
    content = json.dumps({"schema": schema, "document": document}).encode()
    request = ExaminationRequest(document=content, tree=TreeId("head"), limits=Limits(wall_s=60.0))
    seen = examiner.examine(request, PROGRAMS)
    assert isinstance(seen, Examination), seen
    return [(one.rule, one.place) for one in seen.complaints]


def test_document_is_held_against_its_schema(tmp_path: Path) -> None:
    assert complaints(tmp_path, AGED, {"age": 3}) == []
    assert complaints(tmp_path, AGED, {"age": -1}) == [("schema", "/age")]


def test_schema_that_cannot_be_used_passes_nothing(tmp_path: Path) -> None:
    assert complaints(tmp_path, {"type": "integr"}, {})[0][0] == "invalid"
    elsewhere = {"$ref": "https://example.org/schema.json"}
    assert complaints(tmp_path, elsewhere, {})[0][0] == "invalid"
