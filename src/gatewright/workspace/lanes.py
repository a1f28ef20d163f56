"""Lanes of one repository: opened, taken as trees, replayed as commits, put into `gw/...`.

Implements `ports.lanes`. A lane's files are read by the rules of any snapshot; its `.git`, whatever
became of it, is not.
"""

import os
from collections.abc import Sequence

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import CommitRequest, MovedOn, MustBeTyped, Removed, Stays, Took
from gatewright.workspace.commits import make_commit
from gatewright.workspace.git import Git
from gatewright.workspace.landing import land
from gatewright.workspace.listing import list_checkout
from gatewright.workspace.listings import Listings
from gatewright.workspace.opening import (
    Opening,
    close_lane,
    lane_folder,
    lane_names,
    open_lane,
    opened_tree,
)
from gatewright.workspace.publishing import (
    is_ancestor,
    is_remembered,
    list_branches,
    publish,
    unpublish,
)
from gatewright.workspace.refs import HEADS, read_refs
from gatewright.workspace.snapshot import Taking, take_snapshot
from gatewright.workspace.trees import GitTrees
from gatewright.workspace.vault import Vault, open_vault

IN_A_LANE = {
    "snapshot.nested-repository": ("remove its .git, or name the folder in .gitignore",),
}


class GitLanes:
    """Implements `ports.lanes.Lanes` for one repository."""

    def __init__(
        self,
        state_folder: str,
        git: Git,
        repository: Repository,
        user_ignores: str | None = None,
    ) -> None:
        """Take what a snapshot is taken with."""
        self._repository = repository
        self._user_ignores = user_ignores
        self._vault: Vault = open_vault(git, state_folder, repository)
        self._trees = GitTrees(self._vault, repository.head)

    def open(self, name: str, tree: TreeId, parent: CommitId) -> str:
        """Return the absolute folder of a fresh lane that holds `tree`; an older one is replaced.

        Crash: the older lane is there, or none, or the new one, whole.
        """
        opening = Opening(self._repository, tree, parent)
        return open_lane(self._vault, self._trees, name, opening)

    def folder(self, name: str) -> str | None:
        """Return the folder of a lane that is there."""
        return lane_folder(self._vault, name)

    def take(self, folder: str) -> TreeId:
        """Return the content of a lane as a tree, by the same rules as any snapshot.

        Raises: Mistake `snapshot.*` for content that is not safe to judge -- the worker's.
        """
        opened = opened_tree(self._vault, folder)
        if opened is None:
            raise _gone(folder)
        try:
            return self._snapshot(folder, opened)
        except Mistake as mistake:
            mistake.hints = IN_A_LANE.get(mistake.code, mistake.hints)
            raise

    def close(self, name: str) -> None:
        """Remove a lane."""
        close_lane(self._vault, name)

    def names(self) -> Sequence[str]:
        """Return the names of the lanes that are there, or that a worker spoiled; sorted."""
        return lane_names(self._vault)

    def commit(self, request: CommitRequest) -> CommitId:
        """Make a commit in the vault. The same request gives the same commit."""
        return make_commit(self._vault, request)

    def publish(self, repository: Repository, branch: str, commit: CommitId) -> None:
        """Let `gw/...` of the user's repository point at `commit`, by compare-and-swap.

        Raises: Mistake `branch.*`; ValueError for any other name.
        """
        self._require_same(repository)
        publish(self._vault, repository, branch, commit)

    def is_published(self, branch: str, commit: CommitId) -> bool:
        """Return whether we put `gw/...` at `commit` last, whatever became of it since."""
        return is_remembered(self._vault, branch, commit)

    def land(
        self, repository: Repository, commit: CommitId, target: str
    ) -> Took | MustBeTyped | MovedOn:
        """Fast-forward `target` to `commit`, unless it has moved on or is checked out anywhere.

        Raises: Mistake `land.no-branch`, `branch.*`.
        """
        self._require_same(repository)
        return land(self._vault, repository, commit, target)

    def tip(self, repository: Repository, branch: str) -> CommitId | None:
        """Return where a branch of the user's is now; None where there is none of that name."""
        self._require_same(repository)
        found = read_refs(self._vault.git, repository.git_dir).get(HEADS + branch)
        return CommitId(found.target) if found is not None else None

    def holds(self, commit: CommitId, older: CommitId) -> bool:
        """Return whether `older` is `commit`, or one of those before it."""
        return is_ancestor(self._vault, older, commit)

    def branches(self, repository: Repository) -> Sequence[str]:
        """Return our branches in the user's repository."""
        self._require_same(repository)
        return list_branches(self._vault, repository)

    def remove(
        self, repository: Repository, branch: str, target: str, *, is_insisted: bool = False
    ) -> Removed | Stays | None:
        """Remove `gw/...` where the branch `target` holds all that is on it; None: it is not there.

        Shape: where it is insisted on, also what only we put there.
        Raises: Mistake `branch.*`; ValueError for any other name.
        """
        self._require_same(repository)
        return unpublish(self._vault, repository, branch, target, is_insisted=is_insisted)

    def _snapshot(self, folder: str, opened: TreeId) -> TreeId:
        """Take the files of a lane, with what it was opened with in the place of an index."""
        with self._vault.scratch() as scratch:
            tracked = os.path.join(scratch, "tracked")
            os.mkdir(tracked)
            self._vault.call("read-tree", opened, index=os.path.join(tracked, "index"))
            lane = replace(self._repository, root=folder, git_dir=tracked)
            listing = list_checkout(self._vault, lane, scratch, self._user_ignores)
            taking = Taking(
                self._vault, lane, scratch, os.path.join(scratch, "index"), (), Listings()
            )
            return take_snapshot(taking, listing, opened).tree

    def _require_same(self, repository: Repository) -> None:
        if repository.repository_id != self._repository.repository_id:
            raise ValueError(f"lanes of another repository: {repository.repository_id}")


def _gone(folder: str) -> Mistake:
    found = "a link" if os.path.islink(folder) else "something else"
    return Mistake(
        "snapshot.lane-gone",
        "the folder that was given for the work is not there any more",
        found=f"{found} is in its place" if os.path.lexists(folder) else "nothing is there",
    )
