"""What a workflow says of how it begins and ends, and what it tells the outside on its way."""

from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class ExitRule:
    """What holds for one way in which a run stops."""

    exit: str  # "completed", "blocked", "aborted"
    reasons: tuple[str, ...] = ()  # the only ones for which a rule may stop it so; () for any
    notify: tuple[str, ...] = ()  # roles that see it in their inbox; () for everybody


@dataclass(frozen=True, slots=True)
class StartRule:
    """What features a workflow is for."""

    applies: str  # CEL over facts
    otherwise: str = ""  # the workflow for others


@dataclass(frozen=True, slots=True)
class SignalGiven:
    """A point was reached that the outside is told of, for the first time."""

    step: StepPath | None  # None: the end of the run
    names: tuple[str, ...]
