"""The heads of streams, noted outside the journal: an older copy of it lacks the head.

Invariant: what is noted is in the journal, or the journal lost it. A note is written after its
entry is durable, and never replaced where the journal does not have the head that is noted.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gatewright.journal.chain import Head
from gatewright.model.ids import Digest

STREAM = re.compile(r"[a-z]{1,40}(/[A-Za-z0-9][A-Za-z0-9._-]{0,80})?")
_NOTE = re.compile(rb"([1-9][0-9]{0,17}) ([0-9a-f]{64})\n")
_NOTE_BYTES_MAX = 100


def file_name(stream: str) -> str:
    """Return the name of the files of `stream`. Raises: ValueError -- a caller's bug."""
    if not STREAM.fullmatch(stream):
        raise ValueError(f"not a stream: {stream!r}")
    return stream.replace("/", "-", 1)


class NotedHeads:
    """One small file for each stream, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, stream: str, head: Head, is_there: Callable[[Head], bool]) -> None:
        """Note `head`, unless a later one is, or one that the journal does not have.

        Shape: a folder that cannot be written leaves the note behind; that is no fault.
        """
        from gatewright.journal.evidence import write_whole  # noqa: PLC0415 -- readers note nothing

        path = self._folder / file_name(stream)
        try:
            with locked(self._folder / ".lock"):
                noted = _read(path) if path.exists() else None
                if noted is None and path.exists():
                    return  # altered: it stays for the audit to find
                if noted is None or (noted.seq < head.seq and is_there(noted)):
                    write_whole(path, f"{head.seq} {head.digest}\n".encode())
        except OSError:
            pass

    def read(self) -> Mapping[str, Head | None]:
        """Return what is noted, by stream; None where the note itself is not readable."""
        try:
            names = [entry.name for entry in self._folder.iterdir()]
        except OSError:
            return {}
        streams = {name: name.replace("-", "/", 1) for name in sorted(names)}
        return {
            stream: _read(self._folder / name)
            for name, stream in streams.items()
            if STREAM.fullmatch(stream)
        }


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`. Crash: it is free as soon as this process is gone."""
    handle = open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_lock(path: Path) -> int:
    """Return the open lock file `path`, which no program that we start inherits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _read(path: Path) -> Head | None:
    """Return what the note `path` says; None where it is none."""
    try:
        with path.open("rb") as stream:
            found = _NOTE.fullmatch(stream.read(_NOTE_BYTES_MAX))
    except OSError:
        return None
    return Head(int(found[1]), Digest(found[2].decode())) if found else None
