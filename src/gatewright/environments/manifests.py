"""Reading manifests of any stack: bounded, lenient, nothing executed. All of it is hostile."""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from gatewright.model.late_pattern import late_pattern

MANIFEST_BYTES_MAX = 1_000_000  # more is cut, and what is cut is mostly no manifest any more
SECTIONS_MAX = 5000
DEFAULTS_MAX = 100_000  # values that [DEFAULT] gives: each of its keys to each section
PYPROJECT_TOOLS = ("uv", "poetry", "pdm", "hatch", "setuptools")
PROJECT_FIELDS = ("name", "requires-python", "dependencies", "optional-dependencies", "dynamic")
PACKAGE_FIELDS = (
    "name",
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
    "overrides",
    "resolutions",
    "workspaces",
    "engines",
    "packageManager",
)

Table = dict[str, object]


# A key of 100,000 parts is read in hours: each part is looked up from the top.
_KEY_PARTS_MAX = 64
_TEXTS = late_pattern(r"""\"{3}|'{3}|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"?|'([^'\n]*)'?""")
_JOINT = late_pattern(r"[\w-][ \t]*\.[ \t]*(?=[\w-])")


@lru_cache(maxsize=4)  # several look at the same document, and none of them alters it
def read_toml(content: bytes) -> Table:
    """Return a TOML document; {} for anything else."""
    text = content[:MANIFEST_BYTES_MAX].decode("utf-8", "replace")
    try:
        return {} if _is_bottomless(text) else tomllib.loads(text)
    except (ValueError, RecursionError):  # a number of 5,000 digits is no TOMLDecodeError
        return {}


def _is_bottomless(text: str) -> bool:
    """Return whether a line may hold a key of very many parts."""
    lines = _TEXTS.sub(_without_text, text).split("\n")
    return any(len(_JOINT.findall(line)) >= _KEY_PARTS_MAX for line in lines)


def _without_text(quoted: re.Match[str]) -> str:
    """Return a letter for a quoted text; where that is a dot, its quotes may be others' ends."""
    inner = (quoted[1] or quoted[2] or "").strip(" \t")
    return "a.a" if inner == "." else "" if quoted[0] in ('"""', "'''") else "a"


def read_json(content: bytes) -> Table:
    """Return a JSON object; {} for anything else."""
    try:
        return as_table(json.loads(content[:MANIFEST_BYTES_MAX]))
    except (ValueError, RecursionError):
        return {}


# The standard reader looks for the end of a run of blanks from each of its blanks.
_WIDE_BLANK = late_pattern(r"(?<=\S)[^\S\n]{50,}")


def read_ini(content: bytes) -> Mapping[str, Mapping[str, str]]:
    """Return the sections of an INI file; {} for anything else."""
    if not content:
        return {}
    from configparser import Error, RawConfigParser  # noqa: PLC0415 -- late: few have one

    parser = RawConfigParser(strict=False)
    text = content[:MANIFEST_BYTES_MAX].decode("utf-8", "replace")
    if text.count("\n[") > SECTIONS_MAX:
        return {}
    try:
        parser.read_string(_WIDE_BLANK.sub(" " * 50, text))
    except (Error, AttributeError):  # a line that goes on where nothing began
        return {}
    if len(parser.defaults()) * len(parser.sections()) > DEFAULTS_MAX:
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}


def as_table(value: object) -> Table:
    """Return `value` when it is a table, else {}."""
    return value if isinstance(value, dict) else {}


def as_strings(value: object) -> list[str]:
    """Return the strings of a list; a string becomes its lines; [] for anything else."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def at(table: Table, *names: str) -> Table:
    """Return the table below `table` by `names`; {} where there is none."""
    for name in names:
        table = as_table(table.get(name))
    return table


def in_folder(root: str, name: str) -> str:
    """Return the repository path of `name` in the project's folder."""
    return f"{root}/{name}" if root else name


def normalise_name(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def reduce_manifest(path: str, content: bytes) -> bytes:
    """Return of a manifest only what its dependencies rest on, so that other edits do not count.

    Shape: settings of linters, versions and descriptions go; anything unreadable stays whole.
    """
    name = path.rsplit("/", 1)[-1]
    if name == "pyproject.toml" and (document := read_toml(content)):
        return _plain_bytes(_reduce_pyproject(document))
    if name == "package.json" and (document := read_json(content)):
        return _plain_bytes({key: document.get(key) for key in PACKAGE_FIELDS})
    return content


def _reduce_pyproject(document: Table) -> Table:
    project, tools = at(document, "project"), at(document, "tool")
    return {
        "project": {key: project.get(key) for key in PROJECT_FIELDS},
        "dependency-groups": document.get("dependency-groups"),
        "tool": {key: tools.get(key) for key in PYPROJECT_TOOLS if key in tools},
    }


def _plain_bytes(plain: Table) -> bytes:
    return json.dumps(plain, sort_keys=True, default=str).encode("utf-8", "surrogateescape")


def nearest_folder(name: str, manifests: Mapping[str, bytes], root: str) -> str | None:
    """Return the nearest folder at or above `root` that holds `name`; None where there is none."""
    folders = [root, *(str(parent) for parent in PurePosixPath(root).parents)] if root else [""]
    for folder in ("" if folder == "." else folder for folder in folders):
        if in_folder(folder, name) in manifests:
            return folder
    return None


def write_manifests(folder: str, manifests: Mapping[str, bytes], root: str = "") -> str:
    """Write `manifests` below `folder` and return the absolute folder of `root` in it.

    Shape: paths that would leave `folder` are left out; what is there already is replaced.
    """
    for path, content in manifests.items():
        parts = PurePosixPath(path).parts
        if path.startswith("/") or ".." in parts or not parts:
            continue
        target = Path(folder, *parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    place = Path(folder, root)
    place.mkdir(parents=True, exist_ok=True)
    return str(place)
