"""Compositions with a defence left out, to see that the attack needs it. For tests only.

Each stands where a part of ours stands, behind the same port.
"""

import os
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

from gatewright.checks.pytest_cases import pytest_cases
from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.cobertura import parse_cobertura
from gatewright.checks.readers.junit import parse_junit
from gatewright.journal.records import FolderRecords
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest, TreeId
from gatewright.model.observations import CanaryOutcome, TestRun
from gatewright.model.project import Project
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment, EnvironmentRequest, Environments
from gatewright.ports.gatherers import TestRequest, TestTool
from gatewright.ports.workspace import Trees
from gatewright.runtime.edges import Edges

CHECKS = ("tests", "proof", "coverage", "ruler", "lint", "secrets")
ASKED = ("expectations", "reversal")
CANARY = "canary"
CONTROL = "control run"
REPORTS = "own reports"
VAULT = "whole trees"
IGNORES = "rules of what is ignored"
CONFINEMENT = "confinement"
SUPERVISOR = "supervisor"
JUDGEMENT = "judgement of the content"
SEALED_GIT = "sealed git"
ADMISSION = "admission"
QUOTING = "quoting"
CHAIN = "chain of the record"
DEFENCES = (
    *CHECKS,
    *ASKED,
    CANARY,
    CONTROL,
    REPORTS,
    VAULT,
    IGNORES,
    CONFINEMENT,
    SUPERVISOR,
    JUDGEMENT,
    SEALED_GIT,
    ADMISSION,
    QUOTING,
    CHAIN,
)


@dataclass(frozen=True, slots=True)
class Lent:
    """Environments that are there already: the one that runs these tests, for tests and tools.

    It counts as sealed, so that what was seen of the base is seen once for all families.
    """

    inner: Environments
    folder: str

    def provide(
        self, request: EnvironmentRequest, tell: Callable[[str], None]
    ) -> Environment | Trouble:
        return self._lent()

    def attach(
        self, environment: Environment, checkout: str, project: Project
    ) -> Attachment | Trouble:
        return self.inner.attach(replace(environment, is_sealed=False), checkout, project)

    def tools(
        self, requirements: tuple[str, ...], tell: Callable[[str], None]
    ) -> Environment | Trouble:
        return self._lent()

    def _lent(self) -> Environment:
        return Environment("lent", Digest("1" * 64), self.folder, True, False, 0, "lent")


@dataclass(frozen=True, slots=True)
class Credulous:
    """A test tool that takes no canary, forgets the base, or believes what lies in a checkout."""

    inner: TestTool
    left_out: frozenset[str]
    base: TreeId | None

    def run(self, request: TestRequest) -> TestRun | Trouble:
        if CONTROL in self.left_out and request.tree == self.base:
            return Trouble("tests.could-not-start", "a run on the base", "nobody made one", "")
        run = self.inner.run(request)
        if isinstance(run, TestRun) and REPORTS in self.left_out:
            run = _believing(run, request)
        if isinstance(run, TestRun) and CANARY in self.left_out:
            run = replace(run, canary=CanaryOutcome.REPORTED)
        return run


def _believing(run: TestRun, request: TestRequest) -> TestRun:
    """Return `run` with the reports that lie in the checkout in place of those of the tool."""
    junit, cobertura = (Path(request.checkout, name) for name in ("junit.xml", "coverage.xml"))
    if junit.exists():
        cases = parse_junit(junit.read_bytes())
        assert not isinstance(cases, Trouble)
        run = replace(run, cases=pytest_cases(cases, "", lambda _: True))
    if cobertura.exists():
        paths = CheckoutPaths(request.checkout, "", lambda path: True)
        files = parse_cobertura(cobertura.read_bytes(), paths)
        assert not isinstance(files, Trouble)
        run = replace(run, coverage=files)
    return run


class Archived:
    """Trees that are written out as `git archive` would: without what asks to be left out."""

    def __init__(self, inner: Trees) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def materialise(self, tree: TreeId, folder: str) -> None:
        self._inner.materialise(tree, folder)
        attributes = Path(folder, ".gitattributes")
        lines = attributes.read_text().splitlines() if attributes.exists() else []
        patterns = [line.split()[0] for line in lines if "export-ignore" in line]
        for path in Path(folder).rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and any(fnmatch(name, pattern) for pattern in patterns):
                os.unlink(path)


def compose(
    edges: Edges, left_out: frozenset[str], base: TreeId | None, folders: tuple[str, str]
) -> Edges:
    """Return `edges` over the lent environment, with the defences `left_out` not in it.

    Shape: `folders` are the environment, and where what the naive saw is kept, apart from ours.
    """
    unknown = left_out - set(DEFENCES)
    assert not unknown, unknown
    tools = {
        name: Credulous(tool, left_out, base) if left_out else tool
        for name, tool in edges.test_tools.items()
    }
    trees = Archived(edges.trees) if VAULT in left_out else edges.trees
    kept = f"{folders[1]}/{digest_of(sorted(left_out))[:12]}"
    return replace(
        edges,
        records=FolderRecords(kept) if left_out else edges.records,
        environments=Lent(edges.environments, folders[0]),
        test_tools=tools,
        trees=trees,  # type: ignore[arg-type]  # all else is passed on by name
    )
