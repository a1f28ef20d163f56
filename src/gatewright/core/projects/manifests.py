"""Reads the manifests of a tree into plain data, whatever they hold.

A manifest belongs to strangers: every reader here is bounded and gives a note instead of an
exception. `wanted` says which files are worth reading at all.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass, field

DEPTH_MAX = 3
MANIFESTS_MAX = 400
SAMPLES_MAX = 40
TEXT_BYTES_MAX = 1_000_000
WORDS_MAX = 1000
WORD_CHARS_MAX = 1000

NAMES = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "tox.ini",
    "noxfile.py",
    "conftest.py",
    ".pre-commit-config.yaml",
    "package.json",
    "pnpm-workspace.yaml",
)
ELSEWHERE = frozenset({
    "node_modules", "vendor", "third_party", "examples", "example", "docs", "doc", "fixtures",
    "testdata", "templates", "site-packages", ".venv", "venv", "build", "dist", ".git", ".tox",
    ".nox", "samples", "benchmarks",
})  # fmt: skip
"""Folders whose projects are not the repository's own."""


def folder_of(path: str) -> str:
    """Return the folder of `path`; "" for the root."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """Return the last part of `path`."""
    return path.rpartition("/")[2]


def joined(root: str, path: str) -> str:
    """Return `path`, which is relative to the folder `root`, as a repository path."""
    parts = [part for part in f"{root}/{path}".split("/") if part not in ("", ".")]
    return "/".join(parts)


def is_under(path: str, root: str) -> bool:
    """Return whether `path` lies in the folder `root`, or is it; "" holds everything."""
    return root in ("", path) or path.startswith(root + "/")


def is_elsewhere(path: str) -> bool:
    """Return whether `path` lies in a folder that holds other people's projects, or samples."""
    return any(part in ELSEWHERE for part in folder_of(path).split("/"))


def manifests_of(paths: Sequence[str]) -> tuple[str, ...]:
    """Return which of `paths` must be read to recognise the projects of a tree.

    Bounds: at most MANIFESTS_MAX manifests, no deeper than DEPTH_MAX folders, shallow ones first;
    and SAMPLES_MAX test files, which tell unittest from pytest.
    """
    named = [path for path in paths if _is_manifest(path)]
    named.sort(key=lambda path: (path.count("/"), path))
    samples = sorted(path for path in paths if _is_sample(path))
    return (*named[:MANIFESTS_MAX], *samples[:SAMPLES_MAX])


def _is_manifest(path: str) -> bool:
    name = name_of(path)
    if path.count("/") > DEPTH_MAX or is_elsewhere(path):
        return False
    return name in NAMES or fnmatchcase(name, "*requirements*.txt")


def _is_sample(path: str) -> bool:
    return fnmatchcase(name_of(path), "test*.py") and not is_elsewhere(path)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A manifest as plain data; `note` says why it is empty where it could not be read."""

    data: Mapping[str, object] = field(default_factory=dict)
    note: str = ""


@lru_cache(maxsize=4)  # recognition asks for the same manifest three times; nobody alters the data
def parse_toml(path: str, content: bytes) -> Parsed:
    """Return a TOML file as plain data."""
    try:
        return Parsed(parse_toml_text(_decoded(content)))
    except (ValueError, RecursionError) as problem:
        return Parsed(note=_unreadable(path, problem))


# A key of 100,000 parts is read in hours: each part is looked up from the top.
KEY_PARTS_MAX = 64
_TEXTS = late_pattern(r"""\"{3}|'{3}|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"?|'([^'\n]*)'?""")
_JOINT = late_pattern(r"[\w-][ \t]*\.[ \t]*(?=[\w-])")


def parse_toml_text(text: str) -> dict[str, object]:
    """Return a TOML text as plain data. Raises: ValueError, RecursionError -- the writer's."""
    bare = _TEXTS.sub(_without_text, text)
    if any(len(_JOINT.findall(line)) >= KEY_PARTS_MAX for line in bare.split("\n")):
        raise ValueError(f"a key in it has more than {KEY_PARTS_MAX} parts")
    return tomllib.loads(text)


def _without_text(quoted: re.Match[str]) -> str:
    """Return a letter for a quoted text; where that is a dot, its quotes may be others' ends."""
    inner = (quoted[1] or quoted[2] or "").strip(" \t")
    return "a.a" if inner == "." else "" if quoted[0] in ('"""', "'''") else "a"


def parse_json(path: str, content: bytes) -> Parsed:
    """Return a JSON object as plain data."""
    try:
        data = json.loads(_decoded(content))
    except (ValueError, RecursionError) as problem:
        return Parsed(note=_unreadable(path, problem))
    return Parsed(data) if isinstance(data, dict) else Parsed(note=f"{path} is not an object")


def parse_ini(path: str, content: bytes) -> Parsed:
    """Return an INI file as a table of sections; no value is interpolated."""
    if not content:
        return Parsed()
    from gatewright.core.text.ini_text import read_sections  # noqa: PLC0415 -- late: few have one

    try:
        return Parsed(read_sections(_decoded(content)))
    except (ValueError, RecursionError) as problem:
        return Parsed(note=_unreadable(path, problem))


def parse_text(content: bytes) -> str:
    """Return `content` as text; what is no UTF-8 is replaced."""
    return content[:TEXT_BYTES_MAX].decode("utf-8", "replace")


def _decoded(content: bytes) -> str:
    """Return `content` as text. Raises: ValueError -- the writer's."""
    if len(content) > TEXT_BYTES_MAX:
        raise ValueError(f"it is larger than {TEXT_BYTES_MAX} bytes")
    return content.decode("utf-8-sig")


def _unreadable(path: str, problem: Exception) -> str:
    first = (str(problem) or type(problem).__name__).splitlines()[0][:200]
    return f"{path} could not be read: {first}"


def table_at(data: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """Return the table below `keys`; an empty one where there is none."""
    here: object = data
    for key in keys:
        here = here.get(key) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def has_table(data: Mapping[str, object], *keys: str) -> bool:
    """Return whether a table stands at `keys`, be it empty."""
    return isinstance(table_at(data, *keys[:-1]).get(keys[-1]), dict)


def words_of(value: object) -> tuple[str, ...]:
    """Return a list of strings, or the words of one string.

    Bounds: WORDS_MAX words; one of more than WORD_CHARS_MAX characters is none.
    """
    listed = value.split() if isinstance(value, str) else value
    words = listed[:WORDS_MAX] if isinstance(listed, list) else []
    return tuple(each for each in words if isinstance(each, str) and len(each) <= WORD_CHARS_MAX)


def text_of(value: object, otherwise: str = "") -> str:
    """Return `value` where it is a string."""
    return value if isinstance(value, str) else otherwise
