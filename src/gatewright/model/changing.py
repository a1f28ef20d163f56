"""Events of a change request: a proposal to alter what is frozen or was approved."""

from gatewright.model.facts import FactValue
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Somebody wants an artifact otherwise; people decide on it, at a step of its own."""

    step: StepPath  # "changes/1": where it is decided
    artifacts: tuple[str, ...]
    makers: tuple[StepPath, ...]  # who makes them again, where it is agreed to
    impact: tuple[StepPath, ...]  # what may not hold any more then
    because: str
    roles: tuple[str, ...]  # who decides
    person: str = ""  # who asked; "" for a failure rule
    by: StepPath | None = None  # whose failure rule asked
    rule: int | None = None  # which one; it has one use less; None: counted already
    facts: tuple[tuple[str, FactValue], ...] = ()  # what is to be known instead


@dataclass(frozen=True, slots=True)
class ChangeTurnedDown:
    """People do not want the change; what asked for it goes on without it."""

    step: StepPath
    because: str


OfChanges = ChangeAsked | ChangeTurnedDown
