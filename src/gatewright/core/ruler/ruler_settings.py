"""Settings files read as flat keys, so that layout, order and comments never count as a change.

Invariants: `read_settings` ends for any bytes; what cannot be parsed is Trouble, not an exception.
A key is canonical ("coverage/run/omit") whichever file it stands in; its pointer is where it is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import islice

from gatewright.core.projects.manifests import parse_toml_text
from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

__all__ = ["Setting", "Value", "is_mixed", "parse_settings"]

Value = str | int | float | bool | tuple[str, ...]

SIZE_BYTES_MAX = 2 * 1024 * 1024
SETTINGS_MAX = 20_000
DEPTH_MAX = 24


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a settings file."""

    pointer: str  # "/tool/coverage/run/omit"
    value: Value


_PYPROJECT = {
    "tool/pytest/ini_options": "pytest",
    "tool/pytest": "pytest",
    "tool/ruff": "ruff",
    "tool/coverage": "coverage",
    "tool/mypy": "mypy",
    "tool/pyright": "pyright",
    "tool/basedpyright": "pyright",
    "tool/ty": "ty",
    "tool/pylint": "pylint",
    "tool/flake8": "flake8",
    "tool/bandit": "bandit",
    "tool/importlinter": "importlinter",
    "tool/detect-secrets": "detect-secrets",
    "tool/tox": "tox",
    "project/entry-points/pytest11": "pytest11",
    "tool/poetry/plugins/pytest11": "pytest11",
    "tool/flit/entrypoints/pytest11": "pytest11",
}
_INI = {
    "tool:pytest": "pytest",
    "pytest": "pytest",
    "coverage:": "coverage/",
    "flake8": "flake8",
    "mypy": "mypy",
    "mypy-": "mypy/overrides/",
    "pylint": "pylint",
    "bandit": "bandit",
    "options.entry_points/pytest11": "pytest11",
}
_PACKAGE = {
    name: name for name in ("scripts", "jest", "c8", "nyc", "mocha", "ava", "vitest", "xo")
} | {"eslintConfig": "eslint", "eslintIgnore": "eslint/ignore"}

# A mount says which part of a file is ruler, and under which canonical name.
_MOUNTS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("pyproject.toml", _PYPROJECT),
    ("setup.cfg", _INI),
    ("tox.ini", _INI),
    ("package.json", _PACKAGE),
    ("*mypy.ini", _INI),
    ("*pytest.ini", _INI),
    ("*pytest.toml", {"pytest": "pytest"}),
    (".flake8", _INI),
    ("*ruff.toml", {"": "ruff"}),
    (".coveragerc", {"": "coverage"}),
    ("*pylintrc", {"": "pylint"}),
    ("pyrightconfig.json", {"": "pyright"}),
    ("ty.toml", {"": "ty"}),
    ("tsconfig*.json", {"": "tsc"}),
    (".nycrc*", {"": "nyc"}),
    (".c8rc*", {"": "c8"}),
    (".mocharc.json", {"": "mocha"}),
    ("jest.config.json", {"": "jest"}),
)
_MIXED = ("pyproject.toml", "setup.cfg", "tox.ini", "package.json")


def is_mixed(path: str) -> bool:
    """Return whether the file holds other things than settings of checks."""
    return path.rpartition("/")[2] in _MIXED


def parse_settings(path: str, content: bytes | None) -> dict[str, Setting] | Trouble:
    """Return the ruler settings of a file by canonical key; none where it is absent."""
    if content is None:
        return {}
    if len(content) > SIZE_BYTES_MAX:
        return _unreadable(path, f"it is larger than {SIZE_BYTES_MAX} bytes")
    try:
        plain = _parse(path, content.decode("utf-8-sig"))
        values = list(islice(_flatten(plain, (), DEPTH_MAX), SETTINGS_MAX + 1))
    except RecursionError:
        return _unreadable(path, "it is nested too deeply")
    except ValueError as error:
        return _unreadable(path, str(error).splitlines()[0][:200] if str(error) else "not readable")
    if len(values) > SETTINGS_MAX:
        return _unreadable(path, f"it has more than {SETTINGS_MAX} values")
    return _mounted(path, dict(values)) | _own_ruff_settings(path, plain)


