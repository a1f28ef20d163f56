"""Whether a driver of ours started this process: it, or one of those that it descends from.

A supervisor adopts what loses its parent, so a process does not leave by forking twice. Known gaps:
a program that rewrites its own environment; one that has a process which is not ours start another.
Without /proc, only what this process was given is seen.
"""

import os
from collections.abc import Iterator, Mapping

from gatewright.processes.marks import MARK, read_mark

_ANCESTORS_MAX = 1000


def find_starter(name: str, environment: Mapping[str, str]) -> str | None:
    """Return by what it is known that a driver called `name` started this process; None: it is not.

    Shape: `environment` is that of this process as it is now.
    """
    start = f"{name}:"
    if environment.get(MARK, "").startswith(start):
        return f"{MARK} stands in its environment"
    for pid in _line_of(os.getpid()):
        if read_mark(pid).startswith(start):
            who = "it" if pid == os.getpid() else f"process {pid}, from which it descends,"
            return f"{who} was started with {MARK}"
    return None


def _line_of(pid: int) -> Iterator[int]:
    """Yield `pid`, its parent, and so on, as far as can be seen."""
    for _ in range(_ANCESTORS_MAX):
        if pid <= 0:
            return
        yield pid
        pid = _parent_of(pid)


def _parent_of(pid: int) -> int:
    """Return the parent of `pid`; 0 where that cannot be known."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return int(stat.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0
