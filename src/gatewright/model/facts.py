"""What is known of a feature: yes or no, a number, a word; and what settles it."""

from enum import StrEnum

from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import dataclass
from gatewright.model.risk import RiskGround

FactValue = bool | int | str

FACTS = "facts"
"""The name under which all that is known is read and bound; one of them is `facts.NAME`."""

DIFF = "diff"
"""What a `from` calls all that a run changed, and the word for facts that it settled."""

CHANGED = "change"
"""The word for facts that people overruled by a change request."""


class FactType(StrEnum):
    """What a fact can be."""

    BOOL = "bool"
    INT = "int"
    STRING = "string"
    ENUM = "enum"


@dataclass(frozen=True, slots=True)
class FactRule:
    """Something that conditions speak of: said at the start, found in evidence, or asked for."""

    name: str  # "ui"
    question: str = ""  # "" where its source says it
    role: str = ""  # who answers; "" for anybody
    type: FactType = FactType.BOOL
    values: tuple[str, ...] = ()  # of an enum
    source: str = ""  # CEL; "" where only people say it
    reads: tuple[tuple[str, str], ...] = ()  # artifacts of the source: as it calls them, their name
    is_of_diff: bool = False  # the source speaks of the diff

    @property
    def is_found(self) -> bool:
        """Return whether it is found in content: an artifact, or the diff."""
        return bool(self.reads) or self.is_of_diff

    @property
    def is_derived(self) -> bool:
        """Return whether it follows from other facts, or from params alone."""
        return bool(self.source) and not self.is_found


@dataclass(frozen=True, slots=True)
class FactSeen:
    """What the content under judgement says of a fact."""

    name: str
    value: FactValue
    source: str  # the artifacts, or "diff"
    digest: Digest  # of what it was read from
    grounds: tuple[RiskGround, ...] = ()  # of the risk class


@dataclass(frozen=True, slots=True)
class FactSettled:
    """Something is known, or is another than before; a person's answer is an event of its own."""

    name: str
    value: FactValue
    source: str  # "api-inventory", "diff", "facts", "change"
    digest: Digest  # of what it was read from
    step: StepPath | None = None  # by whose acceptance; None when the run started, or by an answer
    grounds: tuple[RiskGround, ...] = ()  # of the risk class: those that were not known before


@dataclass(frozen=True, slots=True)
class StepApplies:
    """A step that did not apply is to be done after all: a fact is another now."""

    step: StepPath
    because: str


OfFacts = FactSettled | StepApplies
