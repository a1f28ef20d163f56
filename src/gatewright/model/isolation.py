"""How far a process was kept from everything else, and what that is worth."""

from enum import IntEnum, StrEnum

from gatewright.model.records import dataclass


class IsolationLevel(IntEnum):
    """Levels that this program can give; 3 (another machine or user) is given from outside."""

    NONE = 0  # scrubbed environment, own HOME, resource limits, supervisor
    FILES = 1  # and Landlock: cannot read keys or state, cannot write outside
    NAMESPACES = 2  # and bubblewrap: own processes, mounts, IPC; no network for checks


class Network(StrEnum):
    """What a process may reach."""

    NONE = "none"  # at level 2: nothing but its own loopback
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Isolation:
    """Under what a process really ran; part of every verdict."""

    level: IsolationLevel
    network: Network  # what was enforced, not what was wanted: below level 2 always OPEN


CLAIMS: dict[IsolationLevel, str] = {
    IsolationLevel.NONE: (
        "catches work that cheats in its result; does not resist a worker that attacks"
        " Gatewright, your keys or your shell profile"
    ),
    IsolationLevel.FILES: (
        "cannot read keys or state, cannot write outside its folder; may use sockets,"
        " shared memory and network"
    ),
    IsolationLevel.NAMESPACES: (
        "sees its own files, processes and loopback only; checks reach no network"
    ),
}
