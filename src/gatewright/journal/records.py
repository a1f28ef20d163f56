"""Small documents by folder and name, for what is looked up again: verdicts, observations."""

import re
from collections.abc import Sequence
from pathlib import Path

from gatewright.journal.evidence import write_whole

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")


class FolderRecords:
    """Keeps each document as one file under `folder`."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def write(self, folder: str, name: str, document: bytes) -> None:
        """Keep `document`, replacing an older one of that name."""
        write_whole(self._place(folder, name), document)

    def read(self, folder: str, name: str) -> bytes | None:
        """Return a document, or None."""
        try:
            return self._place(folder, name).read_bytes()
        except OSError:
            return None

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in `folder`, newest first."""
        try:
            entries = [
                (entry.stat().st_mtime_ns, entry.name)
                for entry in (self._folder / _safe(folder)).iterdir()
                if SAFE_NAME.fullmatch(entry.name)
            ]
        except OSError:
            return []
        return [name for _, name in sorted(entries, reverse=True)]

    def _place(self, folder: str, name: str) -> Path:
        return self._folder / _safe(folder) / _safe(name)


def _safe(name: str) -> str:
    """Return `name` if it names one file and no path. Raises: ValueError -- a caller's bug."""
    if not SAFE_NAME.fullmatch(name):
        raise ValueError(f"not a record's name: {name!r}")
    return name
