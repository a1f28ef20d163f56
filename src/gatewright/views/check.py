"""One `check` as plain data: the single source of the screen and of `--json`.

What people see, a script can have: the screen is made of nothing but this view.
"""

from gatewright.model.change import Base, Change, Repository, Snapshot
from gatewright.model.isolation import CLAIMS
from gatewright.model.judgement import EnvironmentLine, Judgement, MissingSetting, Opened
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.verdicts import NotChecked
from gatewright.views.exits import Exit
from gatewright.views.next import NextView
from gatewright.views.quoting import plain
from gatewright.views.verdict import VerdictView, derive_exit, verdict_view

SCHEMA = "gatewright.check/1"


@dataclass(frozen=True, slots=True)
class BaseView:
    """What the change is compared with."""

    name: str
    commit: str
    tree: str
    because: str


@dataclass(frozen=True, slots=True)
class SizeView:
    """How large the change is."""

    files: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class SubjectView:
    """What is judged; known before anything runs."""

    repository: str
    branch: str | None
    commit: str
    tree: str
    base: BaseView | None
    change: SizeView | None
    uncommitted: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        """Return whether there is a base and nothing differs from it."""
        return self.change is not None and self.change.files == 0


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project that was recognised, and by what."""

    root: str
    name: str
    stack: str
    profile: str
    profile_because: str
    tests: str | None
    lint: str | None
    types: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentView:
    """What the dependencies came from."""

    project_root: str
    described: str
    built_ms: int | None  # None: kept from before
    is_sealed: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """What all verdicts come to."""

    is_ready: bool
    stage: str
    good_for: str | None  # the highest stage at which all would hold; None: nothing differs
    exit_code: int
    judged: int
    failed: int
    undecided: int


@dataclass(frozen=True, slots=True)
class ProtectionView:
    """How far the code that ran was kept from everything else, and what that is worth."""

    level: int
    name: str
    claim: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """Everything one `check` has to say."""

    schema: str
    summary: SummaryView
    subject: SubjectView
    projects: tuple[ProjectView, ...]
    environments: tuple[EnvironmentView, ...]
    configuration: str
    verdicts: tuple[VerdictView, ...]
    not_checked: tuple[NotChecked, ...]
    isolation: ProtectionView
    notes: tuple[str, ...]
    missing_settings: tuple[MissingSetting, ...]  # ignored files that checks may be given
    next: tuple[NextView, ...]
    judged_at: str
    duration_ms: int


def check_view(judgement: Judgement) -> CheckView:
    """Return `judgement` as every face shows it."""
    verdicts = tuple(verdict_view(verdict) for verdict in judgement.verdicts)
    level = judgement.isolation
    return CheckView(
        schema=SCHEMA,
        summary=_summary(judgement),
        subject=_subject(
            judgement.repository, judgement.base, judgement.snapshot, judgement.change
        ),
        projects=tuple(project_view(each) for each in judgement.projects),
        environments=tuple(environment_view(each) for each in judgement.environments),
        configuration=judgement.configuration.value,
        verdicts=verdicts,
        not_checked=judgement.not_checked,
        isolation=ProtectionView(int(level), level.name.lower(), CLAIMS[level]),
        notes=judgement.notes,
        missing_settings=tuple(
            each for each in judgement.missing_settings if plain(each.path) == each.path
        ),  # what is agreed to must be what was read
        next=_next(verdicts),
        judged_at=judgement.judged_at,
        duration_ms=judgement.duration_ms,
    )


def subject_view(opened: Opened) -> SubjectView:
    """Return what is judged, before anything runs."""
    return _subject(opened.repository, opened.base, opened.snapshot, opened.change)


def project_view(project: Project) -> ProjectView:
    """Return what was recognised of a project."""
    return ProjectView(
        root=project.root,
        name=project.name,
        stack=project.stack.value,
        profile=project.profile,
        profile_because=project.profile_because,
        tests=project.tests.tool if project.tests else None,
        lint=project.lint,
        types=project.types,
        notes=project.notes,
    )


def environment_view(line: EnvironmentLine) -> EnvironmentView:
    """Return what an environment came from."""
    return EnvironmentView(
        line.project_root, line.described, line.built_ms, line.is_sealed, line.notes
    )


def _subject(
    repository: Repository, base: Base | None, snapshot: Snapshot, change: Change | None
) -> SubjectView:
    return SubjectView(
        repository=repository.name,
        branch=repository.branch,
        commit=snapshot.commit or repository.head,
        tree=snapshot.tree,
        base=BaseView(base.name, base.commit, base.tree, base.because) if base else None,
        change=_size(change) if change else None,
        uncommitted=snapshot.uncommitted,
        notes=snapshot.notes,
    )


def _size(change: Change) -> SizeView:
    return SizeView(len(change.files), change.added_count, change.removed_count)


def _summary(judgement: Judgement) -> SummaryView:
    exit_code = derive_exit(judgement.verdicts)
    is_unchanged = judgement.change is not None and not judgement.change.files
    blocking = [each.status.value for each in judgement.verdicts if not each.may_open]
    return SummaryView(
        is_ready=exit_code is Exit.SETTLED,
        stage=judgement.stage.value,
        good_for=judgement.good_for.value if judgement.good_for and not is_unchanged else None,
        exit_code=int(exit_code),
        judged=len(judgement.verdicts),
        failed=blocking.count("fail"),
        undecided=len(blocking) - blocking.count("fail"),
    )


def _urgency(verdict: VerdictView) -> tuple[bool, bool, bool]:
    """Return what sorts the worst first: what blocks, then what advises, failures in front."""
    return not verdict.is_blocking, not verdict.is_bad, verdict.status != "fail"


def _next(verdicts: tuple[VerdictView, ...]) -> tuple[NextView, ...]:
    """Return what to look at first: the worst verdict, and the reason for its rule."""
    if not verdicts:
        return ()
    first = min(verdicts, key=_urgency)
    shown = NextView(("show", first.check), "the evidence, and the command that repeats it")
    if not first.is_bad or not first.reasons:
        return (shown,)
    return shown, NextView(
        ("explain", first.reasons[0].code), "why this rule, and how to change it"
    )
