"""Finds where a branch of the user's is in use, by reading files as data; git is not run.

A branch that is checked out must not be moved by anybody but the one who works there: their index
would show everything that moved as if they had taken it back.
"""

import os
from collections.abc import Iterator

from gatewright.model.change import Repository
from gatewright.model.records import dataclass
from gatewright.workspace.git import Git, GitCall
from gatewright.workspace.listing import read_copy
from gatewright.workspace.objects import to_text

STATE_BYTES_MAX = 64 * 1024
IN_THE_MIDDLE = ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START")


@dataclass(frozen=True, slots=True)
class _Worktree:
    """One checkout of a repository."""

    git_dir: str
    root: str


def find_user_of(git: Git, repository: Repository, ref: str) -> str | None:
    """Return the folder of a checkout that is on the branch `ref`, or in the middle of moving it.

    Shape: a linked checkout whose folder is gone counts: git counts it too, until it is pruned.
    """
    users = (tree.root for tree in _worktrees(git, repository) if _is_on(tree.git_dir, ref))
    return next(users, None)


def _worktrees(git: Git, repository: Repository) -> Iterator[_Worktree]:
    common = repository.common_dir
    if repository.git_dir == common:
        yield _Worktree(common, repository.root)
    elif not _is_bare(git, common):
        is_usual = os.path.basename(common) == ".git"
        yield _Worktree(common, os.path.dirname(common) if is_usual else common)
    linked = os.path.join(common, "worktrees")
    for name in sorted(os.listdir(linked)) if os.path.isdir(linked) else []:
        git_dir = os.path.join(linked, name)
        pointer = _line_of(os.path.join(git_dir, "gitdir"))
        yield _Worktree(git_dir, os.path.dirname(os.path.normpath(os.path.join(git_dir, pointer))))


def _is_bare(git: Git, common_dir: str) -> bool:
    """Return whether the shared git folder has no checkout of its own."""
    answer = git.ask(GitCall(git_dir=common_dir, args=("rev-parse", "--is-bare-repository")))
    return answer.stdout.strip() == b"true"


def _is_on(git_dir: str, ref: str) -> bool:
    head = os.path.join(git_dir, "HEAD")
    if os.path.islink(head):  # as very old versions of git wrote it
        return os.readlink(head) == ref
    if _line_of(head).removeprefix("ref:").strip() == ref:
        return True
    moving = (_line_of(os.path.join(git_dir, name)) for name in IN_THE_MIDDLE)
    return any(name in (ref, ref.removeprefix("refs/heads/")) for name in moving)


def _line_of(path: str) -> str:
    return to_text(read_copy(path, STATE_BYTES_MAX) or b"").strip()
