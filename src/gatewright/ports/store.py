"""What is kept between commands: evidence by content, records by key."""

from collections.abc import Sequence
from typing import Protocol

from gatewright.model.ids import Digest


class EvidenceStore(Protocol):
    """Bytes by their digest."""

    def put(self, content: bytes) -> Digest:
        """Keep `content`. Crash: either all of it is kept, or nothing is."""
        ...

    def get(self, digest: Digest) -> bytes | None:
        """Return what was kept under `digest`, verified; None where it is not, or not whole."""
        ...


class Records(Protocol):
    """Small documents by folder and name; each written whole or not at all."""

    def write(self, folder: str, name: str, document: bytes) -> None:
        """Keep `document`, replacing an older one of that name."""
        ...

    def read(self, folder: str, name: str) -> bytes | None:
        """Return a document, or None."""
        ...

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in `folder`, newest first."""
        ...
