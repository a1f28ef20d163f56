"""What is demanded of something live, and what was seen of it over time."""

from decimal import Decimal

from gatewright.model.observations import Execution
from gatewright.model.records import dataclass, field


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """An answer over HTTP. "{NAME}" stands for a variable that a service gives."""

    url: str
    status: tuple[int, ...] = (200,)
    body: str = ""  # a regular expression, found in some line
    json: tuple[tuple[str, str], ...] = ()  # values as text, by JSON pointer
    headers: tuple[tuple[str, str], ...] = ()  # regular expressions by name
    hosts: tuple[str, ...] = ()  # those that may be asked, besides this machine's services


@dataclass(frozen=True, slots=True)
class TcpTarget:
    """A port that takes connections."""

    address: str  # "host:port"; "{NAME}" stands for a variable
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandTarget:
    """A command that ends as it must. There is no shell."""

    argv: tuple[str, ...]
    expect_exit: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class ProbeRule:
    """Something live answers as it must, for as long as it must."""

    target: HttpTarget | TcpTarget | CommandTarget
    every_s: int = 1
    for_s: int = 0  # 0 is one sample
    min_ok_ratio: Decimal = Decimal(1)
    timeout_s: int = 10  # of one sample

    @property
    def samples_due(self) -> int:
        """Return how many samples the whole time takes."""
        return self.for_s // self.every_s + 1


@dataclass(frozen=True, slots=True)
class Sample:
    """One look. Units: milliseconds since the first one began."""

    at_ms: int
    took_ms: int
    problem: str  # "" where it was as it must be


@dataclass(frozen=True, slots=True)
class Watch:
    """All looks at one thing, by a clock that was told."""

    execution: Execution  # of the last look; its log has every sample with its time
    started_at: str  # ISO 8601
    samples: tuple[Sample, ...] = field(default=())
    ended_ms: int = 0  # when watching was over
