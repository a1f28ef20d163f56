"""Fakes of the store ports: dictionaries that behave like the folders."""

from collections.abc import Sequence

from gatewright.model.digest import digest_of_bytes
from gatewright.model.ids import Digest


class MemoryEvidence:
    """Evidence in a dictionary; `kept` is open for tests to read and to damage."""

    def __init__(self) -> None:
        self.kept: dict[Digest, bytes] = {}

    def put(self, content: bytes) -> Digest:
        """Keep `content`, replacing an altered copy."""
        digest = digest_of_bytes(content)
        self.kept[digest] = content
        return digest

    def get(self, digest: Digest) -> bytes | None:
        """Return what was kept, unless it was altered."""
        content = self.kept.get(digest)
        return content if content is not None and digest_of_bytes(content) == digest else None


class MemoryRecords:
    """Records in dictionaries that remember the order of writing."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, bytes]] = {}

    def write(self, folder: str, name: str, document: bytes) -> None:
        """Keep `document`, as the newest of its folder."""
        documents = self.kept.setdefault(folder, {})
        documents.pop(name, None)
        documents[name] = document

    def read(self, folder: str, name: str) -> bytes | None:
        """Return a document, or None."""
        return self.kept.get(folder, {}).get(name)

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in `folder`, newest first."""
        return list(reversed(self.kept.get(folder, {})))
