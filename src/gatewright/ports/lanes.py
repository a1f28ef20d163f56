"""Lanes: where workers work, apart from everything; and what becomes of their work in git."""

from collections.abc import Sequence
from typing import Protocol

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitRequest:
    """A commit to be made by Gatewright: a replay of a snapshot."""

    tree: TreeId
    parent: CommitId
    message: str  # Conventional Commits, trailers included
    author: str  # "Name <mail>"
    at: str  # RFC 3339; of the event, so that a repeated commit has the same name
    also: tuple[CommitId, ...] = ()  # other parents: what was taken in


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


@dataclass(frozen=True, slots=True)
class MovedOn:
    """The target holds something that the commit does not; nothing was changed."""

    commit: CommitId  # where the target is


@dataclass(frozen=True, slots=True)
class Removed:
    """A branch of ours is gone."""

    commit: CommitId  # where it was


@dataclass(frozen=True, slots=True)
class Stays:
    """A branch of ours was left where it is."""

    because: str  # one clause, without its subject
    way_out: str = ""  # a command
    is_only_place: bool = False  # of work that we put there; to insist removes it


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

    def names(self) -> Sequence[str]:
        """Return the names of the lanes that are there, or that a worker spoiled; sorted."""
        ...

    def commit(self, request: CommitRequest) -> CommitId:
        """Make a commit in the vault. The same request gives the same commit."""
        ...

    def publish(self, repository: Repository, branch: str, commit: CommitId) -> None:
        """Let `gw/...` of the user's repository point at `commit`, by compare-and-swap.

        Raises: Mistake `branch.moved` where somebody else moved it; ValueError for any other name.
        """
        ...

    def is_published(self, branch: str, commit: CommitId) -> bool:
        """Return whether we put `gw/...` at `commit` last, whatever became of it since."""
        ...

    def land(
        self, repository: Repository, commit: CommitId, target: str
    ) -> Took | MustBeTyped | MovedOn:
        """Fast-forward `target` to `commit`, unless it has moved on or is checked out anywhere.

        Raises: Mistake `land.no-branch`, `branch.*`.
        """
        ...

    def tip(self, repository: Repository, branch: str) -> CommitId | None:
        """Return where a branch of the user's is now; None where there is none of that name."""
        ...

    def holds(self, commit: CommitId, older: CommitId) -> bool:
        """Return whether `older` is `commit`, or one of those before it."""
        ...

    def branches(self, repository: Repository) -> Sequence[str]:
        """Return our branches in the user's repository."""
        ...

    def remove(
        self, repository: Repository, branch: str, target: str, *, is_insisted: bool = False
    ) -> Removed | Stays | None:
        """Remove `gw/...` where the branch `target` holds all that is on it; None: it is not there.

        Shape: where it is insisted on, also what only we put there. What somebody else put there
               and a branch that is checked out stay.
        Raises: Mistake `branch.*`; ValueError for any other name.
        """
        ...
