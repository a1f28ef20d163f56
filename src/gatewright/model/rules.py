"""What a check demands, as data: one frozen type for each kind that this version runs."""

from enum import StrEnum

from gatewright.model.doc_parts import (
    ChecklistDemand,
    EarsDemand,
    GherkinDemand,
    SectionDemand,
    TableDemand,
)
from gatewright.model.document_rules import ArtifactRule, ContractRule, MetricRule, TraceRule
from gatewright.model.path_sets import PathSet
from gatewright.model.probe_rules import ProbeRule
from gatewright.model.records import dataclass, field
from gatewright.model.register_rules import RegisterRule
from gatewright.model.reported_rules import (
    Repeats,
    ReportedCoverageRule,
    ReportedFindingsRule,
)
from gatewright.model.verdicts import Stage

NO_REGRESSION = "no_regression"
ALL_PASS = "pass"
DOC_FORMATS = ("markdown", "yaml", "json", "gherkin")
TEST_MODES = (NO_REGRESSION, ALL_PASS)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A minimum in per cent for each stage."""

    development: int = 60
    staging: int = 70
    production: int = 80

    def at(self, stage: Stage) -> int:
        """Return the minimum for `stage`. Units: per cent."""
        match stage:
            case Stage.DEVELOPMENT:
                return self.development
            case Stage.STAGING:
                return self.staging
            case Stage.PRODUCTION:
                return self.production


@dataclass(frozen=True, slots=True)
class TestsRule:
    """No test fails that did not fail on the base, and none that ran there is lost."""

    min_run: int = 1
    max_skipped: int | None = None
    mode: str = NO_REGRESSION  # or ALL_PASS: what failed on the base counts too
    ids: tuple[str, ...] = ()  # globs of test ids; () is every test
    tags: tuple[str, ...] = ()  # globs of tags; a test with one of them; () is every test


@dataclass(frozen=True, slots=True)
class ReportedTestsRule:
    """Tests that a command runs, in any language, read from the JUnit it writes."""

    run: tuple[str, ...]
    junit: str  # path or glob, from the top of the repository
    demand: TestsRule = field(default_factory=TestsRule)
    repeats: Repeats | None = None


class TaskKind(StrEnum):
    """What a piece of work is for, and so how it is proved."""

    BEHAVIOUR = "behaviour"  # new tests, red without the change
    REFACTOR = "refactor"  # the old tests, green before and after
    CHORE = "chore"  # no code is changed


@dataclass(frozen=True, slots=True)
class ProofRule:
    """Each new test fails without the change and passes with it; by `task`, something else."""

    task: TaskKind = TaskKind.BEHAVIOUR


@dataclass(frozen=True, slots=True)
class ExpectationsRule:
    """What edited tests expected on the base still holds with the change."""


@dataclass(frozen=True, slots=True)
class ReversalRule:
    """Some test notices each hunk of code of the change that is undone."""

    hunks_max: int = 12  # as many are tried, the largest first; the rest is said


@dataclass(frozen=True, slots=True)
class MutantsRule:
    """Enough of the small faults that are put into changed lines are noticed by some test."""

    mutants_max: int = 20
    score_min: int = 60  # per cent


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """Enough of the changed lines ran. A changed file that no report names counts as not run."""

    changed_lines: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True)
class FindingsRule:
    """A static tool finds no more than this."""

    profile: str  # "ruff", "mypy", "pyright", "detect-secrets", "eslint", "tsc"
    max_new: int = 0
    new_only: bool = True


@dataclass(frozen=True, slots=True)
class RulerRule:
    """The change does not alter how it is judged."""


@dataclass(frozen=True, slots=True)
class DocRule:
    """A document has what it must have."""

    path: str
    sections: tuple[str, ...] = ()  # headings that must be there with content
    forbid: tuple[str, ...] = ("TODO", "TBD", "FIXME", "XXX")  # words that mark a gap
    max_words: int | None = None
    min_words_per_section: int = 1
    format: str = ""  # one of DOC_FORMATS; "" goes by the name of the file
    min_words: int | None = None
    demands: tuple[SectionDemand, ...] = ()  # of some of `sections`
    front_matter: tuple[str, ...] = ()  # keys that it must have
    schema: str = ""  # path of a JSON Schema, for data or for the front matter
    checklist: ChecklistDemand | None = None
    tables: tuple[TableDemand, ...] = ()
    ears: EarsDemand | None = None
    gherkin: GherkinDemand | None = None
    links: bool = False  # relative ones lead to something in the tree


@dataclass(frozen=True, slots=True)
class CommandRule:
    """A command ends as it must. There is no shell."""

    argv: tuple[str, ...]
    expect_exit: tuple[int, ...] = (0,)
    forbid_output: tuple[str, ...] = ()  # regular expressions, searched line by line
    require_output: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GitRule:
    """Branch, commits and paths are as agreed."""

    branch: str | None = None  # glob
    message: str | None = None  # "conventional", or a regular expression for the first line
    only: tuple[str, ...] = ()  # globs; a change outside fails
    unchanged: tuple[str, ...] = ()  # globs; a change inside fails
    must_touch: tuple[str, ...] = ()  # globs; each must be touched
    max_changed_lines: int | None = None
    sets: tuple[PathSet, ...] = ()  # that "tree:NAME" among these means
    commits: str = ""  # "all_linked": each names the run and the steps that it is from
    clean: bool = False  # nothing is there that no commit holds


@dataclass(frozen=True, slots=True)
class AssertRule:
    """A CEL expression over facts and the other verdicts is true."""

    expression: str


@dataclass(frozen=True, slots=True)
class BorrowedRule:
    """What the project's check of that name looks at, held to what a workflow demands of it."""

    check: str
    demand: TestsRule | CommandRule | ReportedFindingsRule
    said: tuple[str, ...] = ()  # what `demand` says itself; the rest is the project's word


ReportedRule = ReportedTestsRule | ReportedCoverageRule | ReportedFindingsRule

Rule = (
    TestsRule
    | ProofRule
    | ExpectationsRule
    | ReversalRule
    | MutantsRule
    | CoverageRule
    | FindingsRule
    | RulerRule
    | DocRule
    | ArtifactRule
    | CommandRule
    | GitRule
    | AssertRule
    | ContractRule
    | MetricRule
    | TraceRule
    | ReportedRule
    | ProbeRule
    | RegisterRule
    | BorrowedRule
)


@dataclass(frozen=True, slots=True)
class CheckDefinition:
    """One configured check."""

    name: str
    rule: Rule
    when: str | None = None  # CEL over facts; false makes it not_applicable
    environment: str | None = None  # by name; None: the project's own
    services: tuple[str, ...] = ()
    timeout_s: int = 1800
    advisory: bool = False  # recorded and shown, never blocks
    of_step: bool = False  # speaks of what one step changed, not of all that a run did
