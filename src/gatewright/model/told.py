"""What a driver tells while it drives; faces show it, nothing rests on it."""

from gatewright.model.events import Event
from gatewright.model.ids import RunId, StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event is durable."""

    run_id: RunId
    seq: int
    at: str
    actor: str
    event: Event


@dataclass(frozen=True, slots=True)
class Saying:
    """A worker printed a line; hostile text."""

    step: StepPath
    line: str


@dataclass(frozen=True, slots=True)
class Busy:
    """The program is doing something that takes a while."""

    step: StepPath | None
    what: str


RunTold = Recorded | Saying | Busy


@dataclass(frozen=True, slots=True)
class Detached:
    """A process that drives a run in the background."""

    process_id: int
    log: str  # absolute; what it says goes there
