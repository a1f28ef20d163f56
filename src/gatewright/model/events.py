"""Durable facts of a run, in the past tense. Its journal is a list of these and nothing else.

Each is small, says who and what by digest, and never changes its meaning: a new meaning is a new
version with an upgrade from the old one.
"""

from enum import StrEnum

from gatewright.model.budgets import OfBudgets, Usage
from gatewright.model.changing import OfChanges
from gatewright.model.choices import OfChoices
from gatewright.model.commit_policy import OfCommits
from gatewright.model.context import StreamHead
from gatewright.model.declaring import Declared
from gatewright.model.exits import OfExits
from gatewright.model.facts import FactSeen, OfFacts
from gatewright.model.feature import Bounds, Facts, Feature, Origin, People
from gatewright.model.ids import CommitId, Digest, EffectId, Nonce, StepPath, TreeId
from gatewright.model.isolation import Isolation
from gatewright.model.questions import QuestionAnswered, QuestionAsked
from gatewright.model.queueing import OfQueue
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded, EntryTurnedDown
from gatewright.model.remedies import OfRemedies
from gatewright.model.setbacks import AgentReplaced, AttemptDelayed
from gatewright.model.signing import Signed
from gatewright.model.standing import OfStanding
from gatewright.model.verdicts import Place, Status
from gatewright.model.waivers import OfWaivers
from gatewright.model.workflow import InputFound, Item, Workflow


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A person asked for a feature, and the definition was fixed."""

    feature: Feature
    workflow: Workflow
    because: str  # why this workflow: "new behaviour, medium size"
    origin: Origin
    facts: Facts
    people: People
    requester: str  # principal
    bounds: Bounds
    agent: str  # name of the worker that roles of agents are mapped to
    inputs: tuple[InputFound, ...] = ()
    contents: tuple[tuple[str, Digest], ...] = ()  # of regions, and of parts of inputs, at first
    fallbacks: tuple[str, ...] = ()  # agents that go on where the one before cannot work
    context: tuple[str, ...] = ()  # streams whose notes are told in briefs too
    declared: Declared | None = None  # what was said for it to start


@dataclass(frozen=True, slots=True)
class StepsExpanded:
    """A `for_each` step was made for each item of an accepted artifact."""

    step: StepPath
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """The request for an attempt is durable; from here on the worker may have begun."""

    step: StepPath
    number: int  # from 1, never reused
    effect_id: EffectId
    worker: str  # principal: "agent:scripted", "person:dev", "command"
    from_tree: TreeId
    brief: Digest  # in the evidence store
    seen: tuple[StreamHead, ...] = ()  # what the brief was made from: the run first, then sessions


class Ended(StrEnum):
    """How an attempt ended, by what was seen and not by what was said."""

    DONE = "done"  # the worker came to an end by itself
    FAILED = "failed"  # its program broke; nothing is known of the work
    TIMED_OUT = "timed out"
    QUIET = "quiet"
    FLOODED = "flooded"
    ABSENT = "absent"  # it could not be started
    BUSY = "busy"  # it said that it cannot work now: a rate limit, no network
    SHUT_OUT = "shut out"  # its model's service does not accept its key or login


@dataclass(frozen=True, slots=True)
class AttemptFinished:
    """A worker ended, and its lane was taken as a tree."""

    step: StepPath
    number: int
    ended: Ended
    tree: TreeId
    said: str  # the worker's last words; quoted, never believed
    transcript: Digest | None
    isolation: Isolation | None  # None: a person's own hands
    duration_ms: int
    author: str = ""  # a person who worked by hand; "" for the attempt's worker
    usage: Usage | None = None  # as the worker reports it
    checkout: TreeId | None = None  # a person's own files as they were, where it was done in them


@dataclass(frozen=True, slots=True)
class AttemptLost:
    """The driver died while the attempt was under way; what became of it is not known."""

    step: StepPath
    number: int
    because: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A verdict as the journal keeps it; the whole of it is evidence."""

    check: str
    status: Status
    headline: str
    verdict: Digest  # of the whole verdict, in the evidence store
    codes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()  # the first few
    fingerprints: tuple[Digest, ...] = ()  # of what was found
    is_advisory: bool = False  # by the team's word it never blocks
    is_of_change: bool = False  # on how the work was done, and not on what is there


@dataclass(frozen=True, slots=True)
class StepJudged:
    """Every check of a step's gate was judged on one tree."""

    step: StepPath
    number: int
    tree: TreeId
    verdicts: tuple[VerdictLine, ...]
    artifacts: tuple[tuple[str, Digest], ...]  # what it produces, its parts; regions of the tree
    items: tuple[Item, ...] = ()  # of an artifact that others are made for
    facts: tuple[FactSeen, ...] = ()  # what the content says of them


