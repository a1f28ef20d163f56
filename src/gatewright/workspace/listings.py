"""What trees of a vault hold, each listed once: its name says what it holds for good."""

from collections import OrderedDict

from gatewright.model.ids import TreeId
from gatewright.workspace.objects import TreeListing, list_whole
from gatewright.workspace.vault import Vault

LISTINGS_KEPT = 8


class Listings:
    """The last few listings."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, TreeId], TreeListing] = OrderedDict()

    def of(self, vault: Vault, tree: TreeId) -> TreeListing:
        """Return what `tree` holds. Raises: Mistake `repository.incomplete`."""
        found = self._kept.get((vault.git_dir, tree))
        if found is None:
            found = self._kept[vault.git_dir, tree] = list_whole(vault, tree)
            while len(self._kept) > LISTINGS_KEPT:
                self._kept.popitem(last=False)
        return found
