"""Ends what a driver left behind: processes that carry its mark in their environment.

This is the net below the supervisor, for the case that something killed the supervisor itself.
Known gap: a program that rewrites its own environment is not found. Linux only.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress

from gatewright.processes.marks import is_driver_alive, read_mark

_ROUNDS_MAX = 20  # a leftover may fork while it is being looked for


def sweep(name: str) -> int:
    """End every process marked with `name` whose driver is gone, and return how many there were."""
    return _end(lambda mark: mark.startswith(f"{name}:") and not is_driver_alive(mark))


def end_marked(mark: str) -> int:
    """End every process that carries exactly `mark`, and return how many there were."""
    return _end(lambda found: found == mark)


def _end(is_ours: Callable[[str], bool]) -> int:
    """Kill what is ours until nothing is found."""
    ended: set[int] = set()
    for _ in range(_ROUNDS_MAX):
        found = [pid for pid in _own_processes() if is_ours(read_mark(pid))]
        if not found:
            break
        for pid in found:
            _kill(pid)
        ended.update(found)
    return len(ended)


def _own_processes() -> list[int]:
    """Return the processes of this user, without this one; [] where there is no /proc."""
    try:
        names = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []
    return [int(name) for name in names if int(name) != os.getpid() and _is_own(name)]


def _is_own(name: str) -> bool:
    """Return whether the process belongs to this user."""
    try:
        return os.stat(f"/proc/{name}").st_uid == os.getuid()
    except OSError:
        return False


def _kill(pid: int) -> None:
    """Kill one process that may be gone already."""
    with suppress(OSError):
        os.kill(pid, signal.SIGKILL)
