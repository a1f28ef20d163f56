"""Lanes: where workers work, apart from everything; and what becomes of their work in git."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitRequest:
    """A commit to be made by Gatewright: a replay of a snapshot."""

    tree: TreeId
    parent: CommitId
    message: str  # Conventional Commits, trailers included
    author: str  # "Name <mail>"
    at: str  # RFC 3339; of the event, so that a repeated commit has the same name


@dataclass(frozen=True, slots=True)
class Took:
    """The target branch is at the commit now."""

    commit: CommitId
    branch: str


@dataclass(frozen=True, slots=True)
class MustBeTyped:
    """The target is checked out, so a person must take it: the exact command, and why."""

    command: str
    because: str


class Lanes(Protocol):
    """Clones of a repository's content, outside it. In the repository only `gw/...` is written."""

    def open(self, name: str, tree: TreeId, parent: CommitId) -> str:
        """Return the absolute folder of a fresh lane that holds `tree`; an older one is replaced.

        Shape: a repository of its own, in which a worker may use git as it likes; none of its
               refs, index or settings is ever read back.
        """
        ...

    def folder(self, name: str) -> str | None:
        """Return the folder of a lane that is there."""
        ...

    def take(self, folder: str) -> TreeId:
        """Return the content of a lane as a tree, by the same rules as any snapshot.

        Raises: Mistake `snapshot.*` for content that is not safe to judge -- the worker's.
        """
        ...

    def close(self, name: str) -> None:
        """Remove a lane."""
        ...

    def commit(self, request: CommitRequest) -> CommitId:
        """Make a commit in the vault. The same request gives the same commit."""
        ...

    def publish(self, repository: Repository, branch: str, commit: CommitId) -> None:
        """Let `gw/...` of the user's repository point at `commit`, by compare-and-swap.

        Raises: Mistake `branch.moved` where somebody else moved it; ValueError for any other name.
        """
        ...

    def land(self, repository: Repository, commit: CommitId, target: str) -> Took | MustBeTyped:
        """Fast-forward `target` to `commit`, unless it is checked out anywhere.

        Raises: Mistake `land.not-forward` where the target has moved on.
        """
        ...

    def branches(self, repository: Repository) -> Sequence[str]:
        """Return our branches in the user's repository."""
        ...
