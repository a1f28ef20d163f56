"""Files of a repository that tell agents of Gatewright: read, and written by a rename.

Invariants: nothing is read or written through a link; a file is there as it was or as it is meant.
Crash: some files are written and the list of them is not; to add again takes them over.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from gatewright.core.projects.agent_files import folders_of
from gatewright.model.agent_files import Edit
from gatewright.model.trouble import Mistake

SIZE_MAX = 1_000_000
MODE = 0o644


def is_linked(root: Path, path: str) -> bool:
    """Return whether a path, or a folder on its way, is a link."""
    return any((root / each).is_symlink() for each in (*folders_of(path), path))


def read_files(root: Path, paths: Iterable[str]) -> dict[str, bytes | None]:
    """Return what is in each file; None where there is none. Raises: Mistake `agents.file`."""
    return {path: _read(root, path) for path in paths}


def _read(root: Path, path: str) -> bytes | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(root / path, flags)
    except FileNotFoundError:
        return None
    except OSError as trouble:
        raise _unfit(path, trouble.strerror or "it cannot be read") from trouble
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _unfit(path, "it is no file")
        content = file.read(SIZE_MAX + 1)
    if len(content) > SIZE_MAX:
        raise _unfit(path, f"it has more than {SIZE_MAX} bytes")
    return content


def folders_there(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """Return which folders above those paths there are."""
    above = {folder for path in paths for folder in folders_of(path)}
    return frozenset(folder for folder in above if (root / folder).is_dir())


def write_edits(root: Path, edits: Iterable[Edit]) -> None:
    """Write each, then remove folders that are empty. Raises: Mistake `agents.file`."""
    emptied: set[str] = set()
    for edit in edits:
        try:
            _write(root / edit.path, edit.content)
        except OSError as trouble:
            raise _unfit(edit.path, trouble.strerror or "it cannot be written") from trouble
        emptied |= set(edit.folders)
    for folder in sorted(emptied, key=len, reverse=True):
        try:
            (root / folder).rmdir()
        except OSError:  # something of somebody else is in it
            continue


def _write(path: Path, content: bytes | None) -> None:
    """Put `content` in the place of a file; None removes it."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else MODE
    beside = path.with_name(f".{path.name}.gatewright")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _unfit(path: str, found: str) -> Mistake:
    return Mistake("agents.file", f"{path} cannot be used.", found=found)
