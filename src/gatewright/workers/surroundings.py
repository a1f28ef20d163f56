"""What a worker finds around it: programs, a home, and a place to ask from.

Invariants: of the driver's environment it has only what is named here; the home that it is given
is gone afterwards, whatever stands in it, unless a person keeps one for it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

from gatewright.model.brief import ASK_VARIABLE
from gatewright.model.budgets import USAGE_VARIABLE
from gatewright.model.records import dataclass
from gatewright.model.registers import RECORD_VARIABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every worker of this machine is given; made in bootstrap."""

    scratch: str  # absolute folder of ours, for what lives as long as one attempt
    path: str = "/usr/local/bin:/usr/bin:/bin"  # where programs are looked for
    readable: tuple[str, ...] = ()  # absolute: folders of programs, objects that lanes borrow
    env: tuple[tuple[str, str], ...] = ()  # passed on by name, for a person decided so
    home: str | None = None  # absolute, kept and writable; None: a fresh one for each attempt


@dataclass(frozen=True, slots=True)
class Room:
    """The surroundings of one attempt."""

    home: str
    corner: str  # absolute; ours, gone after the attempt
    env: tuple[tuple[str, str], ...]

    @property
    def ask_file(self) -> str:
        """Return the file that questions are written to."""
        return os.path.join(self.corner, "questions")

    @property
    def record_file(self) -> str:
        """Return the file that entries of registers are written to."""
        return os.path.join(self.corner, "entries")

    @property
    def usage_file(self) -> str:
        """Return the file that a worker says to what it used."""
        return os.path.join(self.corner, "usage")

    @property
    def prompt_file(self) -> str:
        """Return where the brief stands for an agent that reads it from a file."""
        return os.path.join(self.corner, "brief.md")

    @property
    def writable(self) -> tuple[str, ...]:
        """Return what the worker may write besides its lane."""
        return tuple(dict.fromkeys((self.corner, self.home)))


@contextmanager
def room_in(surroundings: Surroundings, name: str) -> Iterator[Room]:
    """Give the worker `name` a room for one attempt."""
    os.makedirs(surroundings.scratch, exist_ok=True)
    scratch = os.path.realpath(surroundings.scratch)
    corner = tempfile.mkdtemp(dir=scratch, prefix="worker-")
    try:
        for folder in ("home", "tmp"):
            os.mkdir(os.path.join(corner, folder))
        home = surroundings.home or os.path.join(corner, "home")
        yield Room(home, corner, _environment(surroundings, name, home, corner))
    finally:
        remove_tree(corner)


def _environment(
    surroundings: Surroundings, name: str, home: str, corner: str
) -> tuple[tuple[str, str], ...]:
    """Return the whole environment of a worker. What a person passes on comes last and counts."""
    fixed = {
        "PATH": surroundings.path,
        "HOME": home,
        "TMPDIR": os.path.join(corner, "tmp"),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "GIT_AUTHOR_NAME": name,  # in its lane it may commit as it likes; nothing is read back
        "GIT_AUTHOR_EMAIL": "worker@localhost",
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": "worker@localhost",
        "GIT_TERMINAL_PROMPT": "0",
        ASK_VARIABLE: os.path.join(corner, "questions"),
        RECORD_VARIABLE: os.path.join(corner, "entries"),
        USAGE_VARIABLE: os.path.join(corner, "usage"),
    }
    return tuple((fixed | dict(surroundings.env)).items())


def remove_tree(folder: str) -> None:
    """Remove what a worker left, also where it took our rights away; links are not followed.

    Folders are moved to the top before they are emptied: no depth and no path is too long then.
    """
    numbers = count()
    waiting = [folder]
    while waiting:
        emptied = waiting.pop()
        with suppress(OSError):
            os.chmod(emptied, 0o700)
            for entry in list(os.scandir(emptied)):
                if entry.is_dir(follow_symlinks=False):
                    moved = f"{folder}-{next(numbers)}"
                    os.chmod(entry.path, 0o700)  # else it may not be moved
                    os.rename(entry.path, moved)
                    waiting.append(moved)
                else:
                    os.unlink(entry.path)
            os.rmdir(emptied)