@dataclass(frozen=True, slots=True)
class StepAccepted:
    """A step holds: every check passes, and who must decide has decided."""

    step: StepPath
    number: int
    tree: TreeId
    artifacts: tuple[tuple[str, Digest], ...]


SENT_BACK = "approval.sent-back"
"""The code of a refusal by a person."""


@dataclass(frozen=True, slots=True)
class StepRefused:
    """A step does not hold, and why; two refusals with one signature end the attempts early."""

    step: StepPath
    number: int
    signature: Digest
    codes: tuple[str, ...]
    because: str  # a person's reason, or the first headline


@dataclass(frozen=True, slots=True)
class StepReopened:
    """An accepted or given-up step is made again."""

    step: StepPath
    because: str
    by: StepPath | None = None  # the step whose failure rule did it; None: a person
    rule: int | None = None  # which of its failure rules has one use less; None: counted already


@dataclass(frozen=True, slots=True)
class StepGivenUp:
    """No rule has uses left."""

    step: StepPath
    because: str


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """A condition was false; the facts are the record."""

    step: StepPath
    because: str


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """People are asked, on one content."""

    step: StepPath
    number: int
    nonce: Nonce
    bound: Digest
    tree: TreeId
    approval: int = 0  # which of the gate; past the last one: that nothing needs to change


class Choice(StrEnum):
    """What a person may decide."""

    APPROVE = "approve"
    SEND_BACK = "send back"


@dataclass(frozen=True, slots=True)
class Answer:
    """One checklist item, answered."""

    item: str
    is_yes: bool
    because: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A person decided, on what was shown."""

    step: StepPath
    nonce: Nonce
    bound: Digest
    choice: Choice
    person: str  # principal
    role: str
    answers: tuple[Answer, ...]
    because: str
    shown: Digest  # of the text that was rendered
    head: Digest  # of the stream when it was shown: each decision is a checkpoint
    at: str = ""  # RFC 3339, UTC
    is_signed: bool = False
    is_self: bool = False  # the person who asked for the feature
    signed: Signed | None = None


@dataclass(frozen=True, slots=True)
class DecisionLapsed:
    """What a decision was bound to has changed, so it does not count any more."""

    step: StepPath
    nonce: Nonce
    because: str


@dataclass(frozen=True, slots=True)
class HintGiven:
    """A person gave words for the next attempt, and attempts if there were none left."""

    step: StepPath
    person: str
    text: str
    attempts_granted: int


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A person takes a step into their own hands; its folder is theirs until they submit."""

    step: StepPath
    person: str
    folder: str


@dataclass(frozen=True, slots=True)
class WorkflowOutgrown:
    """The diff is larger than the workflow allows; another one goes on with the work."""

    workflow: Workflow
    because: str
    tree: TreeId
    contents: tuple[tuple[str, Digest], ...] = ()  # of the regions that it names, as they are


@dataclass(frozen=True, slots=True)
class RunBlocked:
    """Nothing can move until somebody acts."""

    because: str
    step: StepPath | None


@dataclass(frozen=True, slots=True)
class RunResumed:
    """Somebody acted."""

    person: str
    because: str
    wall_s_granted: int = 0  # added to the time that the run may take


class Exit(StrEnum):
    """How a run ends."""

    COMPLETED = "completed"
    PARTIAL = "partial"  # with what holds; the rest is deferred
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class RunExited:
    """The run is over; it starts nothing any more."""

    exit: Exit
    because: str
    tree: TreeId | None
    outputs: tuple[tuple[str, Digest], ...] = ()  # what it gives out, each by its content
    person: str = ""  # who ended it; "" where it follows by itself


@dataclass(frozen=True, slots=True)
class RunLanded:
    """The result was taken into the target branch."""

    commit: CommitId
    branch: str
    person: str


@dataclass(frozen=True, slots=True)
class ActForbidden:
    """A process that was started for some work tried what only people do; nothing came of it."""

    what: str  # the verb: "approve"
    found: str  # by what it was known, in words


Event = (
    RunStarted
    | StepsExpanded
    | AttemptStarted
    | AttemptFinished
    | AttemptLost
    | AttemptDelayed
    | AgentReplaced
    | StepJudged
    | StepAccepted
    | StepRefused
    | OfQueue
    | StepReopened
    | StepGivenUp
    | StepSkipped
    | OfStanding
    | DecisionAsked
    | Decided
    | DecisionLapsed
    | OfChanges
    | OfRemedies
    | OfChoices
    | HintGiven
    | OfBudgets
    | OfWaivers
    | StepTaken
    | QuestionAsked
    | QuestionAnswered
    | EntryAdded
    | EntryTurnedDown
    | OfCommits
    | OfExits
    | WorkflowOutgrown
    | RunBlocked
    | RunResumed
    | RunExited
    | RunLanded
    | ActForbidden
    | OfFacts
)
