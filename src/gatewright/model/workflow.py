"""A workflow as a run executes it: steps in order, each with its worker, gate and failure rules.

Phases are flattened: what stands at the end of a phase is a step without a worker, and what comes
after needs it. A run keeps the whole definition; the file it came from may change meanwhile.
"""

from enum import StrEnum

from gatewright.model.budgets import Budget, ScopedBudget
from gatewright.model.commit_policy import CommitRule
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.exits import ExitRule, StartRule
from gatewright.model.facts import FactRule
from gatewright.model.ids import Digest, StepPath
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass
from gatewright.model.registers import Register
from gatewright.model.risk import RiskRule
from gatewright.model.rules import TaskKind
from gatewright.model.signing import Grade

PROJECT_CHECKS = "project"
"""The word of a gate for every check that the project configured itself."""

TREE = "tree"
"""What an approval binds where it binds all of the content."""


class WorkerKind(StrEnum):
    """Who does an attempt."""

    AGENT = "agent"  # by a role that is mapped to an agent
    PERSON = "person"
    COMMAND = "command"
    NOBODY = "nobody"  # checks and approvals only


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does the attempts of a step, and what they are told."""

    kind: WorkerKind
    role: str = ""
    brief: str = ""  # what to do, in words; the rest of the brief is made by program
    argv: tuple[str, ...] = ()  # of a command; no shell


@dataclass(frozen=True, slots=True)
class Product:
    """An artifact that a step makes."""

    name: str  # "plan"
    path: str  # repository path, known when the run starts
    schema: str = ""  # "plan", or the name of a document's schema; "" for none
    living: tuple[str, ...] = ()  # sections that do not count, nor marks of what is done then
    section: str = ""  # of a file that another step makes; "" for all of the file
    append_only: bool = False  # older lines stay as they are
    revises: str = ""  # the artifact in whose place this comes; that stays what it was
    type: str = ""  # "markdown", "yaml", "json", "openapi": what form it has; "" for any
    template: str = ""  # words of the workflow to begin from
    register: str = ""  # whose entries are its rows; "" where it is written otherwise
    captured: bool = False  # it is what the command of the step prints
    entered: str = ""  # the register that a form is entered in once it holds; "" for none


class Against(StrEnum):
    """What the tree of a step is compared with."""

    STEP = "step"  # the tree the step began from: what this step changed
    BASE = "base"  # the base of the run: all that the run changed


class Distinct(StrEnum):
    """What two voices of one approval must differ in."""

    PEOPLE = "people"  # nobody counts twice
    ROLES = "roles"  # one person may speak for each role that they hold


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """A decision by people. It comes last, when no check refuses."""

    roles: tuple[str, ...]
    question: str
    items: tuple[str, ...] = ()  # asked one by one, at most five
    binds: tuple[str, ...] = ("tree",)  # "tree", or names of content
    not_author: bool = True
    voices_min: int = 1
    each_role: bool = False  # one voice for each of `roles`; as many as there are of them
    distinct: Distinct = Distinct.PEOPLE
    veto: tuple[str, ...] = ()  # roles that may send back, and need not agree
    when: str = ""  # CEL over facts; "" always
    expires_s: int | None = None  # a yes that is older counts no more when the gate is crossed
    grade: Grade | None = None  # of the key that signs; None: as the project says


@dataclass(frozen=True, slots=True)
class InlineCheck:
    """A check that the workflow defines itself, as its text says: read again where it is judged."""

    name: str
    text: str  # JSON; every scalar is text
    waive: tuple[str, ...] | None = None  # roles that may waive it; None: as the workflow says


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold before a step is accepted, besides what every step must hold."""

    checks: tuple[str, ...] = ()  # built-in or configured by name; "project": all configured
    against: Against = Against.STEP
    approvals: tuple[ApprovalRule, ...] = ()  # asked all at once
    defined: tuple[InlineCheck, ...] = ()  # those of `checks` that the workflow defines itself
    facts: tuple[str, ...] = ()  # that these speak of
    is_crossing: bool = False  # of a phase: must hold again whenever a later one is crossed
    freeze: tuple[str, ...] = ()  # artifacts that only a change request alters while it holds
    artifacts: tuple[tuple[str, str], ...] = ()  # that `defined` speak of: as said there, by name


