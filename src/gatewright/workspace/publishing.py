"""Puts our commits on `gw/...` of the user's repository.

Invariants: no other ref is moved or removed; what somebody else put on one of these is never
dropped. It looks first and acts then, so that it may be repeated after a kill between any two
steps.
"""

import os
import re
from collections.abc import Sequence

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import Removed, Stays
from gatewright.workspace.checked_out import find_user_of
from gatewright.workspace.git import GitCall, GitFailed
from gatewright.workspace.listing import read_copy
from gatewright.workspace.refs import HEADS, Ref, read_refs
from gatewright.workspace.shown import shown
from gatewright.workspace.vault import Vault
from gatewright.workspace.writing import give_objects, moved, swap, take_away

PUBLISHED = "published"
"""Folder beside the vault that remembers what we last put on each branch of ours."""

_BRANCH = re.compile(r"gw/[a-z0-9][a-z0-9._-]{0,199}")


def is_our_branch(name: str) -> bool:
    """Return whether `name` is one that Gatewright may write."""
    return bool(_BRANCH.fullmatch(name)) and ".." not in name and not name.endswith((".", ".lock"))


def list_branches(vault: Vault, repository: Repository) -> Sequence[str]:
    """Return our branches in the user's repository, sorted."""
    refs = read_refs(vault.git, repository.git_dir)
    names = (name.removeprefix(HEADS) for name in refs if name.startswith(HEADS))
    return sorted(name for name in names if is_our_branch(name))


def publish(vault: Vault, repository: Repository, branch: str, commit: CommitId) -> None:
    """Let `branch` of the user's repository point at `commit`.

    Shape: it may be moved on from what we put there, and from any commit that `commit` holds.
    Raises: Mistake `branch.moved`, `branch.checked-out`, `branch.unwritable`; ValueError for a
            branch that is not ours.
    Crash: the branch is where it was, or at `commit`; objects nobody names may be left.
    """
    if not is_our_branch(branch):
        raise ValueError(f"not a branch of ours: {branch!r}")
    found = read_refs(vault.git, repository.git_dir).get(HEADS + branch)
    if found is None or found.points_to or found.target != commit:
        _require_ours(vault, branch, found, commit)
        user = find_user_of(vault.git, repository, HEADS + branch)
        if user is not None:
            raise _checked_out(branch, user)
        give_objects(vault, repository, commit)
        swap(vault, repository, HEADS + branch, found, commit)
    _remember(vault, branch, commit)


def is_remembered(vault: Vault, branch: str, commit: CommitId) -> bool:
    """Return whether `branch` was put at `commit` last. Raises: ValueError if it is not ours."""
    if not is_our_branch(branch):
        raise ValueError(f"not a branch of ours: {branch!r}")
    return read_copy(_record(vault, branch), 128) == commit.encode("ascii")


def unpublish(
    vault: Vault, repository: Repository, branch: str, target: str, *, is_insisted: bool
) -> Removed | Stays | None:
    """Remove `branch`, if nothing on it is lost by that, or if it is ours and insisted on.

    Raises: Mistake `branch.moved`, `branch.unwritable`; ValueError for a branch that is not ours.
    Crash: the branch is there or gone.
    """
    if not is_our_branch(branch):
        raise ValueError(f"not a branch of ours: {branch!r}")
    refs = read_refs(vault.git, repository.git_dir)
    found = refs.get(HEADS + branch)
    if found is None:
        return None
    stays = _in_use(vault, repository, found) or _needed(vault, found, refs.get(HEADS + target))
    if stays is not None and not (stays.is_only_place and is_insisted):
        return stays
    take_away(vault, repository, HEADS + branch, found)
    return Removed(CommitId(found.target))


def _in_use(vault: Vault, repository: Repository, found: Ref) -> Stays | None:
    """Return why nobody may remove a branch now."""
    if found.points_to:
        return Stays(f"is another name of {shown(found.points_to.removeprefix(HEADS))}")
    user = find_user_of(vault.git, repository, found.name)
    if user is not None:
        return Stays(f"is checked out in {shown(user)}", "git switch --detach")
    return None


def _needed(vault: Vault, found: Ref, target: Ref | None) -> Stays | None:
    """Return why a branch is needed: `target` does not hold all that is on it."""
    if target is not None and is_ancestor(vault, found.target, target.target):
        return None
    without = (f"^{target.target}",) if target is not None else ()
    count = int(vault.call("rev-list", "--count", found.target, *without))
    name = found.name.removeprefix(HEADS)
    keeps = f"git branch -m {name} NAME"
    if not _is_as_left(vault, name, found):
        return Stays("holds what somebody else put there", keeps)
    many = "1 commit that is" if count == 1 else f"{count} commits that are"
    return Stays(f"holds {many} nowhere else", keeps, is_only_place=True)


def is_ancestor(vault: Vault, old: str, new: str) -> bool:
    """Return whether the commit `new` holds the commit `old`."""
    args = ("merge-base", "--is-ancestor", old, new)
    answer = vault.git.ask(GitCall(git_dir=vault.git_dir, args=args))
    if answer.code not in (0, 1):
        raise GitFailed(args, answer.said)
    return answer.code == 0


def _require_ours(vault: Vault, branch: str, found: Ref | None, commit: CommitId) -> None:
    """Raise Mistake where moving the branch would lose what somebody else put there."""
    if found is None:
        return
    is_ours = _is_as_left(vault, branch, found) or is_ancestor(vault, found.target, commit)
    if found.points_to or not is_ours:
        raise moved(branch, found)


def _is_as_left(vault: Vault, branch: str, found: Ref) -> bool:
    """Return whether the branch is where we last put it."""
    return is_remembered(vault, branch, CommitId(found.target))


def _record(vault: Vault, branch: str) -> str:
    return os.path.join(vault.home, PUBLISHED, os.path.basename(branch))


def _remember(vault: Vault, branch: str, commit: CommitId) -> None:
    """Write down where we left a branch. Crash: not yet written, it is found to be there anyway."""
    record = _record(vault, branch)
    os.makedirs(os.path.dirname(record), exist_ok=True)
    with vault.scratch() as scratch:
        new = os.path.join(scratch, "record")
        with open(new, "w", encoding="ascii") as file:
            file.write(commit)
        os.replace(new, record)


def _checked_out(branch: str, user: str) -> Mistake:
    return Mistake(
        "branch.checked-out",
        f"the branch {branch} is written by Gatewright and is checked out",
        found=shown(user),
        hints=("git switch --detach    there; it stays as it is",),
    )
