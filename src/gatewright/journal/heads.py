"""The heads of streams, noted outside the journal: an older copy of it lacks the head.

Invariant: what is noted is in the journal, or the journal lost it. A note is written after its
entry is durable, and never replaced where the journal does not have the head that is noted.
All notes have one length, so that the next one is written over the last in one piece; when the
power fails it may be the one before, which is in the journal too.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from gatewright.journal.chain import Head
from gatewright.model.ids import Digest

STREAM = re.compile(r"[a-z]{1,40}(/[A-Za-z0-9][A-Za-z0-9._-]{0,80})?")
_NOTE = re.compile(rb" *([1-9][0-9]{0,17}) ([0-9a-f]{64})\n")
_NOTE_BYTES_MAX = 100
_LOCK_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
Found = TypeVar("Found")


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
                noted = _read(path)
                if noted is None and path.exists():
                    return  # altered: it stays for the audit to find
                if noted is None:
                    write_whole(path, _words(head))
                elif noted.seq < head.seq and is_there(noted):
                    _write_over(path, _words(head))
        except OSError:
            pass

    def read(self) -> Mapping[str, Head | None]:
        """Return what is noted, by stream; None where the note itself is not readable."""
        return self._whole(self._read_all)

    def of(self, stream: str) -> Head | None:
        """Return what is noted of `stream`; None where that is nothing, or not readable."""
        return self._whole(lambda: _read(self._folder / file_name(stream)))

    def _whole(self, look: Callable[[], Found]) -> Found:
        """Return what `look` finds while nobody is half-way through a note."""
        if not self._folder.is_dir():
            return look()
        try:
            with locked(self._folder / ".lock"):
                return look()
        except OSError:  # a store that may not be written: nobody writes notes
            return look()

    def _read_all(self) -> dict[str, Head | None]:
        try:
            names = [entry.name for entry in self._folder.iterdir()]
        except OSError:
            return {}
        return {stream: _read(self._folder / name) for name, stream in _streams(names)}


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
    try:
        return os.open(path, _LOCK_FLAGS, 0o600)
    except FileNotFoundError:  # the first one in its folder
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, _LOCK_FLAGS, 0o600)


def _streams(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of notes with their streams, in order."""
    for name in sorted(names):
        stream = name.replace("-", "/", 1)
        if STREAM.fullmatch(stream):
            yield name, stream


def _words(head: Head) -> bytes:
    """Return the note of `head`."""
    return b"%18d %b\n" % (head.seq, head.digest.encode())


def _write_over(path: Path, note: bytes) -> None:
    """Write `note` in the place of the last one; as a new file where that had another length."""
    from gatewright.journal.evidence import write_whole  # noqa: PLC0415 -- readers note nothing

    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        has_room = os.fstat(handle).st_size == len(note)
        if has_room:
            os.pwrite(handle, note, 0)
    finally:
        os.close(handle)
    if not has_room:
        write_whole(path, note)


def _read(path: Path) -> Head | None:
    """Return what the note `path` says; None where it is none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            found = _NOTE.fullmatch(os.read(handle, _NOTE_BYTES_MAX))
        finally:
            os.close(handle)
    except OSError:
        return None
    return Head(int(found[1]), Digest(found[2].decode())) if found else None
