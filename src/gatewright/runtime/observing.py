"""Observations, each made once for its key and kept: tree, environment, tool, isolation.

Judging is pure and costs nothing, so only what was seen is kept, never a verdict. Trouble is never
kept: what could not be judged is looked at again. To look again adds a result and replaces none.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Generic, Protocol, TypeVar

import msgspec

from gatewright import __version__
from gatewright.core.judging.grounds import Grounds
from gatewright.model.configuration import ServiceDefinition
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest, TreeId
from gatewright.model.isolation import Network
from gatewright.model.observations import OBSERVATION_VERSION, Execution, FindingsRun, TestRun
from gatewright.model.project import Project, Stack
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Anew
from gatewright.ports.gatherers import Canary, FindingsRequest, FindingsTool, TestRequest, TestTool
from gatewright.ports.processes import Limits
from gatewright.runtime.earlier_looks import EarlierLooks, Question
from gatewright.runtime.edges import Edges
from gatewright.runtime.file_findings import FileFindings
from gatewright.runtime.keeping import Look, Looks, runs_of
from gatewright.runtime.workbench import Use, Workbench

Seen = TypeVar("Seen", TestRun, FindingsRun)


@dataclass(frozen=True, slots=True)
class Observed(Generic[Seen]):
    """What was seen, and since when it is known."""

    seen: Seen | Trouble
    reused_from: str | None = None  # when it was first seen; None: just now, or some of it
    looks: tuple[Seen, ...] = ()  # each different thing that was ever seen of it
    executions: tuple[Execution, ...] = ()  # where it is made of parts: all that those come from
    reused_count: int = 0  # files of which was kept what was seen of them
    anew: Anew | None = None  # None: nothing was looked at just now


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


@dataclass(frozen=True, slots=True)
class ByFile:
    """What a file-local tool's answer on each file rests on."""

    grounds: Digest
    marks: Mapping[str, str]  # by path: the file, content included


