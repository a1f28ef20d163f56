"""Events of a remedy: a procedure that is laid in where a step was refused, before it goes on."""

from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class RemedyLaid:
    """A failure rule has a procedure done first; the refused step waits for it."""

    step: StepPath  # "remedies/check/1": what its steps stand below
    by: StepPath  # whose failure rule it was
    rule: int  # which one; it has one use less, unless `offer` or `place` says otherwise
    because: str
    offer: int | None = None  # that a person chose; the rule was counted when it was asked
    place: int = 0  # which of the procedures that the rule names, one after the other


@dataclass(frozen=True, slots=True)
class RemedyEnded:
    """A remedy is over, and history: nothing of it is made again."""

    step: StepPath
    because: str
    holds: bool = False  # all of its steps do; else the next failure rule applies


OfRemedies = RemedyLaid | RemedyEnded
