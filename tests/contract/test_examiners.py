"""Examiners, with the real libraries and processes: what is valid, what is not, what is hostile."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from gatewright.checks.examiners import (
    ScriptExaminer,
    migration_examiner,
    openapi_examiner,
    schema_examiner,
)
from gatewright.model.examinations import Examination
from gatewright.model.ids import TreeId
from gatewright.model.trouble import Trouble
from gatewright.ports.examiners import ExaminationRequest
from gatewright.ports.processes import Limits
from tests.contracts import Json, api_of, takes
from tests.static_tools import PROGRAMS, bench_in

PYTHON = sys.executable
USERS = {"up": "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"}
USERS_DOWN = {"down": "DROP TABLE users;"}


def examine(examiner: ScriptExaminer, document: Any) -> Examination | Trouble:
    content = json.dumps(document).encode()
    request = ExaminationRequest(document=content, tree=TreeId("head"), limits=Limits(wall_s=60.0))
    return examiner.examine(request, PROGRAMS if examiner.requirements() else "")


def complaints(examiner: ScriptExaminer, document: Any) -> list[tuple[str, str]]:
    examination = examine(examiner, document)
    assert isinstance(examination, Examination), examination
    return [(one.rule, one.place) for one in examination.complaints]


def migration(number: int, up: str, down: str, **more: Any) -> Json:
    given = {"name": f"00{number}", "up": up, "down": down, "is_new": False, "drops": []}
    return {**given, **more}


def rehearse(folder: Path, *migrations: Json) -> list[tuple[str, str]]:
    return complaints(migration_examiner(bench_in(folder), PYTHON), {"migrations": migrations})


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_openapi_document_is_valid_or_told_where_it_is_not(tmp_path: Path, version: str) -> None:
    examiner = openapi_examiner(bench_in(tmp_path), PYTHON)
    good = api_of(takes({"type": "string"}), version=version, path="/users")
    bad = api_of(takes({"type": "strin"}), version=version, path="/users")
    untitled = {**good, "info": {}}

    assert complaints(examiner, good) == []
    assert {rule for rule, _ in complaints(examiner, bad)} == {"invalid"}
    assert ("invalid", "/info") in complaints(examiner, untitled)


def test_parameter_of_the_path_that_nobody_defines_is_told(tmp_path: Path) -> None:
    examiner = openapi_examiner(bench_in(tmp_path), PYTHON)

    assert complaints(examiner, api_of(path="/users/{id}"))


def test_document_that_makes_the_library_stumble_is_not_valid(tmp_path: Path) -> None:
    examiner = openapi_examiner(bench_in(tmp_path), PYTHON)

    assert complaints(examiner, api_of(takes({"$ref": "https://example.org/x"}))) == [
        ("invalid", "")
    ]
    assert complaints(examiner, [])[0][0] == "invalid"


def test_schema_is_valid_and_fits_its_examples(tmp_path: Path) -> None:
    examiner = schema_examiner(bench_in(tmp_path), PYTHON)
    name = {"type": "string", "minLength": 1, "examples": ["Ada"]}
    good = {"$defs": {"name": name}, "properties": {"name": {"$ref": "#/$defs/name"}}}

    assert complaints(examiner, good) == []
    assert complaints(examiner, {"type": "strin"}) == [("invalid", "/type")]
    assert complaints(examiner, {**name, "examples": ["Ada", ""]}) == [("example", "/examples/1")]
    inner = {**good, "examples": [{"name": 3}]}
    assert complaints(examiner, inner) == [("example", "/examples/0")]
    assert complaints(examiner, {"properties": {"examples": {"type": "array"}}}) == []


def test_library_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    bare = ScriptExaminer(bench_in(tmp_path), "examine_openapi", PYTHON + "-absent")

    assert isinstance(examine(bare, {}), Trouble)


def test_migrations_go_up_and_down_and_up(tmp_path: Path) -> None:
    first = migration(1, **USERS, **USERS_DOWN)
    second = migration(
        2, "ALTER TABLE users ADD COLUMN age INT;", "ALTER TABLE users DROP COLUMN age;"
    )

    assert rehearse(tmp_path, first, second) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (migration(2, "CREATE TABLE a (x);", "SELECT 1;"), "migration-not-reversed"),
        (migration(2, "CREATE TABLE a (x", "SELECT 1;"), "migration-failed"),
        (migration(2, "CREATE TABLE a (x);", "DROP TABLE b;"), "migration-failed"),
        (migration(2, "ATTACH 'x.db' AS other;", "SELECT 1;"), "migration-failed"),
        (migration(2, "DROP TABLE users;", USERS["up"], is_new=True), "migration-data-lost"),
        (
            migration(
                2,
                "ALTER TABLE users DROP COLUMN name;",
                "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';",
                is_new=True,
            ),
            "migration-not-reversed",
        ),
        (migration(2, "DELETE FROM users;", "SELECT 1;", is_new=True), "migration-data-lost"),
        (
            migration(2, "UPDATE users SET name = '';", "SELECT 1;", is_new=True),
            None,
        ),
        (
            migration(2, "DELETE FROM users;", "SELECT 1;", is_new=True, drops=["Users"]),
            None,
        ),
    ],
)
def test_migration_with_a_fault_is_named(
    tmp_path: Path, second: Json, expected: str | None
) -> None:
    found = rehearse(tmp_path, migration(1, **USERS, **USERS_DOWN), second)

    assert found == ([(expected, "002")] if expected else [])


def test_table_that_takes_no_row_is_said(tmp_path: Path) -> None:
    strict = "CREATE TABLE a (x INT CHECK (x < 0));"
    both = [
        migration(1, strict, "DROP TABLE a;"),
        migration(2, "CREATE TABLE b (y);", "DROP TABLE b;", is_new=True),
    ]
    examination = examine(migration_examiner(bench_in(tmp_path), PYTHON), {"migrations": both})

    assert isinstance(examination, Examination)
    assert examination.complaints == ()
    assert "table a" in examination.notes[0]
