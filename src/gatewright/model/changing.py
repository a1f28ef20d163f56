"""Events of a change request: a proposal to alter what is frozen, was approved, or was begun by."""

from gatewright.model.facts import FactValue
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import dataclass
from gatewright.model.workflow import Workflow


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """A workflow as a run is to go on by it, and what it names that nobody looked at before."""

    workflow: Workflow
    digest: Digest  # of all of it: what people decide on
    because: str = ""  # where it is from
    contents: tuple[tuple[str, Digest], ...] = ()  # of the head, while it stays as it is


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
    definition: NewDefinition | None = None  # by which the run is to go on


@dataclass(frozen=True, slots=True)
class ChangeTurnedDown:
    """People do not want the change; what asked for it goes on without it."""

    step: StepPath
    because: str


@dataclass(frozen=True, slots=True)
class DefinitionReplaced:
    """The run goes on by the definition that people agreed to; what becomes of its steps."""

    step: StepPath  # "changes/1": where it is, and was agreed to
    before: str  # versions
    version: str
    made_again: tuple[StepPath, ...] = ()  # to fit what they are now
    judged_again: tuple[StepPath, ...] = ()  # as they are, by what they are held to now
    added: tuple[StepPath, ...] = ()
    retired: tuple[StepPath, ...] = ()


OfChanges = ChangeAsked | ChangeTurnedDown | DefinitionReplaced
