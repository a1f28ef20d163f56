"""The state of a run, folded from its events. States of a step are types that cannot lie.

Counters of unmet needs and the ready set are kept, so that deciding never scans the steps; what an
event leaves as it is, is shared with the state before.
"""

from collections.abc import Mapping

import immutables

from gatewright.core.state.asked import Question, Request
from gatewright.core.state.units import Unit
from gatewright.core.text.ordered import Ordered
from gatewright.model.brief import AnsweredQuestion, Hint
from gatewright.model.budgets import Spent
from gatewright.model.changing import ChangeAsked
from gatewright.model.commit_policy import CommitAllowed
from gatewright.model.events import Ended, Exit, RunStarted, StepJudged, StepRefused
from gatewright.model.exits import AbortBegun, PartAsked, SignalGiven
from gatewright.model.facts import FactValue
from gatewright.model.feature import Origin
from gatewright.model.ids import CommitId, Digest, EffectId, Nonce, StepPath, TreeId
from gatewright.model.records import dataclass, field
from gatewright.model.registers import EntryAdded
from gatewright.model.remedies import RemedyLaid
from gatewright.model.retiring import WorkRetired
from gatewright.model.risk import RiskKnown
from gatewright.model.standing import TargetMoved
from gatewright.model.waivers import Waived
from gatewright.model.workflow import Item, StepDefinition, WorkerKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not everything it needs is settled."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An attempt may begin, or a judgement where nobody works."""


@dataclass(frozen=True, slots=True)
class Working:
    """A worker is at it."""

    number: int
    effect_id: EffectId
    worker: str
    from_tree: TreeId


@dataclass(frozen=True, slots=True)
class InHand:
    """A person has taken it."""

    number: int
    person: str
    folder: str
    from_tree: TreeId


@dataclass(frozen=True, slots=True)
class Judging:
    """Its tree is being judged."""

    number: int
    tree: TreeId
    from_tree: TreeId
    ended: Ended


