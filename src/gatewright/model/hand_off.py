"""What one role hands to another: what was made and holds, what is open, what was demanded."""

from gatewright.model.events import VerdictLine
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class HandedStep:
    """A step of another role that this work rests on."""

    step: StepPath
    title: str
    role: str
    workers: tuple[str, ...]  # principals
    made: tuple[tuple[str, Digest], ...]  # artifacts, by content
    checked: tuple[VerdictLine, ...]
    because: str = ""  # why it made nothing: it does not apply


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that had to be there before this work begins."""

    check: str
    text: str  # as the workflow has it, JSON; "" of a check by name
    verdict: VerdictLine | None  # None: not judged yet


@dataclass(frozen=True, slots=True)
class HandOff:
    """All that a role is handed for one step."""

    to: str  # role
    steps: tuple[HandedStep, ...]
    demands: tuple[Demand, ...] = ()
    open: tuple[str, ...] = ()  # what the givers left open, in their words
