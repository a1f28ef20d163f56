"""The home folder of an agent: kept as long as its lane, so that its sessions can go on.

The person's login is shown by links that lead to files which the agent can read and not alter. What
it puts in the place of a link is its own. A home is no record: where it is lost, a session begins.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256

from gatewright.model.records import dataclass
from gatewright.workers.surroundings import remove_tree

_SESSION = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}) ([0-9]{1,13})", re.ASCII)
_LANE = "lane"
_LANE_BYTES_MAX = 8192


@dataclass(frozen=True, slots=True)
class Session:
    """A session of an agent, and what it says that all attempts of it used."""

    name: str = ""  # "" for none
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class AgentHome:
    """One home: of one agent, in one lane."""

    folder: str  # absolute; holds the home, and beside it what the agent cannot write

    @property
    def home(self) -> str:
        """Return what the agent has as HOME."""
        return os.path.join(self.folder, "home")

    def session(self) -> Session:
        """Return the session to go on with, once: whoever does, says which one it was again."""
        place = os.path.join(self.folder, "session")
        try:
            with open(place, encoding="ascii", errors="replace") as file:
                told = file.read(200).strip()
        except OSError:
            return Session()
        os.remove(place)
        match = _SESSION.fullmatch(told)
        return Session(match[1], int(match[2])) if match else Session()

    def keep_session(self, session: Session) -> None:
        """Remember a session for the next attempt."""
        if session.name:
            with open(os.path.join(self.folder, "session"), "w", encoding="ascii") as file:
                file.write(f"{session.name} {session.tokens}")


def open_home(homes: str, agent: str, lane: str, login: tuple[tuple[str, str], ...]) -> AgentHome:
    """Return the home of `agent` in `lane`, with the login of the person that there is.

    Shape: `login` holds paths below the home, each with the absolute file it stands for.
    """
    name = sha256(f"{agent}\0{lane}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
    made = AgentHome(os.path.join(homes, name))
    os.makedirs(made.home, mode=0o700, exist_ok=True)
    with open(os.path.join(made.folder, _LANE), "wb") as file:
        file.write(os.fsencode(lane))
    for path, stands_for in login:
        with suppress(OSError):  # the agent may have put anything in its way
            _link(os.path.join(made.home, path), stands_for)
    return made


def sweep_homes(homes: str) -> int:
    """Remove the homes whose lanes are gone; return how many they were."""
    gone = list(_without_lane(homes))
    for folder in gone:
        remove_tree(folder)
    return len(gone)


def _without_lane(homes: str) -> Iterator[str]:
    with suppress(FileNotFoundError):
        for entry in list(os.scandir(homes)):
            with suppress(OSError), open(os.path.join(entry.path, _LANE), "rb") as file:
                lane = os.fsdecode(file.read(_LANE_BYTES_MAX))
                if not os.path.lexists(lane):
                    yield entry.path


def _link(place: str, stands_for: str) -> None:
    """Put a link at `place`, unless the agent has something there that is newer."""
    if os.path.lexists(place):
        own = os.lstat(place)
        if os.path.islink(place) or own.st_mtime >= os.stat(stands_for).st_mtime:
            return
        os.remove(place)
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    os.symlink(stands_for, place)
