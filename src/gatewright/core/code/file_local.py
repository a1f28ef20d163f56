"""What the answer of a file-local tool rests on, besides the file itself.

Such a tool is asked again only about files that are not as they were. That is sound where all else
that it reads is named here: ruff looks at settings and at which names there are (what is imported
from the project itself, which folder is a package), detect-secrets at the manifest beside a lock.
What cannot be named so (settings that take in another file, or cannot be read) has no grounds:
then the whole tree counts.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from posixpath import basename

from gatewright.model.change import TreeFile
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest

__all__ = ["LOCK_MANIFESTS", "derive_grounds", "mark_of"]

Read = Callable[[Sequence[str]], Mapping[str, bytes]]

REGULAR = ("100644", "100755")
SETTINGS_MAX = 200
RUFF_SETTINGS = ("pyproject.toml", "ruff.toml", ".ruff.toml")
LOCK_MANIFESTS = frozenset(
    {
        "pyproject.toml",
        "pixi.toml",
        "Pipfile",
        "Cargo.toml",
        "Gemfile",
        "composer.json",
        "package.json",
        "flake.nix",
        "go.mod",
    }
)
"""Beside which detect-secrets knows a lock file for one."""


def derive_grounds(profile: str, files: Sequence[TreeFile], read: Read) -> Digest | None:
    """Return the name of all that a file's result rests on but the file; None: the whole tree.

    Shape: `files` are all files of the tree; `read` gives the content of some of them.
    """
    match profile:
        case "ruff":
            return _grounds_of_ruff(files, read)
        case "detect-secrets":
            manifests = [file for file in files if basename(file.path) in LOCK_MANIFESTS]
            return digest_of([[file.path, file.mode in REGULAR] for file in manifests])
        case _:
            return None


def mark_of(file: TreeFile) -> str:
    """Return the name of one file of a tree, content included."""
    return f"{file.mode} {file.blob} {file.path}"


def _grounds_of_ruff(files: Sequence[TreeFile], read: Read) -> Digest | None:
    settings = [file for file in files if basename(file.path) in RUFF_SETTINGS]
    is_plain = all(file.mode in REGULAR for file in settings)
    if not is_plain or len(settings) > SETTINGS_MAX:
        return None
    texts = read([file.path for file in settings])
    if not all(_stands_alone(file.path, texts.get(file.path, b"")) for file in settings):
        return None
    names = [file.path if file.mode == REGULAR[0] else _marked(file) for file in files]
    return digest_of([names, [mark_of(file) for file in settings]])


def _marked(file: TreeFile) -> str:
    """Return a name that says more than that a plain file is there; of a link, where it leads."""
    return f"{file.mode} {file.path}" if file.mode in REGULAR else mark_of(file)


def _stands_alone(path: str, content: bytes) -> bool:
    """Return whether settings of ruff take in no other file."""
    try:
        plain: object = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    places = ("tool", "ruff") if basename(path) == "pyproject.toml" else ()
    for place in places:
        plain = plain.get(place, {}) if isinstance(plain, dict) else {}
    return isinstance(plain, dict) and "extend" not in plain
