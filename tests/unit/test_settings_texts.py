"""Texts of settings: read in bounds, or refused in words."""

import pytest

from gatewright.core.projects.manifests import KEY_PARTS_MAX, TEXT_BYTES_MAX, parse_toml
from gatewright.core.ruler.pytest_options import LINE_CHARS_MAX, Direction, compare_options
from gatewright.core.ruler.ruler_settings import (
    DEPTH_MAX,
    SETTINGS_MAX,
    SIZE_BYTES_MAX,
    Setting,
    parse_settings,
)
from gatewright.core.text.ini_text import DEFAULTS_MAX, SECTIONS_MAX, read_sections, read_settings
from gatewright.model.trouble import Trouble


@pytest.mark.parametrize(
    "text",
    [
        "[a]\nkey\n  goes on",
        "key = 1",
        "\n[a]" * (SECTIONS_MAX + 1),
        "[DEFAULT]\n" + "".join(f"k{n}=1\n" for n in range(300))
        + "".join(f"[{n}]\n" for n in range(DEFAULTS_MAX // 300 + 1)),
    ],
    ids=["a value without a key", "no section", "too many sections", "too many defaults"],
)  # fmt: skip
def test_settings_that_cannot_be_read_in_time_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- the writer's words
        read_settings(text)


def test_key_of_settings_keeps_its_case_and_needs_no_value() -> None:
    assert read_settings("[a]\nKey\nother = %(x)s") == {"a": {"Key": None, "other": "%(x)s"}}
    assert read_sections("[a]\nKey = 1\n") == {"a": {"key": "1"}}


def test_sections_up_to_the_bound_are_read() -> None:
    assert len(read_settings("\n".join(f"[{n}]" for n in range(SECTIONS_MAX)))) == SECTIONS_MAX


def test_manifest_above_its_size_is_left_unread() -> None:
    assert parse_toml("a.toml", b"#" * TEXT_BYTES_MAX).note == ""
    assert "larger than" in parse_toml("a.toml", b"#" * (TEXT_BYTES_MAX + 1)).note


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("-q --deselect=a", "-q", (Direction.STRONGER, "removes", "--deselect=a")),
        ("-q", ("-q", "-k", "not slow"), (Direction.WEAKER, "adds", "-k not slow")),
        (("-q", "-v"), ("-v", "-q"), None),
        ("-q", "-k 'no end", (Direction.WEAKER, "adds", "-k 'no end")),
        ("-q", "", None),
        ("--own", "", (Direction.UNCLEAR, "removes", "--own")),
        ("", "--strict-config --own", (Direction.UNCLEAR, "adds", "--own")),
        ("", "--own -x", (Direction.WEAKER, "adds", "-x")),
    ],
)
def test_worst_of_a_command_line_is_told(
    before: str | tuple[str, ...],
    after: str | tuple[str, ...],
    told: tuple[Direction, str, str] | None,
) -> None:
    assert compare_options(before, after) == told


def test_command_line_that_nobody_types_is_an_option_nobody_knows() -> None:
    long = "-q " * LINE_CHARS_MAX

    assert compare_options("", long) == (Direction.UNCLEAR, "adds", f" {long}")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b" " * (SIZE_BYTES_MAX + 1), "larger than"),
        (b'{"a":' * DEPTH_MAX + b"1" + b"}" * DEPTH_MAX, "nested too deeply"),
        (b"{%s}" % b",".join(b'"%d":1' % n for n in range(SETTINGS_MAX + 1)), "more than"),
        (b"{", "Expecting"),
    ],
    ids=["too large", "too deep", "too many", "no JSON"],
)
def test_settings_beyond_a_bound_are_a_trouble(content: bytes, found: str) -> None:
    read = parse_settings(".nycrc", content)

    assert isinstance(read, Trouble)
    assert found in read.found


def test_settings_up_to_their_bounds_are_read() -> None:
    many = b"{%s}" % b",".join(b'"%d":1' % n for n in range(SETTINGS_MAX))
    deep = b'{"a":' * (DEPTH_MAX - 1) + b"1" + b"}" * (DEPTH_MAX - 1)

    assert not isinstance(parse_settings(".nycrc", many), Trouble)
    assert parse_settings(".nycrc", b"{}" + b" " * (SIZE_BYTES_MAX - 2)) == {}
    assert not isinstance(parse_settings(".nycrc", deep), Trouble)


def test_table_of_ruff_in_another_file_is_no_setting_of_its_own() -> None:
    assert parse_settings("package.json", b'{"tool": {"ruff": {}}}') == {}
    assert parse_settings("pyproject.toml", b"[tool.ruff]\n") == {
        "ruff/own-settings": Setting("/tool/ruff", "here")
    }


def test_each_value_of_settings_is_kept_as_it_is_written() -> None:
    read = parse_settings(".nycrc", b'{"a": null, "b": [1, 1.5, "c", null], "c": true}')

    assert isinstance(read, dict)
    assert list(read.values()) == [
        Setting("/a", "null"),
        Setting("/b", ("1", "1.5", "c", "null")),
        Setting("/c", True),
    ]


def test_part_of_a_key_counts_once_whether_it_is_quoted_or_not() -> None:
    def read(parts: int) -> str:
        return parse_toml("a.toml", ".".join(['"x"'] * parts).encode() + b" = 1").note

    assert read(KEY_PARTS_MAX) == ""
    assert "more than" in read(KEY_PARTS_MAX + 1)
