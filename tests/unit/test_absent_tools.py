"""Since when a tool is missing, as far as manifests tell."""

import pytest

from gatewright.core.projects.absent_tools import Absence, judge_absence

SET_UP = b"[tool.mypy]\nstrict = true\n"


@pytest.mark.parametrize(
    ("base", "head", "absence"),
    [
        (None, b"mypy\n", Absence.ALWAYS),
        (SET_UP, SET_UP, Absence.ALWAYS),
        (SET_UP, SET_UP + b"[project]\n", Absence.ALWAYS),
        (b"mypy==1\n", b"mypy==1\n", Absence.ALWAYS),
        (b"mypy==1\nx\n", b"x\n", Absence.TAKEN),
        (b'dev = ["ruff", "mypy>=1"]', b'dev = ["ruff"]', Absence.TAKEN),
        (b'name = "mypy"\n', b"", Absence.TAKEN),
        (b"mypy==1\n", b"mypy==1 ; python_version < '3'\n", Absence.UNKNOWN),
        (b"mypy-extensions==1\n", b"", Absence.ALWAYS),
    ],
)
def test_absence_is_read_from_manifests(base: bytes | None, head: bytes, absence: Absence) -> None:
    before = None if base is None else {"pyproject.toml": base}

    assert judge_absence("mypy", before, {"pyproject.toml": head}) is absence


@pytest.mark.parametrize(
    ("profile", "text"),
    [("pyright", b"basedpyright\n"), ("tsc", b'{"typescript": "5"}'), ("eslint", b'"eslint": "9"')],
)
def test_tool_is_known_by_the_name_it_is_installed_under(profile: str, text: bytes) -> None:
    assert judge_absence(profile, {"a": text}, {"a": b""}) is Absence.TAKEN
