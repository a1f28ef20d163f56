"""Events of what stands: an outcome whose ground moved, a decision that counts, or not any more."""

from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, Nonce, StepPath, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class StepStale:
    """What an outcome rests on is not what it was, so it does not hold any more.

    Shape: a step that reads is made again, to fit what it reads now; a gate is judged again.
    """

    step: StepPath
    because: str
    reads: tuple[str, ...] = ()  # whose content is another; () where a gate judged another tree


@dataclass(frozen=True, slots=True)
class DecisionKept:
    """Nobody is asked again: what was decided on is what there is now."""

    step: StepPath
    number: int
    nonce: Nonce  # of the question that was answered
    bound: Digest


@dataclass(frozen=True, slots=True)
class VoiceExpired:
    """A yes is too old to count any more."""

    step: StepPath
    nonce: Nonce
    person: str
    because: str


@dataclass(frozen=True, slots=True)
class TargetMoved:
    """The branch that the result is for has moved on; what it has now is under the work.

    Shape: nothing that was judged of the whole holds any more; the run goes on until it does.
    """

    step: StepPath  # "target/1": where it is taken in
    branch: str
    commit: CommitId  # where the branch is now, and what the run rests on from here
    tree: TreeId  # of that commit
    head: TreeId  # the work on it; where they clash, as the branch has it
    is_clash: bool  # somebody has to put the two together
    person: str  # who wanted the result to land


@dataclass(frozen=True, slots=True)
class OutcomeHolds:
    """What was accepted holds by another ruler too, judged again as it was; the head stays."""

    step: StepPath
    number: int
    tree: TreeId  # that it was judged on: others may have built on it since


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Who has which role is said otherwise where the result is to land, and holds from here on.

    Shape: what people said before counts as what they were when they said it.
    """

    branch: str
    commit: CommitId  # whose configuration says so
    people: People


OfStanding = DecisionKept | OutcomeHolds | StepStale | VoiceExpired | TargetMoved | PeopleChanged
