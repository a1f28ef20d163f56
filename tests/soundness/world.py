"""A real repository under random edits, judged with what was kept and then with nothing kept.

Real git, pytest, coverage, ruff and, at length, detect-secrets; nothing is confined, which is
not the question here, and the environment is the one that runs these tests.
"""

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from gatewright.checks.network_prober import NetworkProber
from gatewright.checks.pytest_tool import PytestTool
from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.checks.tool_bench import ToolBench
from gatewright.checks.written_reports import WrittenReports
from gatewright.model.digest import digest_of
from gatewright.model.judgement import CheckRequest, Judgement
from gatewright.model.project import Project
from gatewright.model.verdicts import Stage
from gatewright.ports.environments import Attachment, Environment, EnvironmentRequest
from gatewright.runtime.edges import Edges
from gatewright.runtime.front_door import judge
from gatewright.testing.memory_store import MemoryEvidence, MemoryRecords
from gatewright.testing.toy_tools import ToyLinter
from gatewright.workspace.removal import remove
from tests.checkouts import Checkout, new_checkout
from tests.plain_processes import PlainProcesses
from tests.simulation.door import NoConsent, NoPreparation, NoServices
from tests.soundness.edits import FIRST, edited

SHOWN_EDITS = 12


class Here:
    """The environment that runs these tests, as if it were built and sealed for each request."""

    def provide(self, request: EnvironmentRequest, tell: Callable[[str], None]) -> Environment:
        """Return it under the name of what it would be built from."""
        content = {path: text.decode("utf-8", "replace") for path, text in request.sources.items()}
        return self._named("here", content)

    def attach(self, environment: Environment, checkout: str, project: Project) -> Attachment:
        """Join by the import path alone."""
        env = (("PYTHONPATH", checkout), ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"))
        return Attachment(environment, (str(Path(sys.executable).parent),), env, (), sys.executable)

    def tools(self, requirements: tuple[str, ...], tell: Callable[[str], None]) -> Environment:
        """Return it, for it holds the tools too."""
        return self._named("tools", list(requirements))

    def _named(self, profile: str, plain: object) -> Environment:
        return Environment(profile, digest_of([profile, plain]), sys.prefix, True, False, 0, "here")


@dataclass
class World:
    """One repository, what was kept of it, and the chance that edits it."""

    folder: Path
    seed: str
    has_secrets: bool = True  # looked for by the real tool, which takes most of the time
    checkout: Checkout = field(init=False)
    chance: random.Random = field(init=False)
    done: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.checkout = new_checkout(self.folder)
        self.checkout.commit(FIRST)
        self.checkout.git("switch", "-q", "-c", "work")
        self.processes = PlainProcesses()
        (self.folder / "tools").mkdir()
        bench = ToolBench(self.processes, MemoryEvidence(), str(self.folder / "tools"), remove)
        evidence = MemoryEvidence()
        repositories = self.checkout.repositories
        self.repository = self.checkout.open()
        self.edges = Edges(
            repositories=repositories,
            trees=repositories.trees(self.repository),
            environments=Here(),
            preparation=NoPreparation(),
            services=NoServices(),
            consent=NoConsent(),
            processes=self.processes,
            test_tools={
                "pytest": PytestTool(self.processes, evidence, str(self.folder / "tools"), remove)
            },
            findings_tools={
                "ruff": RuffTool(bench),
                "detect-secrets": SecretsTool(bench) if self.has_secrets else ToyLinter(),
            },
            evidence=evidence,
            reports=WrittenReports(),
            prober=NetworkProber(),
            records=MemoryRecords(),
            scratch=self._scratch,
            make_folder=_made,
            now=lambda: datetime.now(UTC),
            draw_token=lambda: f"{self.chance.getrandbits(64):016x}",
        )

    def edit(self) -> None:
        """Change something, as a person would; now and then go back to what was before."""
        self.done.append(edited(self.checkout, self.chance))

    def judge(self, *, use_cache: bool) -> object:
        """Return the answer of every check."""
        before = len(self.processes.commands)
        request = CheckRequest(
            start=str(self.checkout.root),
            base="main",
            stage=Stage.DEVELOPMENT,
            use_cache=use_cache,
        )
        repository = self.checkout.open()
        judgement = judge(self.edges, repository, request, lambda _: None)
        self.answers.append(len(self.processes.commands) - before)
        return answer_of(judgement)

    @contextmanager
    def _scratch(self) -> Iterator[str]:
        folder = mkdtemp(dir=self.folder)
        try:
            yield folder
        finally:
            remove(folder)


def differences(world: World, count: int) -> list[str]:
    """Return after which edits what was kept answered otherwise than a look at all of it."""
    found = []
    for number in range(1, count + 1):
        world.edit()
        kept = world.judge(use_cache=True)
        anew = world.judge(use_cache=False)
        if kept != anew:
            edits = "; ".join(world.done[-SHOWN_EDITS:])
            found.append(f"seed {world.seed!r}, edit {number}: {edits}\n  {kept}\n  {anew}")
    return found


def answer_of(judgement: Judgement) -> object:
    """Return statuses, reasons with their places, figures, and what was not checked."""
    return (
        [
            (
                verdict.check,
                verdict.status.value,
                verdict.headline,
                [(reason.code, reason.found, reason.places) for reason in verdict.reasons],
                verdict.figures,
                verdict.examined,
            )
            for verdict in judgement.verdicts
        ],
        [(each.name, each.because) for each in judgement.not_checked],
        judgement.good_for,
    )


def _made(path: str) -> str:
    Path(path).mkdir(parents=True, exist_ok=True)
    return path
