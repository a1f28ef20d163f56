"""Events of what people let through although a check found it."""

from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Waived:
    """A person let through what a check found, with a reason: exactly that, and no more."""

    step: StepPath  # where it was found; it holds for the whole run
    check: str
    fingerprints: tuple[Digest, ...]
    verdict: Digest  # in the evidence store: what the person could read
    person: str
    role: str
    because: str
    until: str = ""  # RFC 3339, UTC; "" as long as the run
    is_self: bool = False  # by who asked for the run


@dataclass(frozen=True, slots=True)
class JudgedAnew:
    """Work is judged once more as it is: a check is waived, or something is known otherwise."""

    step: StepPath
    number: int
    tree: TreeId
    because: str


OfWaivers = Waived | JudgedAnew
