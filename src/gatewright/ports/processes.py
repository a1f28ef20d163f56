"""Running programs that may be hostile: supervised, limited, confined, and never left behind."""

from collections.abc import Callable
from typing import Protocol

from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.records import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one process and all it starts."""

    wall_s: float = 1800.0
    idle_s: float = 900.0  # without a byte on stdout or stderr
    output_bytes_max: int = 64 * 1024 * 1024  # both streams together; more ends it
    file_bytes_max: int = 2 * 1024 * 1024 * 1024  # any single file it writes
    open_files_max: int = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What a process may see and touch. System folders are readable at every level."""

    level_max: IsolationLevel = IsolationLevel.NAMESPACES  # the strongest there is, up to this
    network: Network = Network.NONE
    readable: tuple[str, ...] = ()  # absolute paths
    writable: tuple[str, ...] = ()  # absolute paths; the working folder is to be named too


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One program to run. No shell; the environment is exactly `env`."""

    argv: tuple[str, ...]
    cwd: str
    env: tuple[tuple[str, str], ...]
    stdin: bytes = b""
    limits: Limits = field(default_factory=Limits)
    confinement: Confinement = field(default_factory=Confinement)


@dataclass(frozen=True, slots=True)
class Exited:
    """It ended by itself."""

    code: int


@dataclass(frozen=True, slots=True)
class Killed:
    """A signal ended it that was not ours."""

    signal: int


@dataclass(frozen=True, slots=True)
class TimedOut:
    """It was ended at its wall-clock limit."""

    limit_s: float


@dataclass(frozen=True, slots=True)
class WentQuiet:
    """It was ended after saying nothing for its idle limit."""

    limit_s: float


@dataclass(frozen=True, slots=True)
class Flooded:
    """It was ended for printing more than its limit."""

    limit_bytes: int


@dataclass(frozen=True, slots=True)
class NotStarted:
    """It could not be started: no such program, or no such folder."""

    because: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It was ended, or never started, because nobody wanted it any more."""


Ending = Exited | Killed | TimedOut | WentQuiet | Flooded | NotStarted | Cancelled


def ended(ending: Ending) -> str:
    """Return how a process ended, in words."""
    match ending:
        case Exited() | Cancelled():
            return "exited" if isinstance(ending, Exited) else "was not wanted any more"
        case Killed(signal):
            return f"killed by signal {signal}"
        case TimedOut(limit_s):
            return f"timed out after {limit_s:g} s"
        case WentQuiet(limit_s):
            return f"said nothing for {limit_s:g} s"
        case Flooded(limit_bytes):
            return f"printed more than {limit_bytes} bytes"
        case NotStarted(because):
            return f"was not started: {because}"


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a command. Streams keep their head and tail, STREAM_BYTES_MAX together."""

    ending: Ending
    stdout: bytes
    stderr: bytes
    duration_ms: int
    isolation: Isolation


STREAM_BYTES_MAX = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class IsolationSurvey:
    """What this machine can give, tried and not guessed."""

    strongest: IsolationLevel
    supervisor: str  # "subreaper" on Linux, "process group" elsewhere
    landlock: str  # "ABI 7", or why not
    bubblewrap: str  # "bubblewrap 0.8.0", or why not


class Processes(Protocol):
    """Runs commands. Nothing it started outlives it, whatever ends it."""

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> Finished:
        """Run `command` to its end, or until `is_wanted` says no.

        Shape: `on_line` hears each line of either stream while it runs, decoded leniently.
        `is_wanted` is asked in this thread before the start, and about five times a second;
        after its first no, everything that was started is ended at once: Cancelled.
        Crash: if this process dies, the supervisor ends everything the command started.
        """
        ...

    def survey(self) -> IsolationSurvey:
        """Return what isolation this machine gives."""
        ...
