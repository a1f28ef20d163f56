"""Events of work on the head that nobody wants any more: a person says what becomes of it."""

from gatewright.model.ids import StepPath, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Added:
    """One change of the head, by who is retired now."""

    before: TreeId
    after: TreeId


@dataclass(frozen=True, slots=True)
class WorkRetired:
    """What retired steps added is on the head; a person is to say what becomes of it."""

    step: StepPath  # "retired/1": where it is said
    of: tuple[StepPath, ...]  # whose work it is
    added: tuple[Added, ...]  # the newest first
    role: str  # who says it
    gates: tuple[StepPath, ...] = ()  # that would pass over it, and wait
    needs: tuple[StepPath, ...] = ()  # before it holds, it may all come back: nobody is asked yet
    because: str = ""


@dataclass(frozen=True, slots=True)
class WorkKept:
    """A person keeps what was added by who is retired."""

    step: StepPath
    because: str


@dataclass(frozen=True, slots=True)
class UndoBegun:
    """A person wants it taken back: the opposite of what was added is to be put on the head."""

    step: StepPath
    number: int


@dataclass(frozen=True, slots=True)
class WorkWanted:
    """What was retired is wanted again, so there is nothing to say."""

    step: StepPath
    because: str


OfRetiring = WorkRetired | WorkKept | UndoBegun | WorkWanted