class Observer:
    """Looks through the tools, or at what was seen before under the same key."""

    def __init__(self, edges: Edges, bench: Workbench, *, use_cache: bool, ambient: Digest) -> None:
        """Look through `edges`; `ambient` names what else a run may depend on."""
        self._edges = edges
        self._bench = bench
        self._use_cache = use_cache
        self._ambient = ambient
        self._kept = Looks(edges.records)
        self._earlier = EarlierLooks(edges.records)
        self._looks: dict[Execution, tuple[TestRun, ...]] = {}

    def looks_at(self, executions: Iterable[Execution]) -> list[tuple[TestRun, ...]]:
        """Return, for each run of tests among `executions`, all that was seen under its key."""
        return [self._looks[each] for each in executions if each in self._looks]

    def at(self, bench: Workbench) -> "Observer":
        """Return this observer, looking at what another bench makes."""
        other = copy(self)
        other._bench = bench
        return other

    def tests(self, wanted: TestsWanted, tool: TestTool, limits: Limits) -> Observed[TestRun]:
        """Return a run of the tests that `wanted` names."""
        environment = self._bench.environment(wanted.project)
        if isinstance(environment, Trouble):
            return Observed(environment)
        project = msgspec.to_builtins(wanted.project)
        grounds = self._grounds(
            limits,
            {
                "the content": wanted.tree,
                "how the project is read": project,
                "which tests are run": [wanted.files, wanted.measure_coverage],
                "the services": msgspec.to_builtins(wanted.services),
                "the environment": environment.key,
            },
        )
        observed = self._once(
            Question("tests", _whose(wanted.project), grounds),
            TestRun,
            lambda: self._run_tests(wanted, tool, limits),
            may_be_kept=environment.is_sealed and not wanted.services,
        )
        if isinstance(observed.seen, TestRun):
            self._looks[observed.seen.execution] = observed.looks
        return observed

    def findings(
        self,
        wanted: FindingsWanted,
        tool: FindingsTool,
        limits: Limits,
        by_file: ByFile | None = None,
    ) -> Observed[FindingsRun]:
        """Return what a static tool finds; where it is file-local, file by file."""
        tools = self._bench.tools(tool.requirements(wanted.project))
        if isinstance(tools, Trouble):
            return Observed(tools)
        own = self._bench.environment(wanted.project) if wanted.needs_environment else tools
        if isinstance(own, Trouble):
            return Observed(own)
        plain = {
            "how the project is read": msgspec.to_builtins(wanted.project),
            "the tool": tools.key,
            "the environment": own.key,
        }
        whose = (*_whose(wanted.project), wanted.profile)

        def look(files: tuple[str, ...], *, is_part: bool = False) -> FindingsRun | Trouble:
            asked = replace(wanted, candidates=files)
            return self._run_tool(asked, tool, tools.folder, limits, is_part=is_part)

        if by_file is not None and own.is_sealed and wanted.candidates:
            grounds = self._grounds(limits, {**plain, "settings and names": by_file.grounds})
            question = Question("files", whose, grounds)
            return self._file_by_file(question, wanted.candidates, by_file, look)
        plain |= {"the content": wanted.tree, "which files are read": wanted.candidates}
        return self._once(
            Question("findings", whose, self._grounds(limits, plain)),
            FindingsRun,
            lambda: look(wanted.candidates),
            may_be_kept=own.is_sealed,
        )

    def _file_by_file(
        self,
        question: Question,
        candidates: tuple[str, ...],
        by_file: ByFile,
        look: "LookAtFiles",
    ) -> Observed[FindingsRun]:
        """Return an answer that is put together from what is known of each file."""
        marks = {path: by_file.marks[path] for path in candidates}
        composed = FileFindings(self._edges.records, question.key, self._now).look(
            marks,
            lambda files: look(files, is_part=len(files) < len(marks)),
            use_kept=self._use_cache,
        )
        if isinstance(composed, Trouble):
            return Observed(composed)
        is_kept = composed.reused_count == len(marks)
        grounds = {**question.grounds, "the content": digest_of(marks)}
        return Observed(
            composed.run,
            composed.first_seen_at if is_kept else None,
            composed.looks,
            composed.executions,
            composed.reused_count,
            None if is_kept else self._note(replace(question, grounds=grounds)),
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
        self,
        wanted: FindingsWanted,
        tool: FindingsTool,
        tool_folder: str,
        limits: Limits,
        *,
        is_part: bool,
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
            is_part=is_part,
            limits=limits,
        )
        return tool.run(request, f"{tool_folder}/bin")

    def _once(
        self,
        question: Question,
        shape: type[Seen],
        look: Callable[[], Seen | Trouble],
        *,
        may_be_kept: bool = True,
    ) -> Observed[Seen]:
        """Return what is kept of `question`, or look and keep it.

        Shape: what rested on a live service or an unsealed environment may not be kept.
        """
        key = question.key
        known: tuple[Look[Seen], ...] = self._kept.of(key, shape) if may_be_kept else ()
        if known and self._use_cache:
            return Observed(known[0].run, known[0].seen_at, runs_of(known))
        seen = look()
        if isinstance(seen, Trouble):
            return Observed(seen)
        anew = self._note(question)
        if not may_be_kept:
            return Observed(seen, anew=anew)
        new = Look(self._now(), seen)
        self._kept.add(key, new, known)
        return Observed(seen, None, runs_of(known, new), anew=anew)

    def _note(self, question: Question) -> Anew:
        """Keep what was looked at just now; return what differs from earlier looks."""
        return self._earlier.note(question, self._now())

    def _now(self) -> str:
        return self._edges.now().isoformat(timespec="seconds")

    def _grounds(self, limits: Limits, plain: Mapping[str, object]) -> Grounds:
        """Return all that an observation may depend on, by name."""
        bounds = [int(limits.wall_s * 1000), int(limits.idle_s * 1000), limits.output_bytes_max]
        named = {**plain, "the limits": bounds, "this program": [OBSERVATION_VERSION, __version__]}
        digests = {name: digest_of(value) for name, value in named.items()}
        return {**digests, "the confinement and what prepares a checkout": self._ambient}


def _whose(project: Project) -> tuple[str, ...]:
    return (project.root, project.stack.value)


class LookAtFiles(Protocol):
    """Asks a static tool about some files."""

    def __call__(self, files: tuple[str, ...], *, is_part: bool = False) -> FindingsRun | Trouble:
        """Return what it says of `files`; `is_part`: there are others that it could read."""
        ...


def _joined_for_reading(project: Project) -> Use:
    """Return which checkout a static tool needs joined to the environment.

    Node looks packages up beside the file that asks, so the one that is read; joining it runs
    nothing. To join a Python project is to run its build, so never the one that is read.
    """
    return Use.READING if project.stack is Stack.NODE else Use.RUNNING
