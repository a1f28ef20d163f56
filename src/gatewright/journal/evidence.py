"""Evidence by content: a file for each digest, written whole or not at all."""

import os
import tempfile
from pathlib import Path

from gatewright.model.digest import digest_of_bytes
from gatewright.model.ids import Digest

EVIDENCE_BYTES_MAX = 512 * 1024 * 1024


class FolderEvidence:
    """Keeps bytes under `folder`, two letters of the digest to a sub-folder."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def put(self, content: bytes) -> Digest:
        """Keep `content`, replacing an altered copy. Crash: all of it is kept, or nothing."""
        digest = digest_of_bytes(content)
        if self.get(digest) is None:
            write_whole(self._place(digest), content)
        return digest

    def get(self, digest: Digest) -> bytes | None:
        """Return what was kept under `digest`; None where it is missing or was altered."""
        try:
            content = self._place(digest).read_bytes()
        except OSError:
            return None
        return content if digest_of_bytes(content) == digest else None

    def _place(self, digest: Digest) -> Path:
        return self._folder / digest[:2] / digest[2:]


def write_whole(target: Path, content: bytes) -> None:
    """Write a file by way of a temporary one beside it, so that no reader sees half of it.

    Crash: the target is as before, or new and whole; a temporary file may be left to sweep.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
