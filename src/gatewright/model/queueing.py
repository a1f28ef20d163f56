"""Events of work that is done beside other work: it waits its turn, and is put on the head."""

from gatewright.model.ids import StepPath, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class WorkQueued:
    """The work of a step holds by itself and waits to be put on the head."""

    step: StepPath
    number: int
    because: str  # "the head has moved since it was begun"


@dataclass(frozen=True, slots=True)
class WorkMerged:
    """The work was put on the head, without conflict; what came of it is judged as a whole."""

    step: StepPath
    number: int
    head: TreeId
    tree: TreeId


@dataclass(frozen=True, slots=True)
class WorkStopped:
    """What a step reads is another now: its work is ended, and counts as no attempt."""

    step: StepPath
    number: int
    because: str


OfQueue = WorkQueued | WorkMerged | WorkStopped
