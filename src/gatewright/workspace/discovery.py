"""Finds the repository of a folder by looking, without running git.

Git's own discovery reads the configuration of whatever it finds; here files are read as data only.
"""

import hashlib
import os
from dataclasses import dataclass

from gatewright.model.ids import RepositoryId
from gatewright.model.trouble import Mistake
from gatewright.workspace.shown import shown

POINTER_BYTES_MAX = 64 * 1024
ID_CHARS = 16


@dataclass(frozen=True, slots=True)
class Found:
    """Where a checkout, its git folder and its shared git folder are; absolute, links resolved."""

    root: str
    git_dir: str
    common_dir: str

    @property
    def repository_id(self) -> RepositoryId:
        """Return what names the repository on this machine: all its checkouts have the same."""
        return RepositoryId(hashlib.sha256(os.fsencode(self.common_dir)).hexdigest()[:ID_CHARS])

    @property
    def name(self) -> str:
        """Return the name people know: of the main checkout, also in a linked worktree."""
        top = os.path.dirname(self.common_dir)
        is_main = os.path.basename(self.common_dir) == ".git"
        return shown(os.path.basename(top if is_main else self.root)) or "repository"


def find_checkout(start: str) -> Found:
    """Return the checkout that holds `start`.

    Raises: Mistake `repository.none`, `repository.unreadable` -- the person's.
    """
    folder = os.path.realpath(start)
    while True:
        marker = os.path.join(folder, ".git")
        if os.path.lexists(marker):
            return _checkout_at(folder, marker)
        if is_git_folder(folder):
            raise Mistake(
                "repository.none",
                "there is no checkout here to judge",
                found=f"{folder} is the inside of a repository, or a bare one",
                hints=("run this in a checkout: git worktree add ../checkout",),
            )
        parent = os.path.dirname(folder)
        if parent == folder:
            raise Mistake(
                "repository.none",
                "this folder is not in a git repository",
                found=f"no .git in {os.path.realpath(start)} or above it",
                hints=("git init && git add -A && git commit",),
            )
        folder = parent


def is_git_folder(folder: str) -> bool:
    """Return whether `folder` looks like a git folder: HEAD, objects and refs, here or shared."""
    if not os.path.lexists(os.path.join(folder, "HEAD")):
        return False
    common = _common_of(folder)
    return all(os.path.isdir(os.path.join(common, part)) for part in ("objects", "refs"))


def _checkout_at(root: str, marker: str) -> Found:
    git_dir = os.path.realpath(_pointed_at(root, marker) if os.path.isfile(marker) else marker)
    if not is_git_folder(git_dir):
        raise _unreadable(f"{marker} is no git folder")
    return Found(root, git_dir, os.path.realpath(_common_of(git_dir)))


def _pointed_at(root: str, marker: str) -> str:
    """Return the folder that a `.git` file names: linked worktrees and submodules have one."""
    text = _line_of(marker)
    if not text.startswith("gitdir:"):
        raise _unreadable(f"{marker} does not say where its git folder is")
    return os.path.join(root, text.removeprefix("gitdir:").strip())


def _common_of(git_dir: str) -> str:
    pointer = os.path.join(git_dir, "commondir")
    return os.path.join(git_dir, _line_of(pointer)) if os.path.isfile(pointer) else git_dir


def _line_of(path: str) -> str:
    try:
        with open(path, "rb") as file:
            text = os.fsdecode(file.read(POINTER_BYTES_MAX)).rstrip("\r\n")
    except OSError as error:
        raise _unreadable(f"{path}: {error.strerror}") from error
    if "\0" in text:
        raise _unreadable(f"{path} holds a NUL byte")
    return text


def _unreadable(found: str) -> Mistake:
    return Mistake(
        "repository.unreadable",
        "git could not read this repository",
        found=found,
        hints=("git status    says what git makes of it",),
    )