class Move(StrEnum):
    """What follows a refusal."""

    REWORK = "rework"  # this step again, with the evidence
    REOPEN = "reopen"  # earlier steps again
    CHANGE = "change"  # people are asked whether artifacts may be made otherwise
    ASK = "ask"  # a person chooses one of a few moves
    KEEP = "keep"  # what was added stays; offered by the engine alone
    REVERT = "revert"  # what was added is taken back; offered by the engine alone
    BLOCK = "block"
    ABORT = "abort"


APPROVAL_CHECK = "approval"
"""The word of a failure rule for a no by people."""


MERGE_CHECK = "merge"
"""The word of a failure rule for work that does not go with what became of the head meanwhile."""


@dataclass(frozen=True, slots=True)
class NoGo:
    """One failure rule; the first with uses left applies, after the last the run blocks."""

    move: Move
    steps: tuple[StepPath, ...] = ()  # of REOPEN
    at_most: int = 3
    reason: str = ""
    checks: tuple[str, ...] = ()  # whose failure it is for; () for any
    role: str = ""  # of ASK: who chooses
    offers: tuple["NoGo", ...] = ()  # of ASK: what there is to choose from
    artifacts: tuple[str, ...] = ()  # of CHANGE
    remedies: tuple[StepPath, ...] = ()  # of the step: what is laid in before the move


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Steps of which not all are waited for."""

    steps: tuple[StepPath, ...]
    at_least: int  # fewer where fewer apply


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """The unit of work and of retry."""

    path: StepPath
    title: str
    phase: str
    doer: Doer
    needs: tuple[StepPath, ...] = ()
    reads: tuple[str, ...] = ()  # names of content; a new digest of one makes the step stale
    writes: tuple[str, ...] = ()  # globs and "tree:SET"; a change outside is refused. () is nothing
    keeps: tuple[str, ...] = ()  # what others made, by path; a change there is refused
    produces: tuple[Product, ...] = ()
    may_be_empty: bool = False
    asks_if_lost: bool = False  # a command that was cut off is begun again by a person's word only
    gate: Gate = Gate()
    no_go: tuple[NoGo, ...] = (NoGo(Move.REWORK),)
    attempts_max: int = 3
    time_limit_s: int = 1800
    when: str = ""  # CEL over facts; "" always
    for_each: str = ""  # name of an artifact whose items this step is made for
    list_name: str = ""  # which of its lists; "" for the only one
    item_name: str = ""  # what stands for the item in texts: "task"
    items: tuple["Item", ...] = ()  # that it is made for, where the workflow lists them itself
    made_from: StepPath = StepPath("")  # of a step that is made for an item: as the workflow has it
    within: StepPath = StepPath("")  # of a step of a procedure: the step that uses it
    remakes: tuple[StepPath, ...] = ()  # of a step that uses a procedure: who works inside
    group: tuple["StepDefinition", ...] = ()  # inside, where it is used for each item
    is_parallel: bool = False  # what is made for one item does not wait for the item before
    after: str = ""  # field of an item: the keys of items that it waits for; "" for none
    items_min: int = 1  # fewer are no list
    not_by: tuple[StepPath, ...] = ()  # who worked there does not work here
    commit: CommitRule = CommitRule()
    budget: Budget = Budget()  # of all its attempts; attempts_max and time_limit_s are of its own
    action: str = ""  # what Gatewright does here itself: "commit", "write_report"
    signals: tuple[str, ...] = ()  # what the outside is told once it holds, the first time
    some_of: tuple[SomeOf, ...] = ()  # among what it needs: not all of these are waited for
    passes: tuple[StepPath, ...] = ()  # gates before it that it does not wait for
    remedies: tuple["StepDefinition", ...] = ()  # procedures that its failure rules may lay in

    @property
    def works(self) -> bool:
        """Return whether somebody works before it is judged."""
        return self.doer.kind is not WorkerKind.NOBODY

    @property
    def whole(self) -> tuple["StepDefinition", ...]:
        """Return it after what is inside of it, and before what its failure rules may lay in."""
        inner = (each for step in self.group for each in step.whole)
        laid = (each for step in self.remedies for each in step.whole)
        return (*inner, self, *laid)


ASKED_STEP = "inputs"
"""What the paths of steps begin with in which people are asked for an input."""


@dataclass(frozen=True, slots=True)
class InputRule:
    """Something that a workflow is given by name when it starts."""

    name: str
    path: str = ""  # a repository path or a glob of one file; "" for none
    schema: str = ""
    type: str = ""
    is_optional: bool = False
    when: str = ""  # CEL over facts; where it is false, it is not looked for
    ask: str = ""  # the role that makes it where it is missing; "" for nobody
    of_workflow: str = ""  # an earlier run of this workflow, that is completed
    of_output: str = ""  # what it made
    where: str = ""  # CEL over that run; "" for any
    uses: str = ""  # the workflow that makes it where it is missing; "" for none


@dataclass(frozen=True, slots=True)
class InputFound:
    """An input, as it was when the run started."""

    name: str
    path: str
    digest: Digest
    source: str  # "main", "feature 3 of main"
    items: tuple["Item", ...] = ()  # that steps are made for


@dataclass(frozen=True, slots=True)
class Workflow:
    """A versioned definition, expanded and checked."""

    name: str
    version: str
    title: str
    roles: tuple[str, ...]
    steps: tuple[StepDefinition, ...]  # in an order in which each needs only earlier ones
    risk_lines_max: int | None = None  # a larger diff outgrows it
    risk_paths: tuple[str, ...] = ()  # globs; a diff that touches one outgrows it
    outgrown: str = ""  # the workflow that goes on then; "" for none
    risk_classes: tuple[RiskRule, ...] = ()  # what puts a feature into a class above the lowest
    waive: tuple[str, ...] | None = None  # roles that may waive; None: those that approve
    facts: tuple[FactRule, ...] = ()
    purpose: str = ""
    source: tuple[tuple[str, str], ...] = ()  # where the procedure comes from, as its writer says
    guides: tuple[str, ...] = ()  # files that every worker is pointed to
    params: tuple[tuple[str, str], ...] = ()  # fixed when the run starts
    inputs: tuple[InputRule, ...] = ()
    outputs: tuple[str, ...] = ()  # artifacts that others may take
    uses: tuple[tuple[str, str], ...] = ()  # each procedure in it, and where it is from
    registers: tuple[Register, ...] = ()  # that it declares or speaks of
    paths: tuple[PathSet, ...] = ()  # what the names of path sets mean, fixed when a run starts
    budgets: tuple[ScopedBudget, ...] = ()  # of the run, and of phases
    exits: tuple[ExitRule, ...] = ()
    start: StartRule | None = None
    signals: tuple[str, ...] = ()  # what the outside is told once all holds
    branch: str = ""  # what the result is called where it is taken; "" as it is published
    documents: tuple[DocumentSchema, ...] = ()  # the schemas that it names
    settles: tuple[tuple[str, str, str], ...] = ()  # facts by params: the fact, the word, the param
    clean_up: tuple[StepDefinition, ...] = ()  # what an abort does first; its last one closes it
    partly: StepDefinition | None = None  # where it is judged whether it may end with what holds
    changes: StepDefinition | None = None  # the procedure that decides change requests

    @property
    def planned_steps(self) -> tuple[StepDefinition, ...]:
        """Return the steps that are done where nothing is refused, also for each item."""
        return tuple(each for step in self.steps for each in (*step.group, step))

    @property
    def all_steps(self) -> tuple[StepDefinition, ...]:
        """Return every step, also those that are there for each item, and those of remedies."""
        return tuple(each for step in self.steps for each in step.whole)

    @property
    def every_step(self) -> tuple[StepDefinition, ...]:
        """Return every step, with those that an end or a change of it brings."""
        once = tuple(each for each in (self.partly, self.changes) if each is not None)
        wanted = (each for step in (*once, *self.clean_up) for each in step.whole)
        return (*self.all_steps, *wanted)


@dataclass(frozen=True, slots=True)
class ItemField:
    """Something that an item says beside its title."""

    name: str  # "measure"
    text: str  # one line; a worker's words
    literal: str  # as a condition writes it


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a `for_each` step is made for."""

    key: str  # "1"
    title: str
    digest: Digest
    kind: TaskKind = TaskKind.BEHAVIOUR  # what it is for, and so how it is proved
    after: tuple[str, ...] = ()  # keys of items that it waits for
    list_name: str = ""  # of a document with several lists: which
    fields: tuple[ItemField, ...] = ()
