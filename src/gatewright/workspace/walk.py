"""Looks at the listed paths of a checkout before git does, and refuses what git must not meet.

Nothing is opened and no link is followed. What is refused here would run somebody's program
(a nested repository), or hang a reader (a pipe), or is named so that a tool takes it for `.git`.
"""

import os
import re
import stat
from collections.abc import Mapping, Sequence

from gatewright.model.records import dataclass, field
from gatewright.model.trouble import Mistake
from gatewright.workspace.objects import GITLINK
from gatewright.workspace.shown import shown

PATHS_MAX = 500_000
FILE_BYTES_MAX = 1024 * 1024 * 1024
SHOWN_MAX = 5
# What HFS+ drops from a name before comparing; git knows the same list (utf8.c).
_DROPPED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_GIT_NAME = re.compile(r"(\.git|git~[0-9]+)[ .]*(:.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A path as an index has it."""

    mode: str
    blob: str
    is_left_out: bool = False  # a sparse checkout does not write it


@dataclass(frozen=True, slots=True)
class Walked:
    """What is to become of each listed path; a path in neither is gone from the checkout."""

    present: Mapping[str, os.stat_result]  # files and links to be hashed afresh
    kept: tuple[str, ...]  # gitlinks, and what a sparse checkout leaves out


@dataclass(slots=True)
class _Folders:
    """Which folders are real ones: each is looked at once."""

    root: str
    seen: dict[str, bool] = field(default_factory=dict)

    def is_real(self, folder: str) -> bool:
        """Return whether `folder` and all above it are folders and not links to some."""
        ahead = []
        while folder and folder not in self.seen:
            ahead.append(folder)
            folder = os.path.dirname(folder)
        is_real = self.seen.get(folder, True)
        for below in reversed(ahead):
            is_real = is_real and self._look(below)
            self.seen[below] = is_real
        return is_real

    def _look(self, folder: str) -> bool:
        found = look(os.path.join(self.root, folder))
        if found is None or not stat.S_ISDIR(found.st_mode):
            return False
        if look(os.path.join(self.root, folder, ".git")) is not None:
            raise nested_repository([folder])
        self.refuse_odd_attributes(folder)
        return True

    def refuse_odd_attributes(self, folder: str) -> None:
        """Refuse what git would open and wait for, listed or not."""
        path = os.path.join(folder, ".gitattributes")
        found = look(os.path.join(self.root, path))
        if found is not None and not _is_content(found) and not stat.S_ISDIR(found.st_mode):
            raise _special_file(path)


def look(path: str) -> os.stat_result | None:
    """Return what is at `path`, no link followed; None where nothing is."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unreadable(f"{shown(path)}: {error.strerror}") from error


def walk(root: str, tracked: Mapping[str, Entry], untracked: Sequence[str]) -> Walked:
    """Look at each listed path.

    Raises: Mistake `snapshot.nested-repository`, `.git-name`, `.special-file`, `.too-large`.
    """
    nested = [path.rstrip("/") for path in untracked if path.endswith("/")]
    if nested:
        raise nested_repository(nested)
    if len(tracked) + len(untracked) > PATHS_MAX:
        raise too_large(f"{len(tracked) + len(untracked)} files; {PATHS_MAX} at most")
    folders = _Folders(root)
    folders.refuse_odd_attributes("")
    present: dict[str, os.stat_result] = {}
    kept: list[str] = []
    for path in (*tracked, *untracked):
        if is_git_name(path):
            raise _git_name(path)
        entry = tracked.get(path)
        if entry is not None and entry.mode == GITLINK:
            kept.append(path)
        elif (found := _file_at(folders, path)) is not None:
            present[path] = found
        elif entry is not None and entry.is_left_out:
            kept.append(path)
    return Walked(present, tuple(kept))


def is_git_name(path: str) -> bool:
    """Return whether some file system takes a part of `path` for `.git`."""
    if ".git" not in path.lower() and "~" not in path and path.isascii():
        return False
    return any(_GIT_NAME.fullmatch(_DROPPED.sub("", part)) for part in path.split("/"))


def nested_repository(paths: Sequence[str]) -> Mistake:
    """Return the mistake of a repository inside the checkout that no ignore file names."""
    return Mistake(
        "snapshot.nested-repository",
        "a repository inside this one cannot be judged with it",
        found=_some(paths),
        hints=tuple(
            f"echo /{shown(path)}/ >> .git/info/exclude    leaves it out" for path in paths[:1]
        ),
    )


def unreadable(found: str) -> Mistake:
    """Return the mistake of a file that cannot be read."""
    return Mistake("snapshot.unreadable", "the checkout could not be read", found=found)


def _some(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN_MAX} more" if len(paths) > SHOWN_MAX else ""
    return ", ".join(shown(path) for path in paths[:SHOWN_MAX]) + more


def _file_at(folders: _Folders, path: str) -> os.stat_result | None:
    if not folders.is_real(os.path.dirname(path)):
        return None
    found = look(os.path.join(folders.root, path))
    if found is None or stat.S_ISDIR(found.st_mode):
        return None
    if not _is_content(found):
        raise _special_file(path)
    if found.st_size > FILE_BYTES_MAX:
        raise too_large(f"{shown(path)}: {found.st_size} bytes; {FILE_BYTES_MAX} at most")
    return found


def _is_content(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)


def _special_file(path: str) -> Mistake:
    return Mistake(
        "snapshot.special-file",
        "a pipe, socket or device cannot be judged",
        found=shown(path),
        hints=("remove it",),
    )


def too_large(found: str) -> Mistake:
    """Return the mistake of content beyond what is judged."""
    return Mistake(
        "snapshot.too-large",
        "the checkout holds more than can be judged",
        found=found,
        hints=("name what is not part of the work in .gitignore",),
    )


def _git_name(path: str) -> Mistake:
    return Mistake(
        "snapshot.git-name",
        "a file has a name that some systems take for .git",
        found=shown(path),
        hints=("rename it, or name it in .gitignore",),
    )