@dataclass(frozen=True, slots=True)
class Queued:
    """Its work holds by itself, and waits to be put on the head."""

    number: int
    tree: TreeId
    from_tree: TreeId


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts are there; what follows from them is the next event."""

    number: int
    judged: StepJudged
    from_tree: TreeId


@dataclass(frozen=True, slots=True)
class Deciding:
    """People are asked."""

    number: int
    tree: TreeId
    from_tree: TreeId
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Choosing:
    """A person is asked what follows its refusal."""

    number: int
    nonce: Nonce
    rule: int


@dataclass(frozen=True, slots=True)
class Changing:
    """Its refusal wants something frozen to be otherwise; people decide on that elsewhere."""

    number: int
    change: StepPath


@dataclass(frozen=True, slots=True)
class Remedying:
    """Its refusal had a procedure laid in; it goes on once that holds."""

    number: int
    remedy: StepPath


@dataclass(frozen=True, slots=True)
class Held:
    """A worker asked something; the answer sets it free."""

    number: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """It does not hold; which failure rule applies is the next event."""

    number: int
    past: int = 0  # how many of its first failure rules are not for this refusal any more


@dataclass(frozen=True, slots=True)
class Accepted:
    """It holds."""

    number: int
    tree: TreeId


@dataclass(frozen=True, slots=True)
class Skipped:
    """Its condition is false, or what it was made for is gone."""

    because: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """No failure rule has uses left."""

    because: str


StepState = (
    Waiting
    | Ready
    | Working
    | InHand
    | Judging
    | Queued
    | Judged
    | Deciding
    | Choosing
    | Changing
    | Remedying
    | Held
    | Refused
    | Accepted
    | Skipped
    | GivenUp
)
SETTLED = (Accepted, Skipped)
ACTIVE = (
    Working,
    InHand,
    Judging,
    Queued,
    Judged,
    Deciding,
    Choosing,
    Changing,
    Remedying,
    Held,
    Refused,
)
UNDER_WAY = (Working, InHand, Judging, Queued, Held)
"""Work that goes on while something it needs is open again; what it comes to has to wait."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a step added to the head when it was accepted."""

    order: int  # among all of the run
    from_tree: TreeId
    tree: TreeId


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What is known of one step."""

    definition: StepDefinition
    state: StepState = Waiting()
    numbers_used: int = 0  # attempts and judgements so far; a number is never used twice
    tries: int = 0  # refused attempts since it last held
    granted: int = 0  # attempts that a person added
    tries_at_grant: int = 0  # how many of the tries were before the last grant, or remedy
    lost: int = 0
    not_before: str = ""  # when the next attempt may begin, after its worker could not work
    troubles: int = 0  # judgements that could not judge, and workers that broke, since the last try
    is_shut_out: bool = False  # its last attempt ended so: asking again changes nothing
    rule_uses: tuple[int, ...] = ()  # of each failure rule; reset by a person alone
    refusals: tuple[StepRefused, ...] = ()  # the last few, oldest first
    handed_in: Judging | None = None  # the last work that there was to judge
    handed_in_by: str = ""  # principal: whose worker, or own hands, it was
    judged: StepJudged | None = None  # the last judgement
    sent_back_by: str = ""  # the person behind the last refusal; "" where checks refused
    hints: tuple[Hint, ...] = ()  # oldest first
    answers: tuple[AnsweredQuestion, ...] = ()  # oldest first
    authors: frozenset[str] = frozenset()  # who worked on it
    read: tuple[tuple[str, Digest], ...] = ()  # what its last attempt rests on
    changed_reads: tuple[str, ...] = ()  # what it must be made to fit: another since it last held
    has_held: bool = False
    answered: tuple[Request, ...] = ()  # what people last said to each approval of its gate
    item: Item | None = None
    change: ChangeAsked | None = None  # what people decide on here
    target: TargetMoved | None = None  # what is taken in here
    remedy: RemedyLaid | None = None  # that it is a step of
    leaves: WorkRetired | None = None  # what people decide to keep or to revert here
    may_change: tuple[str, ...] = ()  # parts that people agreed to have otherwise; () for all
    is_template: bool = False  # was expanded; holds once all it was expanded to holds
    is_retired: bool = False  # what it was made for is gone, or over
    rows: int = 0  # entries of registers that there were to write when its attempt began
    sent_back: bool = False  # people said no, or took a yes back, since it last held
    edition: int = 0  # how often its definition, or what it is held to, was replaced
    is_judged_again: bool = False  # what was accepted, by another ruler: the head stays
    added: tuple[Contribution, ...] = ()  # oldest first; that of each acceptance

    @property
    def is_settled(self) -> bool:
        """Return whether what needs it may go on."""
        return isinstance(self.state, SETTLED)

    @property
    def is_vetoed(self) -> bool:
        """Return whether people said no to it, and nothing came of that yet."""
        return self.sent_back and not self.is_settled

    @property
    def has_worker(self) -> bool:
        """Return whether somebody works before it is judged."""
        return self.definition.doer.kind is not WorkerKind.NOBODY


@dataclass(frozen=True, slots=True)
class Apart:
    """The needs of a step that does not wait for all of them, or passes gates."""

    must: tuple[StepPath, ...]
    read: tuple[StepPath, ...] = ()  # of the others, those that make what it reads


@dataclass(frozen=True, slots=True)
class Moving:
    """Something can be done, or somebody is asked."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing moves until a person acts."""

    because: str
    step: StepPath | None


@dataclass(frozen=True, slots=True)
class Over:
    """The run starts nothing any more."""

    exit: Exit
    because: str
    landed: CommitId | None = None


RunPhase = Moving | Blocked | Over


