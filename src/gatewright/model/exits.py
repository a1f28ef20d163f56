"""What a workflow says of how it begins and ends, and what it tells the outside on its way."""

from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class ExitRule:
    """What holds for one way in which a run stops."""

    exit: str  # "completed", "partial", "blocked", "aborted"
    reasons: tuple[str, ...] = ()  # the only ones for which a rule may stop it so; () for any
    notify: tuple[str, ...] = ()  # roles that see it in their inbox; () for everybody


@dataclass(frozen=True, slots=True)
class StartRule:
    """What features a workflow is for, and what is said for it to start."""

    applies: str  # CEL over facts; "" for all
    otherwise: str = ""  # the workflow for others
    declare: str = ""  # the form that whoever starts it fills in; "" for none


@dataclass(frozen=True, slots=True)
class AbortBegun:
    """A run is to be aborted: nothing of it goes on any more but what an abort does first."""

    because: str
    person: str = ""  # who wants it; "" for a failure rule


@dataclass(frozen=True, slots=True)
class PartAsked:
    """Somebody wants the run to end with what holds now; whether it may is judged at `step`."""

    step: StepPath  # "exits/partial/1"
    because: str
    person: str


@dataclass(frozen=True, slots=True)
class PartTurnedDown:
    """The run may not end with what holds now; it goes on."""

    step: StepPath
    because: str


@dataclass(frozen=True, slots=True)
class SignalGiven:
    """A point was reached that the outside is told of, for the first time."""

    step: StepPath | None  # None: the end of the run
    names: tuple[str, ...]


OfExits = AbortBegun | PartAsked | PartTurnedDown | SignalGiven
