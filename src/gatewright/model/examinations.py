"""What a program of ours said of a document, in a process apart: data only, bounded."""

from gatewright.model.observations import Execution
from gatewright.model.records import dataclass

COMPLAINTS_MAX = 50


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a document."""

    rule: str  # "invalid", "example", "migration-failed", ...
    place: str  # a JSON pointer, or the name of a file
    message: str


@dataclass(frozen=True, slots=True)
class Examination:
    """One look at one document."""

    execution: Execution
    complaints: tuple[Complaint, ...]
    examined: int
    notes: tuple[str, ...] = ()
