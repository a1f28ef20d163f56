"""Lanes over trees kept in memory: real folders, no git.

Same laws as ours (tests/contract/test_lanes.py), but for ignore files, which it does not know.
Branches stand in `branches_at` and may be set by a test, as a person would move them.
"""

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Sequence

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import CommitRequest, MovedOn, MustBeTyped, Removed, Stays, Took
from gatewright.testing.memory_workspace import MemoryTrees

_BRANCH = re.compile(r"gw/[a-z0-9](?:[a-z0-9_-]|\.(?!\.|lock$|$))*")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


class MemoryLanes:
    """Implements `ports.lanes.Lanes`."""

    def __init__(self, trees: MemoryTrees, folder: str) -> None:
        """Take the trees, and the absolute folder under which lanes are to be."""
        self._trees = trees
        self._folder = folder
        self._parents: dict[CommitId, tuple[CommitId, ...]] = {}
        self._published: dict[str, CommitId] = {}
        self.requests: dict[CommitId, CommitRequest] = {}
        self.branches_at: dict[str, CommitId] = {}
        self.checked_out: set[str] = set()

    def open(self, name: str, tree: TreeId, parent: CommitId) -> str:
        """Return the absolute folder of a fresh lane that holds `tree`."""
        self.close(name)
        folder = self._home(name)
        self._trees.materialise(tree, folder)
        os.mkdir(os.path.join(folder, ".git"))
        return folder

    def folder(self, name: str) -> str | None:
        """Return the folder of a lane that is there."""
        folder = self._home(name)
        return folder if os.path.isdir(folder) and not os.path.islink(folder) else None

    def take(self, folder: str) -> TreeId:
        """Return the content of a lane as a tree; ignore files are not known here."""
        if os.path.dirname(folder) != self._folder:
            raise ValueError(folder)
        if self.folder(os.path.basename(folder)) is None:
            raise Mistake("snapshot.lane-gone", "the folder is not there any more")
        files: dict[str, bytes] = {}
        modes: dict[str, str] = {}
        for path in _paths_below(folder):
            name = os.path.relpath(path, folder)
            modes[name], files[name] = _read(path)
        return self._trees.put(files, modes)

    def close(self, name: str) -> None:
        """Remove a lane."""
        folder = self._home(name)
        if os.path.islink(folder):
            os.unlink(folder)
        elif os.path.isdir(folder):
            shutil.rmtree(folder)

    def names(self) -> Sequence[str]:
        """Return the names of the lanes that are there, sorted."""
        names = os.listdir(self._folder) if os.path.isdir(self._folder) else []
        return sorted(name for name in names if _NAME.fullmatch(name))

    def commit(self, request: CommitRequest) -> CommitId:
        """Keep a commit. The same request gives the same commit."""
        commit = CommitId(hashlib.sha1(repr(request).encode()).hexdigest())
        self._parents[commit] = (request.parent, *request.also)
        self.requests[commit] = request
        return commit

    def publish(self, repository: Repository, branch: str, commit: CommitId) -> None:
        """Let a branch of ours be at `commit`."""
        if not _BRANCH.fullmatch(branch):
            raise ValueError(branch)
        now = self.branches_at.get(branch)
        is_ours = now is None or now == self._published.get(branch) or self._holds(commit, now)
        if not is_ours:
            raise Mistake("branch.moved", f"somebody else moved the branch {branch}")
        if now != commit and branch in self.checked_out:
            raise Mistake("branch.checked-out", f"the branch {branch} is checked out")
        self.branches_at[branch] = self._published[branch] = commit

    def is_published(self, branch: str, commit: CommitId) -> bool:
        """Return whether we put a branch at `commit` last."""
        return self._published.get(branch) == commit

    def land(
        self, repository: Repository, commit: CommitId, target: str
    ) -> Took | MustBeTyped | MovedOn:
        """Fast-forward `target` to `commit`, unless it has moved on or is checked out."""
        now = self.branches_at.get(target)
        if now is None:
            raise Mistake("land.no-branch", f"no branch is called {target}")
        if self._holds(now, commit):
            return Took(commit, target)
        if not self._holds(commit, now):
            return MovedOn(now)
        if target in self.checked_out:
            ours = [name for name in self.branches(repository) if self.branches_at[name] == commit]
            command = f"git merge --ff-only {next(iter(ours), commit)}"
            return MustBeTyped(command, f"{target} is checked out in {repository.root}")
        self.branches_at[target] = commit
        return Took(commit, target)

    def tip(self, repository: Repository, branch: str) -> CommitId | None:
        """Return where a branch is; None where there is none of that name."""
        return self.branches_at.get(branch)

    def holds(self, commit: CommitId, older: CommitId) -> bool:
        """Return whether `older` is `commit`, or one of those before it."""
        return self._holds(commit, older)

    def branches(self, repository: Repository) -> Sequence[str]:
        """Return our branches, sorted."""
        return sorted(name for name in self.branches_at if _BRANCH.fullmatch(name))

    def remove(
        self, repository: Repository, branch: str, target: str, *, is_insisted: bool = False
    ) -> Removed | Stays | None:
        """Remove a branch of ours where `target` holds what is on it."""
        if not _BRANCH.fullmatch(branch):
            raise ValueError(branch)
        now = self.branches_at.get(branch)
        if now is None:
            return None
        if branch in self.checked_out:
            return Stays(f"is checked out in {repository.root}", "git switch --detach")
        if not self._holds(self.branches_at.get(target, CommitId("")), now):
            if now != self._published.get(branch):
                return Stays("holds what somebody else put there")
            if not is_insisted:
                return Stays("holds commits that are nowhere else", is_only_place=True)
        del self.branches_at[branch]
        return Removed(now)

    def _home(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return os.path.join(self._folder, name)

    def _holds(self, commit: CommitId, older: CommitId) -> bool:
        """Return whether `older` is `commit` or one of those before it."""
        parents = self._parents.get(commit, ())
        return commit == older or any(self._holds(each, older) for each in parents)


def _paths_below(folder: str) -> Sequence[str]:
    """Return every file and link. Raises: Mistake for a repository that is not the lane's own."""
    paths: list[str] = []
    for place, folders, names in os.walk(folder):
        if place == folder:
            folders[:] = [name for name in folders if name != ".git"]
            names = [name for name in names if name != ".git"]  # noqa: PLW2901 -- the lane's own
        elif ".git" in folders or ".git" in names:
            raise Mistake("snapshot.nested-repository", "a repository inside this one")
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        paths += [os.path.join(place, name) for name in (*names, *links)]
    return paths


def _read(path: str) -> tuple[str, bytes]:
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return "120000", os.fsencode(os.readlink(path))
    if not stat.S_ISREG(mode):
        raise Mistake("snapshot.special-file", "a pipe, socket or device cannot be judged")
    with open(path, "rb") as file:
        return "100755" if mode & stat.S_IXUSR else "100644", file.read()
