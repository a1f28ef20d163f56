"""Turns paths that a report names into repository paths, and refuses those outside the checkout."""

import posixpath
from collections.abc import Callable, Sequence

from gatewright.model.records import dataclass

PATH_CHARS_MAX = 4096


@dataclass(frozen=True, slots=True)
class CheckoutPaths:
    """Knows what a path in a report stands for."""

    checkout: str  # absolute root of the materialised tree, links resolved
    cwd: str  # repository path of the folder that the tool ran in; "" for the root
    exists: Callable[[str], bool]  # whether a repository path is a file of the tree

    def resolve(self, path: str, sources: Sequence[str] = ()) -> str | None:
        """Return the repository path of a file; None where the tree has no such file.

        Shape: `sources` are folders that a relative `path` may be meant from, tried in order
        before the working folder.
        """
        if not path or "\x00" in path or len(path) > PATH_CHARS_MAX:
            return None
        for folder in (*sources, ""):
            known = self._inside(posixpath.join(self._absolute(folder), path.replace("\\", "/")))
            if known is not None and self.exists(known):
                return known
        return None

    def _absolute(self, folder: str) -> str:
        return posixpath.join(self.checkout, self.cwd, folder)

    def _inside(self, path: str) -> str | None:
        clean = posixpath.normpath(path)
        root = self.checkout.rstrip("/") + "/"
        return clean[len(root) :] if clean.startswith(root) else None
