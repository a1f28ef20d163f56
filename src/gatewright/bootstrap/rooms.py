"""Folders that live as long as this process: what runs leave in them goes with it.

Invariants: a room is locked by its process for as long as that lives, and the system lets go of
the lock whatever ends it; only a room without an owner is swept.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

PREFIX = "room-"
KINDS = ("scratch", "tools", "workers")


@cache
def room(state: str, kind: str) -> str:
    """Return the absolute folder of this process for `kind`, the same one every time.

    Crash: it is left behind, and `sweep_rooms` of a later process removes it.
    """
    import tempfile  # late: it draws in what chance needs

    parent = Path(state, kind)
    while True:
        parent.mkdir(parents=True, exist_ok=True)
        folder = os.path.realpath(tempfile.mkdtemp(dir=parent, prefix=PREFIX))
        with suppress(FileNotFoundError):  # swept before it was locked
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(lock, fcntl.LOCK_SH)  # held on purpose: until this process ends
            if os.path.isdir(folder):
                atexit.register(_leave, folder, os.getpid())
                return folder
            os.close(lock)


def _leave(folder: str, owner: int) -> None:
    """Take an empty room along; what is still in it, somebody sweeps. A fork is not the owner."""
    if os.getpid() == owner:
        with suppress(OSError):
            os.rmdir(folder)


@contextmanager
def scratch(state: str) -> Iterator[str]:
    """Give a folder of our own, gone afterwards however deep it has become."""
    import tempfile

    from gatewright.workspace.removal import remove

    folder = tempfile.mkdtemp(dir=room(state, "scratch"))
    try:
        yield folder
    finally:
        remove(folder)


def sweep_rooms(state: str) -> int:
    """Remove the rooms of processes that are gone; return how many they were."""
    found = [path for kind in KINDS for path in Path(state, kind).glob(f"{PREFIX}*")]
    return sum(_removed(str(path)) for path in found)


def _removed(folder: str) -> bool:
    """Remove `folder` unless somebody lives in it."""
    from gatewright.workspace.removal import remove

    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # gone by now, or no folder of ours
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        remove(folder)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
