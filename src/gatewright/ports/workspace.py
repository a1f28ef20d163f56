"""Content: the user's repository, read only, and our own vault of trees."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gatewright.model.change import Base, Change, Clash, Commit, Repository, Snapshot, TreeFile
from gatewright.model.ids import CommitId, TreeId


class Repositories(Protocol):
    """The user's repository. It is read, never written: not a ref, not the index, not a file."""

    def open(self, start: str) -> Repository:
        """Return the repository that holds the folder `start`.

        Raises: Mistake `repository.none`, `repository.no-commit` -- the person's.
        """
        ...

    def find_base(self, repository: Repository, wanted: str | None) -> Base | None:
        """Return what to compare with; None where there is nothing but this branch.

        Shape: `wanted` is a ref or commit, else the default branch; always the merge base with it.
        Raises: Mistake `base.unknown` with the nearest names; `base.shallow` where history is cut.
        """
        ...

    def snapshot(self, repository: Repository, ref: str | None) -> Snapshot:
        """Return the content of the checkout, uncommitted files included; of `ref` when given.

        Raises: Mistake `snapshot.*` for content that is not safe to judge: nested repositories,
                symbolic links that leave the tree, names that collide.
        """
        ...

    def commits(
        self, repository: Repository, base: CommitId | None, head: CommitId
    ) -> Sequence[Commit]:
        """Return the commits that `head` has and `base` has not, oldest first, at most 1,000."""
        ...


class Trees(Protocol):
    """The vault: trees of our own making, never reached by a worker."""

    def files(self, tree: TreeId) -> Sequence[TreeFile]:
        """Return every file of `tree`, sorted by path."""
        ...

    def read(self, tree: TreeId, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return the content of those of `paths` that `tree` has; of a link, its target."""
        ...

    def compare(self, base: TreeId, head: TreeId) -> Change:
        """Return what differs between two trees."""
        ...

    def compose(self, onto: TreeId, source: TreeId, paths: Sequence[str]) -> TreeId:
        """Return `onto` with each of `paths` as it is in `source`, absent where absent there."""
        ...

    def rewrite(self, onto: TreeId, contents: Mapping[str, bytes]) -> TreeId:
        """Return `onto` with those ordinary files as `contents` has them; each is there already.

        Shape: modes stay. Raises: ValueError for a path that is no ordinary file of `onto`.
        """
        ...

    def merge(self, before: TreeId, head: TreeId, work: TreeId) -> TreeId | tuple[Clash, ...]:
        """Return `head` with what `work` changed since `before`; or where the two clash.

        Shape: the whole is told of a few clashes; nothing of the repository is executed.
        """
        ...

    def materialise(self, tree: TreeId, folder: str) -> None:
        """Write every file of `tree` into the empty or absent `folder`; no filter is run."""
        ...

    def empty(self) -> TreeId:
        """Return the tree without files."""
        ...


class IgnoredFiles(Protocol):
    """Files of a person's checkout that git leaves out, so that no snapshot has them.

    Only names are looked at; what is in them is never read here.
    """

    def names(self) -> Sequence[str]:
        """Return the repository paths of ignored files, sorted.

        Shape: a folder that is ignored whole is not looked into.
        Bounds: at most 1,000, fewer where the listing is cut.
        """
        ...

    def name(self, path: str) -> str:
        """Return the absolute `path` as a path of this checkout; it need not be there.

        Raises: Mistake `consent.path` where it lies outside.
        """
        ...

    def find(self, path: str) -> str:
        """Return the repository path of one ignored file. `path` is absolute.

        Raises: Mistake `consent.path` where it is not one that may be handed to checks.
        """
        ...
