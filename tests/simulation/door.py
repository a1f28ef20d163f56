"""A whole front door over fakes: trees in memory, a toy language, records in dictionaries."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gatewright.checks.network_prober import NetworkProber
from gatewright.checks.written_reports import WrittenReports
from gatewright.model.change import Base, Commit, Repository, Snapshot
from gatewright.model.configuration import PrepareDefinition, ServiceDefinition
from gatewright.model.digest import digest_of
from gatewright.model.ids import CommitId, Digest, RepositoryId, TreeId
from gatewright.model.judgement import CheckRequest, Judgement, Progress
from gatewright.model.project import Project
from gatewright.model.rules import TaskKind
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import NotChecked, Stage, Verdict
from gatewright.ports.environments import Attachment, Environment, EnvironmentRequest, Prepared
from gatewright.ports.examiners import Examiner
from gatewright.ports.prober import Prober
from gatewright.runtime.edges import Edges
from gatewright.runtime.front_door import judge
from gatewright.testing.memory_store import MemoryEvidence, MemoryRecords
from gatewright.testing.memory_workspace import MemoryTrees
from gatewright.testing.scripted_processes import ScriptedProcesses
from gatewright.testing.toy_tools import ToyLinter, ToyTests

REPOSITORY = Repository(
    RepositoryId("r"), "toy", "/toy", "/toy/.git", "/toy/.git", "f", CommitId("h")
)
MANIFEST = {"pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests']\n"}
Tell = Callable[[str], None]


@dataclass
class ToyEnvironments:
    """Environments that need no building; `broken` is the trouble they have, if any."""

    broken: Trouble | None = None
    is_sealed: bool = True
    joined: list[str] = field(default_factory=list)  # the checkouts, in turn

    def provide(self, request: EnvironmentRequest, tell: Tell) -> Environment | Trouble:
        """Return an environment named after what it would be built from."""
        if self.broken is not None:
            return self.broken
        key = digest_of({path: text.decode() for path, text in request.sources.items()})
        return Environment("toy", key, "/nowhere", self.is_sealed, False, 0, "toy")

    def attach(self, environment: Environment, checkout: str, project: Project) -> Attachment:
        """Return an attachment to nothing."""
        self.joined.append(checkout)
        return Attachment(environment, (), (), (), None)

    def tools(self, requirements: tuple[str, ...], tell: Tell) -> Environment | Trouble:
        """Return an environment of tools."""
        return Environment("tools", digest_of(list(requirements)), "/nowhere", True, False, 0, "")


class NoPreparation:
    """Prepares nothing; being asked is a failure of the test."""

    def prepare(
        self, definition: PrepareDefinition, attachment: Attachment, checkout: str
    ) -> Prepared | Trouble:
        """Refuse."""
        raise AssertionError(definition)


class NoServices:
    """Runs nothing; gives one variable for each service."""

    @contextmanager
    def running(
        self, definitions: tuple[ServiceDefinition, ...], attachment: Attachment, checkout: str
    ) -> Iterator[tuple[tuple[str, str], ...] | Trouble]:
        """Give the names."""
        yield tuple((definition.name.upper(), "live") for definition in definitions)


class NoConsent:
    """Nothing was agreed to."""

    def granted(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def grant(self, path: str) -> None:
        """Refuse."""
        raise AssertionError(path)

    def revoke(self, path: str) -> bool:
        """Return that there was nothing."""
        return False

    def fingerprint(self, repository_root: str) -> Digest:
        """Return the digest of nothing."""
        return digest_of([])

    def hand_over(self, repository_root: str, checkout: str) -> tuple[str, ...]:
        """Copy nothing."""
        return ()


@dataclass
class Door:
    """Judges a head against a base, both given as texts by path."""

    tests: ToyTests = field(default_factory=ToyTests)
    linter: ToyLinter = field(default_factory=ToyLinter)
    environments: ToyEnvironments = field(default_factory=ToyEnvironments)
    records: MemoryRecords = field(default_factory=MemoryRecords)
    examiners: Mapping[str, Examiner] = field(default_factory=dict)
    told: list[Progress] = field(default_factory=list)
    trees: MemoryTrees = field(default_factory=MemoryTrees)
    prober: Prober = field(default_factory=NetworkProber)
    processes: ScriptedProcesses = field(default_factory=lambda: ScriptedProcesses({}))
    task: TaskKind | None = None
    _ticks: int = 0

    def judge(
        self,
        base: Mapping[str, str] | None,
        head: Mapping[str, str],
        *,
        stage: Stage = Stage.DEVELOPMENT,
        use_cache: bool = True,
        only: tuple[str, ...] = (),
    ) -> Judgement:
        """Return the judgement of `head`."""
        base_tree = None if base is None else self._put(base)
        return self.judge_trees(
            base_tree, self._put(head), stage=stage, use_cache=use_cache, only=only
        )

    def judge_trees(
        self,
        base_tree: TreeId | None,
        head_tree: TreeId,
        *,
        stage: Stage = Stage.DEVELOPMENT,
        use_cache: bool = True,
        only: tuple[str, ...] = (),
    ) -> Judgement:
        """Return the judgement of one tree against another."""
        repositories = _Repositories(
            Snapshot(head_tree, CommitId("h"), ()),
            None if base_tree is None else Base(CommitId("b"), base_tree, "main", "told"),
        )
        request = CheckRequest(
            start="/toy",
            base="none" if base_tree is None else None,
            stage=stage,
            use_cache=use_cache,
            task=self.task,
            only=only,
        )
        return judge(self._edges(repositories), REPOSITORY, request, self.told.append)

    def _put(self, files: Mapping[str, str]) -> TreeId:
        return self.trees.put({path: text.encode() for path, text in {**MANIFEST, **files}.items()})

    def _edges(self, repositories: "_Repositories") -> Edges:
        return Edges(
            repositories=repositories,
            trees=self.trees,
            environments=self.environments,
            preparation=NoPreparation(),
            services=NoServices(),
            consent=NoConsent(),
            processes=self.processes,
            test_tools={"pytest": self.tests},
            reports=WrittenReports(),
            prober=self.prober,
            findings_tools={
                "ruff": self.linter,
                "eslint": self.linter,
                "detect-secrets": ToyLinter(),
            },
            examiners=self.examiners,
            evidence=MemoryEvidence(),
            records=self.records,
            scratch=_scratch,
            make_folder=lambda path: path,
            now=self._now,
            draw_token=lambda: "0123456789abcdef",
        )

    def _now(self) -> datetime:
        self._ticks += 1
        return datetime(2026, 1, 2, tzinfo=UTC) + timedelta(seconds=self._ticks)


@dataclass(frozen=True)
class _Repositories:
    taken: Snapshot
    base: Base | None

    def open(self, start: str) -> Repository:
        return REPOSITORY

    def find_base(self, repository: Repository, wanted: str | None) -> Base | None:
        return self.base

    def snapshot(self, repository: Repository, ref: str | None) -> Snapshot:
        return self.taken

    def commits(
        self, repository: Repository, base: CommitId | None, head: CommitId
    ) -> Sequence[Commit]:
        return ()


@contextmanager
def _scratch() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder).resolve())


def statuses(judgement: Judgement) -> dict[str, str]:
    """Return the status of each check."""
    return {verdict.check: str(verdict.status) for verdict in judgement.verdicts}


def reason_codes(judgement: Judgement, check: str) -> list[str]:
    """Return why `check` is what it is."""
    return [reason.code for reason in verdict_of(judgement, check).reasons]


def verdict_of(judgement: Judgement, check: str) -> Verdict:
    """Return the verdict of `check`."""
    return next(verdict for verdict in judgement.verdicts if verdict.check == check)


def not_checked(judgement: Judgement) -> dict[str, NotChecked]:
    """Return what was not checked, by name."""
    return {each.name: each for each in judgement.not_checked}
