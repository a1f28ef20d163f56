"""What reaches a run: outcomes of effects, and what people type. Admitted or refused."""

from gatewright.model.budgets import Resource, Usage
from gatewright.model.changing import NewDefinition
from gatewright.model.context import StreamHead
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    Choice,
    RunStarted,
    StepJudged,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.facts import FactValue
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, EffectId, Nonce, StepPath, TreeId
from gatewright.model.records import dataclass
from gatewright.model.signing import Signed


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a run."""

    started: RunStarted


@dataclass(frozen=True, slots=True)
class BeginAttempt:
    """The shell is about to start a worker; admitted, the request is durable."""

    step: StepPath
    number: int
    effect_id: EffectId
    worker: str
    from_tree: TreeId
    brief: Digest
    seen: tuple[StreamHead, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkDone:
    """A worker ended. Refused for an attempt that is not the current one: fenced."""

    finished: AttemptFinished
    questions: tuple[str, ...] = ()  # what it asked instead of guessing
    lines: tuple[str, ...] = ()  # what it wrote for the registers; hostile


@dataclass(frozen=True, slots=True)
class WorkLost:
    """A new driver found an attempt under way that nobody is doing."""

    step: StepPath
    number: int
    because: str


@dataclass(frozen=True, slots=True)
class WorkUsed:
    """What an attempt used whose work is not handed in: it was stopped, or came too late."""

    step: StepPath
    number: int
    duration_ms: int
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class JudgingDone:
    """Every check of a gate was judged."""

    judged: StepJudged
    outgrown: WorkflowOutgrown | None = None  # the diff is larger than the workflow allows
    lines: tuple[str, ...] = ()  # of forms that are entered in registers; hostile
    edition: int = 0  # of the definition that it was judged by


@dataclass(frozen=True, slots=True)
class Merged:
    """The work of a step was put on the head, without conflict."""

    step: StepPath
    number: int
    head: TreeId
    tree: TreeId


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """The work of a step does not go with what became of the head meanwhile."""

    step: StepPath
    number: int
    head: TreeId
    verdict: VerdictLine  # where both changed the same; the whole of it is evidence


@dataclass(frozen=True, slots=True)
class Decide:
    """A person decides on what was asked."""

    step: StepPath
    nonce: Nonce
    bound: Digest
    choice: Choice
    person: str
    answers: tuple[Answer, ...]
    because: str
    shown: Digest
    head: Digest
    signed: Signed | None = None  # as it was verified; None: nobody proves whose word it is


@dataclass(frozen=True, slots=True)
class Choose:
    """A person chooses what follows a refusal."""

    step: StepPath
    nonce: Nonce
    offer: int  # from 0
    person: str
    because: str


@dataclass(frozen=True, slots=True)
class AskChange:
    """A person wants what was made, and perhaps fixed, to be otherwise."""

    artifacts: tuple[str, ...]
    person: str
    because: str
    facts: tuple[tuple[str, FactValue], ...] = ()  # what is to be known instead
    definition: NewDefinition | None = None  # by which the run is to go on
    tree: TreeId | None = None  # the head that its contents are of


@dataclass(frozen=True, slots=True)
class Hint:
    """A person wants another attempt, with words for it."""

    step: StepPath | None  # None: the one that is given up
    person: str
    text: str
    grants: tuple[tuple[Resource, int], ...] = ()  # what may be used from here on


@dataclass(frozen=True, slots=True)
class Waive:
    """A person lets through what a check found."""

    step: StepPath | None  # None: the one that blocks
    check: str
    person: str
    because: str
    until: str = ""  # RFC 3339, UTC


@dataclass(frozen=True, slots=True)
class Take:
    """A person wants to do a step by hand."""

    step: StepPath | None
    person: str
    folder: str
    from_tree: TreeId | None = None  # what the folder holds; None: the head, whatever it is


@dataclass(frozen=True, slots=True)
class Submit:
    """A person hands in what they did by hand."""

    step: StepPath | None
    person: str
    tree: TreeId


@dataclass(frozen=True, slots=True)
class Reply:
    """A person answers a question."""

    question_id: str | None  # None: the only open one
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A person puts something on record."""

    register: str
    given: tuple[tuple[str, str], ...]  # by field, as it was typed
    person: str


@dataclass(frozen=True, slots=True)
class Note:
    """An agent in a person's own checkout puts something on record while it works."""

    step: StepPath
    number: int
    register: str
    given: tuple[tuple[str, str], ...]  # by field; hostile


@dataclass(frozen=True, slots=True)
class Abort:
    """A person ends the run."""

    person: str
    because: str


@dataclass(frozen=True, slots=True)
class Finish:
    """A person wants the run to end with what holds now."""

    person: str
    because: str


@dataclass(frozen=True, slots=True)
class AllowCommit:
    """A person allows that what is accepted becomes commits."""

    person: str
    message: str = ""  # in place of ours


@dataclass(frozen=True, slots=True)
class Branched:
    """The branch of the run is there."""

    step: StepPath
    commit: CommitId


@dataclass(frozen=True, slots=True)
class Committed:
    """The commit of an accepted step is on the run's branch."""

    step: StepPath
    commit: CommitId
    tree: TreeId


@dataclass(frozen=True, slots=True)
class Landed:
    """The result is in the target branch."""

    commit: CommitId
    branch: str
    person: str


@dataclass(frozen=True, slots=True)
class TakeIn:
    """A person wants a result to land, and the target has moved on meanwhile."""

    branch: str
    commit: CommitId  # where it is now
    tree: TreeId
    head: TreeId  # the work on it; where they clash, as the target has it
    person: str
    clash: VerdictLine | None = None  # where both changed the same; the whole of it is evidence


@dataclass(frozen=True, slots=True)
class ForbiddenAct:
    """A process that was started for some work tried what only people do."""

    what: str  # the verb: "approve"
    found: str  # by what it was known, in words


@dataclass(frozen=True, slots=True)
class CannotBegin:
    """What the next attempt at a step needs is gone or altered: nobody may be paid for it."""

    step: StepPath
    because: str


@dataclass(frozen=True, slots=True)
class NamePeople:
    """The shell read who has which role now, where the result is to land."""

    people: People
    branch: str
    commit: CommitId


Intake = (
    Start
    | BeginAttempt
    | WorkDone
    | WorkLost
    | WorkUsed
    | JudgingDone
    | Merged
    | MergeConflict
    | Decide
    | Choose
    | AskChange
    | Hint
    | Waive
    | Take
    | Submit
    | Reply
    | Record
    | Note
    | Abort
    | Finish
    | AllowCommit
    | Branched
    | Committed
    | Landed
    | TakeIn
    | ForbiddenAct
    | CannotBegin
    | NamePeople
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an intake is not admitted; nothing was recorded."""

    code: str  # "approval.stale"
    what: str  # one clause
    wanted: str
    found: str
    way_out: str = ""
