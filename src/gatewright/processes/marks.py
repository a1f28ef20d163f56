"""The variable that says which driver started a process, and how a driver is told from another.

Shape of a mark: `name:pid:start:number`; pid and start time together name one driver for ever.
"""

import os

MARK = "GATEWRIGHT_ATTEMPT"


def mark_of_this_process(name: str) -> str:
    """Return the start of every mark of this process."""
    pid = os.getpid()
    return f"{name}:{pid}:{read_start_time(pid)}"


def read_start_time(pid: int) -> str:
    """Return when `pid` started, in the kernel's ticks; "0" where that cannot be known."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            fields = stat.read().rpartition(b")")[2].split()
    except OSError:
        return "0"
    return fields[19].decode("ascii")


def read_mark(pid: int) -> str:
    """Return the mark that `pid` was started with; "" where it has none, or may not be read.

    A supervisor closes its environment to its equals; its command line has the mark too.
    """
    content = _read_words(pid, "environ")
    if content is None:
        content = _read_words(pid, "cmdline") or b""
    start = f"{MARK}=".encode()
    marks = [entry[len(start) :] for entry in content.split(b"\0") if entry.startswith(start)]
    return marks[-1].decode("utf-8", "replace") if marks else ""


def _read_words(pid: int, name: str) -> bytes | None:
    """Return what the kernel keeps of `pid` under `name`; None where it may not be read."""
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read(4 * 1024 * 1024)
    except OSError:
        return None


def is_driver_alive(mark: str) -> bool:
    """Return whether the driver that set `mark` still runs; an unreadable mark counts as alive."""
    parts = mark.split(":")
    if len(parts) != 4 or not parts[1].isdigit():
        return True
    return read_start_time(int(parts[1])) == parts[2]
