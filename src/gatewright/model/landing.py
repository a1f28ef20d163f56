"""What came of landing where the target has moved on meanwhile."""

from gatewright.model.ids import CommitId, StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The run goes on, on what the target has now; what was judged of it is judged again."""

    step: StepPath  # "target/1"
    branch: str
    commit: CommitId
    places: tuple[str, ...] = ()  # where both changed the same; () where they go together
    is_by_hand: bool = False  # a person puts them together
