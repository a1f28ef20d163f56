"""Judgements made by hand, for the faces to show; and a door that gives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gatewright.core.judging.naming import verdict_id
from gatewright.model.change import (
    Base,
    Change,
    ChangedFile,
    FileStatus,
    Line,
    Repository,
    Snapshot,
)
from gatewright.model.ids import CommitId, Digest, RepositoryId, TreeId
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.judgement import (
    CheckRequest,
    ConfigurationSource,
    Doing,
    EnvironmentLine,
    EnvironmentReady,
    Judged,
    Judgement,
    MissingSetting,
    Opened,
    Progress,
    Recalled,
    Reproduction,
    Stability,
    StoredVerdict,
)
from gatewright.model.observations import Execution
from gatewright.model.project import Project, Stack, TestSetup
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import (
    Anew,
    Evidence,
    Examined,
    Figure,
    NotChecked,
    Place,
    Reason,
    Stage,
    Status,
    Verdict,
)
from gatewright.views.terminal import Terminal

BASE = CommitId("4f2c9d1" + "0" * 33)
HEAD = CommitId("9ab01c7" + "0" * 33)
HEAD_TREE = TreeId("44ad1e0" + "0" * 33)
BASE_TREE = TreeId("60be2f1" + "0" * 33)
KEY = Digest("e" * 64)
ISOLATION = Isolation(IsolationLevel.NAMESPACES, Network.NONE)
PIPE = Terminal(
    is_tty=False,
    progress_is_tty=False,
    width=100,
    can_unicode=True,
    use_colour=False,
    program_name="gatewright",
)
SCREEN = replace(PIPE, is_tty=True, progress_is_tty=True, use_colour=True)
ASCII = replace(PIPE, width=80, can_unicode=False, program_name="gw")


def execution(tool: str = "pytest 9.2.0", exit_code: int | None = 0) -> Execution:
    return Execution(
        tool=tool,
        argv=("python", "-m", "pytest", "-k", "alias and not slow"),
        cwd="",
        exit_code=exit_code,
        ending="exited",
        isolation=ISOLATION,
        duration_ms=9400,
        tree=HEAD_TREE,
        environment_key=KEY,
        log=Digest("a" * 64),
        reports=(Digest("b" * 64),),
    )


def verdict(
    check: str,
    status: Status,
    headline: str,
    reasons: Sequence[Reason] = (),
    *,
    examined: Examined | None = None,
    figures: Sequence[Figure] = (),
    notes: Sequence[str] = (),
    duration_ms: int = 0,
    reused_from: str | None = None,
    anew: Anew | None = None,
    executions: Sequence[Execution] = (),
) -> Verdict:
    return Verdict(
        check=check,
        kind=check.partition(" ")[0],
        status=status,
        headline=headline,
        examined=examined or Examined(1, "files"),
        evidence=Evidence(
            head_tree=HEAD_TREE,
            base_tree=BASE_TREE,
            definition=Digest("d" * 64),
            judge_version=1,
            executions=tuple(executions),
            environment_key=KEY,
            isolation=ISOLATION if executions else None,
            reused_from=reused_from,
            anew=anew,
        ),
        reasons=tuple(reasons),
        notes=tuple(notes),
        figures=tuple(figures),
        duration_ms=duration_ms,
    )


TESTS = verdict(
    "tests",
    Status.PASS,
    "212 ran, 0 failed; nothing that ran on main is skipped now",
    examined=Examined(212, "tests", 212),
    duration_ms=9400,
    executions=[execution()],
)
PROOF = verdict(
    "proof",
    Status.FAIL,
    "1 of 4 new tests passes without your change",
    [
        Reason(
            "proof.vacuous",
            "1 of 4 new tests passes without your change",
            "every new test fails on main@4f2c9d1 and passes with the change",
            "1 of 4 passes on both",
            (Place("tests/test_alias.py", 31, "test_alias_is_case_insensitive"),),
            "gatewright show proof --reproduce",
        )
    ],
    examined=Examined(4, "tests", 4),
    figures=[Figure("proof.vacuous", "1", "0")],
    duration_ms=1800,
    executions=[execution(exit_code=1), execution()],
)
COVERAGE = verdict(
    "coverage",
    Status.FAIL,
    "54 % of changed lines ran; development wants 60 %",
    [
        Reason(
            "coverage.changed-lines",
            "54 % of changed lines ran",
            "at least 60 % of the changed lines run",
            "54 % of 148 lines ran",
            tuple(Place("shortlink/alias.py", n, "never ran") for n in range(44, 53)),
        )
    ],
    examined=Examined(148, "lines", 148),
    figures=[Figure("coverage.changed-lines", "54", ">= 60", "%")],
)
RULER = verdict(
    "ruler",
    Status.FAIL,
    "this change weakens a check",
    [
        Reason(
            "ruler.weakened",
            "this change weakens a check",
            "check settings as on main@4f2c9d1",
            'pyproject.toml:38 adds shortlink/alias.py to coverage "omit"',
            (Place("pyproject.toml", 38, 'adds shortlink/alias.py to coverage "omit"'),),
            "leave the setting as it is, or ask the person you work for",
        )
    ],
)
LINT = verdict(
    "lint",
    Status.PASS,
    "ruff 0.17.5, 31 files, 0 new findings, 4 old ones left alone",
    duration_ms=100,
    reused_from="2026-03-01T08:59:00Z",
)
SECRETS = verdict(
    "secrets",
    Status.PASS,
    "6 files, 0 found",
    duration_ms=600,
    anew=Anew("2026-03-01T08:59:00Z", ("the content", "the tool", "settings and names")),
)
STOPPED = verdict(
    "tests",
    Status.ERROR,
    "could not judge: pytest did not start",
    [
        Reason(
            "tests.could-not-start",
            "pytest did not start",
            "pytest runs in the environment of uv.lock",
            "pytest ended with 4 before it ran a test",
            (),
            "add pytest to the dev dependencies, then: gatewright check",
            "ImportError while loading conftest\n"
            "\x1b[31mE   No module named 'pytest_httpx'\x1b[0m\n",
        )
    ],
    examined=Examined(0, "tests"),
    duration_ms=700,
    executions=[execution(exit_code=4)],
)
HOSTILE = verdict(
    "tests",
    Status.FAIL,
    "1 failed: \x1b]0;owned\x07::error::pass \u202etxt.exe\x1b[2J",
    [
        Reason(
            "tests.failed",
            "1 test fails\r\nthat did not",
            "no test fails",
            "<script>]]>&\x00\x9b31m",
            (Place('a\nb"<>&,:%\udcff.py', 3, "::warning::\u2066x\x07"),),
            "",
            "\x1b[1A\x1b[2Kall tests passed\n" * 5,
        )
    ],
    executions=[execution()],
)

REPOSITORY = Repository(
    RepositoryId("r1"),
    "shortlink",
    "/home/dev/shortlink",
    "/home/dev/shortlink/.git",
    "/home/dev/shortlink/.git",
    "feature/alias",
    HEAD,
)
PROJECT = Project(
    root="",
    stack=Stack.PYTHON,
    name="shortlink",
    profile="uv",
    profile_because="uv.lock",
    manifests=("pyproject.toml", "uv.lock"),
    packages=("shortlink",),
    source_roots=("",),
    is_installable=True,
    has_compiled_part=False,
    tests=TestSetup("pytest", "pyproject.toml", ("tests",), ("test_*.py",), ("test*",)),
    lint="ruff",
    types=None,
)
CHANGE = Change(
    BASE_TREE,
    HEAD_TREE,
    tuple(
        ChangedFile(
            f"shortlink/part{n}.py",
            FileStatus.MODIFIED,
            f"shortlink/part{n}.py",
            tuple(Line(i, "x") for i in range(1, 26)),
            (Line(1, "y"),),
        )
        for n in range(6)
    ),
)
REFUSED = Judgement(
    repository=REPOSITORY,
    base=Base(BASE, BASE_TREE, "main", "the default branch"),
    snapshot=Snapshot(HEAD_TREE, HEAD, ("shortlink/alias.py", "notes.txt")),
    change=CHANGE,
    projects=(PROJECT,),
    environments=(EnvironmentLine("", "uv sync --frozen", 3100, True),),
    configuration=ConfigurationSource.NONE,
    stage=Stage.DEVELOPMENT,
    verdicts=(TESTS, PROOF, COVERAGE, RULER, LINT, SECRETS),
    not_checked=(
        NotChecked("types", "no pyright or mypy here", "add mypy to the dev dependencies"),
        NotChecked("contract", "no OpenAPI file"),
        NotChecked("people", "nobody asked"),
    ),
    good_for=None,
    isolation=IsolationLevel.NAMESPACES,
    notes=(),
    judged_at="2026-03-01T09:00:00Z",
    duration_ms=15_000,
)
READY = replace(REFUSED, verdicts=(TESTS, LINT, SECRETS), good_for=Stage.STAGING)
UNDECIDED = replace(
    REFUSED,
    verdicts=(STOPPED, LINT),
    isolation=IsolationLevel.NONE,
    configuration=ConfigurationSource.DRAFT,
    notes=("bubblewrap is not here: see gatewright doctor",),
)
ADVISED = replace(READY, verdicts=(TESTS, replace(COVERAGE, is_advisory=True)))
UNCHANGED = replace(
    REFUSED,
    repository=replace(REPOSITORY, branch="main"),
    change=replace(CHANGE, files=()),
    snapshot=Snapshot(HEAD_TREE, HEAD, ()),
    verdicts=(
        TESTS,
        verdict("proof", Status.NOT_APPLICABLE, "no new tests on this branch"),
        SECRETS,
    ),
    good_for=Stage.PRODUCTION,
)
EMPTY = replace(
    UNCHANGED, base=None, change=None, verdicts=(), projects=(), environments=(), good_for=None
)
MONOREPO = replace(
    REFUSED,
    projects=(
        replace(PROJECT, root="packages/api", name="api"),
        replace(
            PROJECT,
            root="packages/web",
            name="web",
            stack=Stack.NODE,
            profile="npm",
            profile_because="packages/web/package-lock.json",
            tests=replace(PROJECT.tests, tool="vitest") if PROJECT.tests else None,
            lint=None,
            types="tsc",
        ),
    ),
    environments=(
        EnvironmentLine("packages/api", "uv sync --frozen", None, True),
        EnvironmentLine("packages/web", "npm ci", 8200, True, ("2 install scripts were not run",)),
    ),
    verdicts=(
        replace(TESTS, check="tests packages/api"),
        replace(TESTS, check="tests packages/web", notes=("no canary: vitest plants none",)),
        replace(COVERAGE, check="coverage packages/web"),
        SECRETS,
    ),
)
WITHOUT_SETTINGS = replace(
    UNDECIDED,
    missing_settings=(
        MissingSetting("api/.env", ("DATABASE_URL", "PORT"), ("tests packages/api",)),
        MissingSetting("config/dev keys.toml", (), ("tests", "contract")),
        MissingSetting(".env\u202egnp", ("PORT",), ("tests",)),  # shown otherwise than it is
    ),
)
ATTACKED = replace(
    REFUSED,
    repository=replace(REPOSITORY, name="\x1b[2Jshort\u202elink", branch="a\x07b\nc"),
    verdicts=(HOSTILE,),
    notes=("\x9b2Jnote\u2028",),
)


class FakeConsent:
    """Agreements in memory; nothing is handed over."""

    def __init__(self, *paths: str) -> None:
        self._paths = set(paths)

    def granted(self) -> tuple[str, ...]:
        return tuple(sorted(self._paths))

    def grant(self, path: str) -> None:
        self._paths.add(path)

    def revoke(self, path: str) -> bool:
        was_there = path in self._paths
        self._paths.discard(path)
        return was_there

    def fingerprint(self, repository_root: str) -> Digest:
        return KEY

    def hand_over(self, repository_root: str, checkout: str) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class FakeIgnored:
    """A checkout in which every file is there and ignored, but those called `gone`."""

    root: str

    def names(self) -> tuple[str, ...]:
        return (".env",)

    def name(self, path: str) -> str:
        return path.removeprefix(self.root + "/")

    def find(self, path: str) -> str:
        if path.endswith("gone"):
            raise Mistake("consent.path", "gone cannot be handed to checks.", found="it is gone")
        return self.name(path)


@dataclass
class FakeDoor:
    """Gives one judgement, telling its progress first. Use it where bootstrap would be."""

    judgement: Judgement
    screen: Terminal = PIPE
    folder: str = "/nowhere"
    stability: Stability = Stability.SAME
    asked: list[CheckRequest] = field(default_factory=list)
    agreements: FakeConsent = field(default_factory=FakeConsent)
    left_of: Callable[[Recalled], Recalled] = field(default=lambda recalled: recalled)

    def repository(self, start: str) -> Repository:
        return self.judgement.repository

    def ignored_files(self, start: str) -> FakeIgnored:
        return FakeIgnored(self.judgement.repository.root)

    def consent(self, start: str) -> FakeConsent:
        return self.agreements

    def terminal(self) -> Terminal:
        return self.screen

    def state_folder(self) -> str:
        return self.folder

    def judge(self, request: CheckRequest, progress: Callable[[Progress], None]) -> Judgement:
        self.asked.append(request)
        judged = self.judgement
        progress(
            Opened(judged.repository, judged.base, judged.snapshot, judged.change, judged.projects)
        )
        for line in judged.environments:
            progress(Doing(f"building {line.described}"))
            progress(EnvironmentReady(line))
        for each in judged.verdicts:
            progress(Doing(f"judging {each.check}"))
            progress(Judged(each))
        return judged

    def latest(self, start: str) -> Judgement | None:
        return self.judgement

    def recall(self, start: str, name: str) -> Recalled:
        for each in self.judgement.verdicts:
            if each.check == name or verdict_id(each).startswith(name):
                judged, id_ = self.judgement, verdict_id(each)
                stored = StoredVerdict(id_, each, judged.judged_at, judged.stage, judged.base)
                return self.left_of(Recalled(id_, stored))
        raise Mistake("verdict.unknown", f"No verdict is called {name!r}.")

    def reproduce(
        self, start: str, recalled: Recalled, progress: Callable[[Progress], None]
    ) -> Reproduction:
        before = recalled.stored
        assert before is not None
        progress(Doing("judging it again"))
        return Reproduction(before, before.verdict, self.stability)
