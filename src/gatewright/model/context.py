"""What is known around the work: notes of runs and of sessions, as briefs and searches see them."""

from enum import StrEnum

from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import dataclass

CONTEXT = "context"
"""The register of notes, and what the streams of sessions begin with."""

SESSION = "session"
"""The register of the one entry that a session begins with: what it is about."""

WEIGHT_MAX = 1000
"""Units: of importance, per mille: a journal holds no fractions, and a digest none either."""

TEXT_CHARS_MAX = 2000
SESSION_NOTES_MAX = 20_000


class NoteKind(StrEnum):
    """What a note is."""

    FACT = "fact"
    DECISION = "decision"
    PROGRESS = "progress"
    QUESTION = "question"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that somebody put on record for whoever works next. All of it may be hostile."""

    stream: str  # "run/12", "context/payments"
    register: str
    key: str
    kind: NoteKind
    weight: int  # its importance, per mille
    text: str
    author: str  # principal
    role: str = ""
    step: StepPath | None = None
    at: str = ""  # RFC 3339, UTC
    about: tuple[str, ...] = ()  # steps, artifacts, entries: what it is on


@dataclass(frozen=True, slots=True)
class StreamHead:
    """How far a stream was read: another reader comes to the same."""

    stream: str
    seq: int
    digest: Digest


def stream_of_session(name: str) -> str:
    """Return the name of the stream of a session."""
    return f"{CONTEXT}/{name}"
