"""Finds processes that a killed command left running, by the state folder they were given."""

import os
import signal
import time
from pathlib import Path

GONE_WITHIN_S = 15.0


def ours(state: Path) -> list[int]:
    """Return the processes whose environment or command line names our state folder."""
    needle = os.fsencode(state)
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            about = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if needle in about:
            found.append(int(folder.name))
    return found


def wait_until_gone(state: Path) -> list[int]:
    """Return what is still there at the deadline."""
    deadline = time.monotonic() + GONE_WITHIN_S
    while (left := ours(state)) and time.monotonic() < deadline:
        signal.sigtimedwait([], 0.02)
    return left