@dataclass(frozen=True, slots=True)
class RunState:
    """All that follows from the events of a run."""

    started: RunStarted
    started_at: str
    phase: RunPhase
    steps: Ordered[StepPath, StepRecord]  # in the order of the workflow
    needed_by: Mapping[StepPath, tuple[StepPath, ...]]
    makers: Mapping[str, tuple[StepPath, ...]]  # which steps make an artifact; one at a time
    unmet: immutables.Map[StepPath, int]  # how many of its needs do not stand, or are missing
    remaining: Mapping[StepPath, int]  # steps of the longest path from it to the end
    ready: frozenset[StepPath]
    active: frozenset[StepPath]
    settled_count: int
    tree: TreeId  # the head: what the accepted steps came to
    agent: str = ""  # who does the attempts now
    unable_in_a_row: int = 0  # how often that agent could not work
    queue: tuple[StepPath, ...] = ()  # whose work waits to be put on it, or is being judged there
    artifacts: immutables.Map[str, Digest] = field(default_factory=immutables.Map)
    facts: Mapping[str, FactValue] = field(default_factory=dict)  # that are settled
    sources: Mapping[str, str] = field(default_factory=dict)  # of those that people did not say
    risk: RiskKnown = RiskKnown()  # why the feature is of its risk class
    questions: Mapping[str, Question] = field(default_factory=dict)  # open ones
    to_commit: tuple[Unit, ...] = ()
    commits: tuple[CommitId, ...] = ()
    allowed: CommitAllowed | None = None  # how far a person lets it be committed
    message: str = ""
    has_branch: bool = False
    statements: frozenset[Digest] = frozenset()  # signed ones that were taken: each counts once
    people_at: CommitId | None = None  # whose configuration says who has which role
    taking: StepPath | None = None  # where the target is taken in: nothing else begins meanwhile
    rested_on: tuple[Origin, TreeId] | None = None  # base and head before it was taken in last
    signalled: tuple[SignalGiven, ...] = ()
    spent: immutables.Map[str, Spent] = field(default_factory=immutables.Map)  # by scope
    untold: frozenset[tuple[StepPath, int]] = frozenset()  # attempts whose use nobody told yet
    refusals_count: int = 0
    by_hand: frozenset[str] = frozenset()  # people whose work is in it
    wall_s_granted: int = 0  # time that people added by acting
    outgrown_count: int = 0
    waivers: tuple[Waived, ...] = ()
    apart: Mapping[StepPath, Apart] = field(default_factory=dict)  # of those that wait for some
    passed_by: Mapping[StepPath, tuple[StepPath, ...]] = field(default_factory=dict)  # gates
    crossings: tuple[StepPath, ...] = ()  # gates of phases, in the order of the workflow
    watched: tuple[str, ...] = ()  # regions, and parts, of which a judgement tells the digest
    versioned: tuple[str, ...] = ()  # artifacts of which somebody names a version
    readers: Mapping[str, tuple[StepPath, ...]] = field(default_factory=dict)  # of these
    gone: Mapping[StepPath, StepRecord] = field(default_factory=dict)  # of outgrown workflows
    entries: immutables.Map[str, tuple[EntryAdded, ...]] = field(default_factory=immutables.Map)
    remedies: tuple[RemedyLaid, ...] = ()  # that are under way
    holds: tuple[EntryAdded, ...] = ()  # open ones that keep steps from beginning
    ending: AbortBegun | None = None  # what it is aborted for, while that is cleaned up
    partial: PartAsked | None = None  # that it may end with what holds is asked
    accepted_count: int = 0  # acceptances of all steps, one after the other
    upgrades_count: int = 0  # definitions that took the place of another

    def record(self, step: StepPath) -> StepRecord:
        """Return the record of `step`. Raises: KeyError -- a caller's bug."""
        return self.steps[step]

    def stands(self, step: StepPath) -> bool:
        """Return whether `step` is settled, and all that came before it is."""
        return self.steps[step].is_settled and self.unmet[step] == 0
