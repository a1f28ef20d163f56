"""Events of what is left to a person: what follows a refusal, what becomes of retired work."""

from gatewright.model.ids import Nonce, StepPath
from gatewright.model.records import dataclass
from gatewright.model.retiring import OfRetiring


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """What follows a refusal is for a person to choose: a failure rule offers a few moves."""

    step: StepPath
    number: int
    rule: int  # which of the step's failure rules; it has one use less
    nonce: Nonce


@dataclass(frozen=True, slots=True)
class MoveChosen:
    """A person chose what follows."""

    step: StepPath
    nonce: Nonce
    offer: int  # from 0
    person: str
    role: str
    because: str


OfChoices = MoveAsked | MoveChosen | OfRetiring
