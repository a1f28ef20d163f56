"""Lanes of real repositories, for tests."""

from dataclasses import dataclass
from pathlib import Path

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId
from gatewright.ports.lanes import CommitRequest
from gatewright.workspace.lanes import GitLanes
from gatewright.workspace.vault import Vault, open_vault
from tests.checkouts import OURS, Checkout


@dataclass(frozen=True)
class Laned:
    """A repository with its lanes."""

    checkout: Checkout
    repository: Repository
    lanes: GitLanes
    tree: TreeId

    @property
    def vault(self) -> Vault:
        return open_vault(OURS, str(self.checkout.state), self.repository)

    def open(self, name: str = "1-build") -> Path:
        """Open a lane."""
        return Path(self.lanes.open(name, self.tree, self.repository.head))

    def taken(self, folder: Path) -> dict[str, bytes]:
        """Return what is taken of a lane."""
        trees = self.checkout.trees()
        tree = self.lanes.take(str(folder))
        return dict(trees.read(tree, [file.path for file in trees.files(tree)]))

    def commit(self, tree: TreeId, parent: CommitId | None = None) -> CommitId:
        """Commit a tree, on what the lanes began from."""
        return self.lanes.commit(
            CommitRequest(
                tree=tree,
                parent=parent or self.repository.head,
                message="feat: alias\n\nGatewright-Run: 1",
                author="Ada <ada@example.org>",
                at="2026-01-02T03:04:05+01:00",
            )
        )

    def work(self, content: str = "worked\n") -> CommitId:
        """Return the commit of a worker's new file."""
        folder = self.open()
        (folder / "new.py").write_text(content)
        return self.commit(self.lanes.take(str(folder)))


def with_lanes(checkout: Checkout) -> Laned:
    """Return the lanes of a repository that has a commit."""
    repository = checkout.open()
    lanes = GitLanes(str(checkout.state), OURS, repository)
    return Laned(checkout, repository, lanes, checkout.snapshot().tree)