def _own_ruff_settings(path: str, plain: object) -> dict[str, Setting]:
    """Return a setting that stands for the table of ruff: a folder with one, even an empty one,
    takes nothing from the settings above it.
    """
    tool = plain.get("tool") if isinstance(plain, dict) and path.endswith("pyproject.toml") else {}
    has_table = isinstance(tool, dict) and "ruff" in tool
    return {"ruff/own-settings": Setting("/tool/ruff", "here")} if has_table else {}


def _unreadable(path: str, because: str) -> Trouble:
    return Trouble("ruler.unreadable", f"{path} can be read", because, f"Repair {path}.")


def _parse(path: str, text: str) -> object:
    if path.endswith(".toml"):
        return parse_toml_text(text)
    name = path.rpartition("/")[2]
    if path.endswith(".json") or name.startswith((".nycrc", ".c8rc")):
        return _parse_json(text)
    from gatewright.core.text.ini_text import read_settings  # noqa: PLC0415 -- late: few have one

    return read_settings(text)


# What has no end goes to the end: else it would be looked for from every start of one.
_STRING = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:"|\\?$)'
_COMMENT_OR_STRING = late_pattern(
    rf"{_STRING}|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)", re.MULTILINE
)
_COMMA_AT_END = late_pattern(rf"({_STRING})|,(?=\s*[}}\]])", re.MULTILINE)


def _parse_json(text: str) -> object:
    """Parse JSON; with comments and commas at the end, as tsconfig.json has them, if need be."""
    try:
        return json.loads(text)
    except ValueError:
        bare = _COMMENT_OR_STRING.sub(lambda m: m[0] if m[0][0] == '"' else " ", text)
        return json.loads(_COMMA_AT_END.sub(lambda m: m[1] or "", bare))


def _flatten(
    plain: object, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Give each leaf of `plain` with its path; a list of plain values is one leaf."""
    if depth == 0:
        raise RecursionError
    match plain:
        case dict():
            for key, value in plain.items():
                yield from _flatten(value, (*path, str(key)), depth - 1)
        case list() if any(isinstance(item, dict) for item in plain):
            for index, item in enumerate(plain):
                for name in _item_names(item, index):
                    yield from _flatten(item, (*path, name), depth - 1)
        case list():
            yield path, tuple(_text(item) for item in plain)
        case bool() | int() | float() | str():
            yield path, plain
        case _:
            yield path, _text(plain)


def _item_names(item: object, index: int) -> tuple[str, ...]:
    """Name an entry of a list of tables by what it is about: its position does not count.

    Shape: an entry about several modules is one about each of them.
    """
    for key in ("module", "id", "name"):
        if isinstance(item, dict) and key in item:
            about = item[key]
            is_several = isinstance(about, list) and 0 < len(about) <= SETTINGS_MAX
            return tuple(map(_text, about)) if is_several else (_text(about),)
    return (str(index),)


def _text(plain: object) -> str:
    if isinstance(plain, str):
        return plain
    # long lists are made of these, and JSON writes them the same, but slowly
    return str(plain) if type(plain) is int else json.dumps(plain, default=str)


def _mounted(path: str, flat: Mapping[tuple[str, ...], Value]) -> dict[str, Setting]:
    name = path.rpartition("/")[2]
    mounts = next((mounts for glob, mounts in _MOUNTS if fnmatchcase(name, glob)), {})
    found = {}
    for parts, value in flat.items():
        key = _canonical("/".join(parts), mounts)
        if key is not None:
            pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
            found[key] = Setting(pointer, value)
    return found


def _canonical(key: str, mounts: Mapping[str, str]) -> str | None:
    """Return the canonical name of `key`, or None where it is no ruler. The longest mount wins."""
    for mount in sorted(mounts, key=len, reverse=True):
        if not mount or mount.endswith((":", "-")):
            if key.startswith(mount):
                separator = "" if mount else "/"
                return f"{mounts[mount]}{separator}{key[len(mount) :]}"
        elif key == mount or key.startswith((mount + "/", mount + ".")):
            return f"{mounts[mount]}{key[len(mount) :]}"
    return None
