import json

import pytest

from gatewright.checks.readers.sarif import SarifReport, read_sarif
from gatewright.model.observations import FindingLevel
from gatewright.model.trouble import Trouble


def sarif(*results: object, rules: object = ()) -> bytes:
    driver = {"name": "ruff", "version": "0.17.5", "rules": rules}
    return json.dumps({"runs": [{"tool": {"driver": driver}, "results": results}]}).encode()


def result(uri: str = "file:///c/a.py", more: dict[str, object] | None = None) -> dict[str, object]:
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": 3, "startColumn": 2}}
    return {
        "ruleId": "F401",
        "message": {"text": "unused"},
        "locations": [{"physicalLocation": place}],
        **(more or {}),
    }


def read(content: bytes) -> SarifReport:
    report = read_sarif(content, "/c")
    assert isinstance(report, SarifReport)
    return report


@pytest.mark.parametrize(
    ("more", "rules", "level"),
    [
        ({"level": "error"}, [], FindingLevel.ERROR),
        ({}, [{"id": "F401", "defaultConfiguration": {"level": "note"}}], FindingLevel.NOTE),
        ({}, [], FindingLevel.WARNING),
        ({"level": "none"}, [], FindingLevel.NOTE),
        ({"level": ["error"]}, "x", FindingLevel.WARNING),
    ],
)
def test_level_is_of_the_result_else_its_rule_else_warning(
    more: dict[str, object], rules: object, level: FindingLevel
) -> None:
    assert read(sarif(result(more=more), rules=rules)).results[0].level is level


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c/a.py", "a.py"),
        ("file:///c/a%20b.py", "a b.py"),
        ("src/a.py", "src/a.py"),
        ("./a.py", "a.py"),
        ("file:///etc/passwd", ""),
        ("../a.py", ""),
        ("/cc/a.py", ""),
    ],
)
def test_path_is_below_the_root_or_nowhere(uri: str, path: str) -> None:
    assert read(sarif(result(uri))).results[0].path == path


def test_suppressed_result_counts() -> None:
    assert len(read(sarif(result(more={"suppressions": [{"kind": "inSource"}]}))).results) == 1


def test_tool_and_place_are_read() -> None:
    report = read(sarif(result()))

    assert report.tool == "ruff 0.17.5"
    assert (report.results[0].line, report.results[0].line_end) == (3, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{}",
        b"[]",
        b'{"runs": []}',
        b'{"runs": [1]}',
        b'{"runs": [{"results": null}]}',
        b"[" * 100_000,
        b"9" * 10_000,
        json.dumps({"runs": [{"results": [1] * 100_001}]}).encode(),
    ],
)
def test_garbage_is_trouble(content: bytes) -> None:
    assert isinstance(read_sarif(content, "/c"), Trouble)


@pytest.mark.parametrize("entry", [None, 7, [], {"locations": 1}, {"locations": [{"a": [1]}]}])
def test_odd_result_still_counts(entry: object) -> None:
    assert len(read(sarif(entry)).results) == 1
