"""What people are asked in a run, and what they said to it so far."""

from gatewright.model.ids import Digest, Nonce, StepPath
from gatewright.model.records import dataclass
from gatewright.model.workflow import ApprovalRule


@dataclass(frozen=True, slots=True)
class Voice:
    """A person's yes."""

    person: str  # principal
    at: str  # RFC 3339, UTC
    roles: tuple[str, ...] = ()  # that it counts for: those held when it was said


@dataclass(frozen=True, slots=True)
class Request:
    """One approval that people are asked for, on one content."""

    approval: int  # which of the gate; past the last one: that nothing needs to change
    rule: ApprovalRule
    nonce: Nonce
    bound: Digest
    voices: tuple[Voice, ...] = ()  # in the order in which they spoke

    @property
    def said_yes(self) -> tuple[str, ...]:
        """Return who said yes."""
        return tuple(voice.person for voice in self.voices)


@dataclass(frozen=True, slots=True)
class Question:
    """Something a worker wants to know."""

    question_id: str
    step: StepPath
    text: str
