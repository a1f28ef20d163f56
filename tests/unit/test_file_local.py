"""On what the answer of a tool about one file rests, besides that file."""

import pytest

from gatewright.core.code.file_local import SETTINGS_MAX, derive_grounds
from gatewright.model.change import TreeFile
from gatewright.model.digest import digest_of_bytes
from gatewright.model.ids import Digest

LINK = "120000"


def grounds(files: dict[str, str], modes: dict[str, str] | None = None) -> Digest | None:
    """Return what ruff's answers rest on in a tree of these files."""
    contents = {path: text.encode() for path, text in files.items()}
    listed = [
        TreeFile(path, (modes or {}).get(path, "100644"), digest_of_bytes(content), len(content))
        for path, content in contents.items()
    ]
    return derive_grounds("ruff", listed, lambda paths: {path: contents[path] for path in paths})


def test_names_and_settings_are_grounds_and_other_content_is_not() -> None:
    plain = {"a.py": "x", "ruff.toml": "line-length = 1"}

    assert grounds(plain) == grounds({**plain, "a.py": "y"})
    assert grounds(plain) != grounds({**plain, "b.py": ""})
    assert grounds(plain) != grounds({**plain, "ruff.toml": "line-length = 2"})


@pytest.mark.parametrize("mode", [LINK, "100755"])
def test_file_that_is_no_plain_one_any_more_is_another_ground(mode: str) -> None:
    assert grounds({"a.py": "x"}) != grounds({"a.py": "x"}, {"a.py": mode})


def test_where_a_link_leads_is_a_ground() -> None:
    modes = {"a.py": LINK}

    assert grounds({"a.py": "x"}, modes) != grounds({"a.py": "y"}, modes)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ruff.toml", 'extend = "../ruff.toml"'),
        ("ruff.toml", "no toml"),
        ("pyproject.toml", '[tool.ruff]\nextend = "a.toml"'),
    ],
)
def test_settings_that_do_not_stand_alone_have_no_grounds(path: str, text: str) -> None:
    assert grounds({path: text}) is None


def test_settings_that_say_nothing_of_ruff_stand_alone() -> None:
    assert grounds({"pyproject.toml": "[tool.mypy]\nextend = 1"}) is not None
    assert grounds({"pyproject.toml": "tool = 1"}) is not None


def test_settings_that_are_a_link_or_too_many_have_no_grounds() -> None:
    many = {f"{n}/ruff.toml": "" for n in range(SETTINGS_MAX + 1)}

    assert grounds({"ruff.toml": ""}, {"ruff.toml": LINK}) is None
    assert grounds(many) is None
    assert grounds(dict(list(many.items())[1:])) is not None


def test_tool_that_reads_more_than_a_file_has_no_grounds() -> None:
    assert derive_grounds("mypy", [], lambda paths: {}) is None
