"""Events of workers that cannot work now: a pause before the next attempt, another agent."""

from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class AttemptDelayed:
    """The next attempt at a step waits, so that what is broken is not hammered."""

    step: StepPath
    until: str  # RFC 3339, UTC
    because: str


@dataclass(frozen=True, slots=True)
class AgentReplaced:
    """The agent could not work again and again: the next one that was named goes on."""

    agent: str  # who goes on
    before: str
    because: str
