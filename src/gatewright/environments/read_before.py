"""Digests of files, each read again only where something may have written to it since.

The system notes when a file was last written to, renamed, linked or given other rights: the time of
its last change, which only it can set. While that stands, and the file is older than the moment at
which it was read, its content is what was read. Equal moments are told apart by nothing, so a file
as young as the reading is read again.

The moment is taken from the same file system, by a change to a file of ours: its times are put back
to 1970, and the time of that change is the clock. Where a file system keeps no such time, the clock
says 1970 as well; then no file is older, and each is read every time.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

State = list[int]
"""Device, inode, size, time of the content and time of the last change. Units: ns."""
Known = dict[str, tuple[str, State]]
"""Digest and state at its reading, by path."""
Read = Callable[[str], str]


class FileDigests:
    """Digests of the files of one survey, and what earlier ones knew of them."""

    def __init__(self, known: Known, clock_ns: int, read: Read) -> None:
        """Take what is known, the moment before anything is read, and what reads."""
        self._known, self._clock_ns, self._read = known, clock_ns, read
        self.seen: Known = {}

    def of(self, path: str, facts: os.stat_result) -> str:
        """Return the digest of the file at `path`, which `facts` were just asked for."""
        state = _state_of(facts)
        digest, before = self._known.get(path, ("", []))
        if state != before:
            digest = self._read(path)
        if facts.st_ctime_ns < self._clock_ns:
            self.seen[path] = (digest, state)
        return digest

    @property
    def is_news(self) -> bool:
        """Return whether what was seen is other than what was known."""
        return self.seen != self._known


def tell_clock_ns(path: Path) -> int:
    """Return the moment, as the file system of `path` writes it down; make the file if need be."""
    with path.open("ab") as file:
        os.utime(file.fileno(), ns=(0, 0))
        return os.fstat(file.fileno()).st_ctime_ns


def known_to_bytes(known: Known) -> bytes:
    """Return digests as they are kept."""
    return json.dumps(known, separators=(",", ":")).encode("utf-8", "surrogateescape")


def known_from_bytes(kept: bytes) -> Known:
    """Return kept digests; none where they cannot be read, for then all is read again."""
    try:
        read = json.loads(kept.decode("utf-8", "surrogateescape"))
        return {str(path): (str(digest), list(state)) for path, (digest, state) in read.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _state_of(facts: os.stat_result) -> State:
    return [facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]
