"""Observations, each made once for its key and kept: tree, environment, tool, isolation.

Judging is pure and costs nothing, so only what was seen is kept, never a verdict. Trouble is never
kept: what could not be judged is looked at again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

import msgspec

from gatewright.model.configuration import ServiceDefinition
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest, TreeId
from gatewright.model.isolation import Network
from gatewright.model.observations import OBSERVATION_VERSION, FindingsRun, TestRun
from gatewright.model.project import Project, Stack
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import Canary, FindingsRequest, FindingsTool, TestRequest, TestTool
from gatewright.ports.processes import Limits
from gatewright.runtime.documents import from_document, to_document
from gatewright.runtime.edges import Edges
from gatewright.runtime.workbench import Use, Workbench

FOLDER = "observations"
Seen = TypeVar("Seen", TestRun, FindingsRun)


@dataclass(frozen=True, slots=True)
class Observed(Generic[Seen]):
    """What was seen, and since when it is known."""

    seen: Seen | Trouble
    reused_from: str | None = None  # when it was first seen; None: just now


@dataclass(frozen=True, slots=True)
class Kept(Generic[Seen]):
    """An observation on disk."""

    seen_at: str
    run: Seen


KEPT_SHAPES: Mapping[type, object] = {
    TestRun: Kept[TestRun],
    FindingsRun: Kept[FindingsRun],
}


@dataclass(frozen=True, slots=True)
class TestsWanted:
    """Which tests to run on which content."""

    tree: TreeId
    project: Project
    files: tuple[str, ...] | None = None
    measure_coverage: bool = False
    services: tuple[ServiceDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingsWanted:
    """What a static tool is to look at."""

    profile: str
    tree: TreeId
    project: Project
    candidates: tuple[str, ...]
    needs_environment: bool  # it reads the project's dependencies


class Observer:
    """Looks through the tools, or at what was seen before under the same key."""

    def __init__(self, edges: Edges, bench: Workbench, *, use_cache: bool, ambient: Digest) -> None:
        """Look through `edges`; `ambient` names what else a run may depend on."""
        self._edges = edges
        self._bench = bench
        self._use_cache = use_cache
        self._ambient = ambient

    def tests(self, wanted: TestsWanted, tool: TestTool, limits: Limits) -> Observed[TestRun]:
        """Return a run of the tests that `wanted` names."""
        environment = self._bench.environment(wanted.project)
        if isinstance(environment, Trouble):
            return Observed(environment)
        key = self._key("tests", wanted, environment.key)
        return self._once(
            key,
            TestRun,
            lambda: self._run_tests(wanted, tool, limits),
            may_be_kept=environment.is_sealed and not wanted.services,
        )

    def findings(
        self, wanted: FindingsWanted, tool: FindingsTool, limits: Limits
    ) -> Observed[FindingsRun]:
        """Return what a static tool finds."""
        tools = self._bench.tools(tool.requirements(wanted.project))
        if isinstance(tools, Trouble):
            return Observed(tools)
        own = self._bench.environment(wanted.project) if wanted.needs_environment else tools
        if isinstance(own, Trouble):
            return Observed(own)
        key = self._key("findings", wanted, tools.key, own.key)
        return self._once(
            key,
            FindingsRun,
            lambda: self._run_tool(wanted, tool, tools.folder, limits),
            may_be_kept=own.is_sealed,
        )

    def _run_tests(self, wanted: TestsWanted, tool: TestTool, limits: Limits) -> TestRun | Trouble:
        """Run the tests in a checkout that is joined to its environment."""
        attachment = self._bench.attachment(wanted.tree, wanted.project)
        if isinstance(attachment, Trouble):
            return attachment
        checkout = self._bench.checkout(wanted.tree, Use.RUNNING)
        request = TestRequest(
            project=wanted.project,
            checkout=checkout,
            tree=wanted.tree,
            attachment=attachment,
            canary=Canary(self._edges.draw_token()),
            files=wanted.files,
            measure_coverage=wanted.measure_coverage,
            limits=limits,
        )
        if not wanted.services:
            return tool.run(request)
        services = self._edges.services
        with services.running(wanted.services, attachment, checkout) as settings:
            if isinstance(settings, Trouble):
                return settings
            return tool.run(replace(request, settings=settings, network=Network.OPEN))

    def _run_tool(
        self, wanted: FindingsWanted, tool: FindingsTool, tool_folder: str, limits: Limits
    ) -> FindingsRun | Trouble:
        """Run a static tool on a checkout that nothing was run in."""
        attachment = None
        if wanted.needs_environment:
            use = _joined_for_reading(wanted.project)
            attached = self._bench.attachment(wanted.tree, wanted.project, use)
            if isinstance(attached, Trouble):
                return attached
            attachment = attached
        request = FindingsRequest(
            project=wanted.project,
            checkout=self._bench.checkout(wanted.tree, Use.READING),
            tree=wanted.tree,
            attachment=attachment,
            candidates=wanted.candidates,
            limits=limits,
        )
        return tool.run(request, f"{tool_folder}/bin")

    def _once(
        self,
        key: Digest,
        shape: type[Seen],
        look: Callable[[], Seen | Trouble],
        *,
        may_be_kept: bool = True,
    ) -> Observed[Seen]:
        """Return what is kept under `key`, or look and keep it.

        Shape: what rested on a live service or an unsealed environment may not be kept.
        """
        kept = self._recall(key, shape) if self._use_cache and may_be_kept else None
        if kept is not None:
            return Observed(kept.run, kept.seen_at)
        seen = look()
        if may_be_kept and not isinstance(seen, Trouble):
            seen_at = self._edges.now().isoformat(timespec="seconds")
            self._edges.records.write(FOLDER, key, to_document(Kept(seen_at, seen)))
        return Observed(seen)

    def _recall(self, key: Digest, shape: type[Seen]) -> Kept[Seen] | None:
        """Return the observation kept under `key`; None where there is none that can be read."""
        document = self._edges.records.read(FOLDER, key)
        if document is None:
            return None
        whole = cast("type[Kept[Seen]]", KEPT_SHAPES[shape])
        return from_document(document, whole)

    def _key(self, kind: str, wanted: TestsWanted | FindingsWanted, *built: Digest) -> Digest:
        """Return the name of an observation: all that it may depend on."""
        return digest_of(
            [
                OBSERVATION_VERSION,
                kind,
                msgspec.to_builtins(wanted),
                list(built),
                self._ambient,
            ]
        )


def _joined_for_reading(project: Project) -> Use:
    """Return which checkout a static tool needs joined to the environment.

    Node looks packages up beside the file that asks, so the one that is read; joining it runs
    nothing. To join a Python project is to run its build, so never the one that is read.
    """
    return Use.READING if project.stack is Stack.NODE else Use.RUNNING
