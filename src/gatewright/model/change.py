"""What a branch changes: two trees and the difference between them."""

from enum import StrEnum

from gatewright.model.ids import CommitId, RepositoryId, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Repository:
    """A user's repository, found but never written to."""

    repository_id: RepositoryId
    name: str
    root: str  # absolute; the top of the checkout
    git_dir: str  # absolute; of this checkout
    common_dir: str  # absolute; where objects and refs live
    branch: str | None  # None when the head is detached
    head: CommitId


@dataclass(frozen=True, slots=True)
class Base:
    """What the change is compared with."""

    commit: CommitId
    tree: TreeId
    name: str  # as people say it: "main"
    because: str  # how it was found: "the default branch", "--base"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The exact content under judgement."""

    tree: TreeId
    commit: CommitId | None  # the commit it starts from
    uncommitted: tuple[str, ...]  # paths that no commit holds yet
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the branch under judgement."""

    commit_id: CommitId
    message: str
    author: str  # "Name <mail>"; a claim, nothing proves it
    parents: tuple[CommitId, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that two sides changed, each in a way that does not go with the other."""

    path: str
    says: str  # "both changed the same lines"
    line: int = 0  # of the first one, where it is about lines
    hunks: str = ""  # what stands there on either side; quoted, never trusted


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One file of a tree."""

    path: str
    mode: str  # "100644", "100755", "120000", "160000"
    blob: str
    size_bytes: int  # -1 for a gitlink


class FileStatus(StrEnum):
    """What became of a file between two trees."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"  # with or without an edit


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference; `number` counts from 1 in the tree the line belongs to."""

    number: int
    text: str  # without its line end, cut at LINE_CHARS_MAX


LINE_CHARS_MAX = 2000


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a change."""

    path: str  # in the head; in the base when deleted
    status: FileStatus
    old_path: str  # in the base; equal to `path` unless renamed
    added: tuple[Line, ...] = ()  # lines of the head
    removed: tuple[Line, ...] = ()  # lines of the base
    is_binary: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """All that differs between a base tree and a head tree."""

    base_tree: TreeId
    head_tree: TreeId
    files: tuple[ChangedFile, ...]  # sorted by path

    @property
    def added_count(self) -> int:
        """Return how many lines the change adds."""
        return sum(len(file.added) for file in self.files)

    @property
    def removed_count(self) -> int:
        """Return how many lines the change removes."""
        return sum(len(file.removed) for file in self.files)
