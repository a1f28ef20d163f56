"""What a scripted agent does: for each step, one list of actions per attempt."""

from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Write:
    """Write a file, folders included."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the first place where `find` stands."""

    path: str
    find: str
    replace: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a file or a folder."""

    path: str


@dataclass(frozen=True, slots=True)
class Execute:
    """Run a program to its end."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Print a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Lie:
    """Say that all is done, and end there."""

    text: str


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait."""

    duration_s: float


@dataclass(frozen=True, slots=True)
class Hang:
    """Wait for ever."""


@dataclass(frozen=True, slots=True)
class Die:
    """End itself by a signal."""

    signal: str  # "KILL"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a person."""

    question: str


@dataclass(frozen=True, slots=True)
class Note:
    """Write a line for the registers of the run."""

    line: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Append a line to a file outside the lane, by which attempts are counted."""

    line: str


Action = Write | Edit | Delete | Execute | Say | Lie | Sleep | Hang | Die | Ask | Note | Witness


@dataclass(frozen=True, slots=True)
class Part:
    """What is played for the steps that `step` names."""

    step: str  # a path, the tail of one, or a pattern: "build/2/green", "green", "build/*/green"
    attempts: tuple[tuple[Action, ...], ...]  # the last repeats


@dataclass(frozen=True, slots=True)
class AgentScript:
    """All parts, in order; the first that names a step counts."""

    parts: tuple[Part, ...]
