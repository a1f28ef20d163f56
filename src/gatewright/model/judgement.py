"""The result of one `gatewright check`, whole: what every face shows and every script reads."""

from enum import StrEnum

from gatewright.model.change import Base, Change, Repository, Snapshot
from gatewright.model.ids import Digest, RunId, StepPath, VerdictId
from gatewright.model.isolation import IsolationLevel
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.rules import TaskKind
from gatewright.model.verdicts import NotChecked, Stage, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What `gatewright check` was asked."""

    start: str  # absolute folder inside the repository
    base: str | None = None  # a ref; "none" for absolute judgement; None: found
    from_ref: str | None = None  # judge this ref instead of the checkout
    stage: Stage = Stage.DEVELOPMENT
    use_cache: bool = True
    task: TaskKind | None = None  # which proof the change owes; None: nobody said what it is for
    also: tuple[str, ...] = ()  # costly checks that are judged for once
    only: tuple[str, ...] = ()  # checks by name; () for all
    is_revision: bool = False  # work that held is made to fit what it reads now


class ConfigurationSource(StrEnum):
    """Where the configuration of a judgement came from."""

    NONE = "none"  # nothing configured: defaults
    BASE = "base"  # the base commit: the team's word
    DRAFT = "draft"  # not on the base yet: used once, and said so


@dataclass(frozen=True, slots=True)
class EnvironmentLine:
    """What the screen says of one environment."""

    project_root: str
    described: str  # "uv sync --frozen"
    built_ms: int | None  # None: kept from before
    is_sealed: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingSetting:
    """An ignored file of the person's checkout that a failed run may have needed."""

    path: str  # ".env"
    variables: tuple[str, ...]  # what the run named; () where it named the file itself
    checks: tuple[str, ...]  # which checks missed it


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything one `check` found out."""

    repository: Repository
    base: Base | None
    snapshot: Snapshot
    change: Change | None  # None where there is no base
    projects: tuple[Project, ...]
    environments: tuple[EnvironmentLine, ...]
    configuration: ConfigurationSource
    stage: Stage
    verdicts: tuple[Verdict, ...]
    not_checked: tuple[NotChecked, ...]
    good_for: Stage | None  # the highest stage at which all verdicts would hold
    isolation: IsolationLevel
    notes: tuple[str, ...]
    judged_at: str  # RFC 3339, UTC
    duration_ms: int
    missing_settings: tuple[MissingSetting, ...] = ()  # checks may read none of them yet


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict as it was kept, under the name that people use for it."""

    verdict_id: VerdictId
    verdict: Verdict
    judged_at: str
    stage: Stage
    base: Base | None


@dataclass(frozen=True, slots=True)
class OfRun:
    """Where in a run a verdict was given, and what the record of the run says of it."""

    run_id: RunId
    slug: str
    step: StepPath
    number: int  # of the attempt
    seq: int  # of the entry in the run's journal
    at: str  # RFC 3339, UTC
    check: str
    status: Status
    headline: str
    digest: Digest  # of the whole verdict, in the evidence store


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is left of a verdict under the name that a person typed."""

    name: str  # by which it is known for good
    stored: StoredVerdict | None  # None: it is gone, or is not what was kept
    of_run: OfRun | None = None
    lost: tuple[Digest, ...] = ()  # of what it rests on: gone, or not what was kept


class Stability(StrEnum):
    """What judging again showed."""

    SAME = "same"  # status and figures are equal
    UNSTABLE = "unstable"  # they differ on the same content
    NOT_PROMISED = "not promised"  # it used a network or a service: nothing is claimed


@dataclass(frozen=True, slots=True)
class Reproduction:
    """One verdict, judged again on the same content."""

    before: StoredVerdict
    after: Verdict
    stability: Stability


@dataclass(frozen=True, slots=True)
class Opened:
    """Progress: what is judged, known before anything runs."""

    repository: Repository
    base: Base | None
    snapshot: Snapshot
    change: Change | None
    projects: tuple[Project, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """Progress: what is being done now, in words; replaces the line before."""

    what: str
    is_chatter: bool = False  # a line of a program that is being run, worth no line of its own


CHATTER = "  "
"""What a builder puts in front of a line that a program said, so that it is known for one."""


@dataclass(frozen=True, slots=True)
class EnvironmentReady:
    """Progress: an environment is there."""

    line: EnvironmentLine


@dataclass(frozen=True, slots=True)
class Judged:
    """Progress: one verdict is there."""

    verdict: Verdict


Progress = Opened | Doing | EnvironmentReady | Judged
