"""Manifests written to crash a reader, or to keep it busy for hours."""

import time

import pytest

from gatewright.core.code.suppressions import find_suppressions
from gatewright.core.projects.manifests import parse_toml
from gatewright.core.ruler.ruler_settings import parse_settings
from gatewright.environments.interpreters import derive_wanted_python
from gatewright.environments.manifests import read_toml
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.ids import TreeId

CPU_S_MAX = 10.0
HOSTILE_TOML = {
    "number of 5,000 digits": b"a = " + b"9" * 5000,
    "list in a list": b"a = " + b"[" * 5000 + b"]" * 5000,
    "key of many parts": b".".join([b"a"] * 100_000) + b" = 1",
    "quoted key of many parts": b" . ".join([b'"a b"'] * 50_000) + b" = 1",
    "string without an end": b'"' + rb"\"" * 200_000,
}


@pytest.mark.parametrize("content", HOSTILE_TOML.values(), ids=HOSTILE_TOML.keys())
def test_hostile_toml_is_left_unread_in_time(content: bytes) -> None:
    started = time.process_time()

    assert parse_toml("pyproject.toml", content).note
    assert read_toml(content) == {}
    assert derive_wanted_python({"pyproject.toml": content}, "").specifier == ""
    assert not isinstance(parse_settings("ruff.toml", content), dict)
    assert time.process_time() - started < CPU_S_MAX


@pytest.mark.parametrize(
    "content",
    [b"/* " * 200_000, b"/**" * 200_000, b'"' + rb"\"" * 200_000, b'"\\\n' * 200_000],
    ids=["comments", "stars", "string", "string over lines"],
)
def test_json_without_an_end_is_left_unread_in_time(content: bytes) -> None:
    started = time.process_time()

    assert not isinstance(parse_settings("tsconfig.json", content), dict)
    assert time.process_time() - started < CPU_S_MAX


def test_comment_of_blanks_is_searched_in_time() -> None:
    text = "# pragma" + " " * 100_000
    file = ChangedFile("a.py", FileStatus.ADDED, "a.py", added=(Line(1, text),))
    started = time.process_time()

    assert find_suppressions(Change(TreeId("b"), TreeId("h"), (file,))) == ()
    assert time.process_time() - started < CPU_S_MAX


def test_comments_and_last_commas_are_read_as_before() -> None:
    text = b'{"strict": true, // a "b"\n /* c\n ** */ "include": ["x//y", "\\"/*",],}'

    found = parse_settings("tsconfig.json", text)

    assert isinstance(found, dict)
    assert found["tsc/include"].value == ("x//y", '"/*')
