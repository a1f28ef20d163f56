"""Runs the tests of a Node project -- `node --test`, vitest, jest -- and says what was reported.

A test file of `node --test` runs in a process of its own, so the canary proves the runner and its
report, not each file: a file that ends early loses its tests, which a comparison with the base
sees. The script of package.json is not run; a shell would do more than test.
"""

import os
import re
from collections.abc import Callable

from gatewright.checks.canaries import (
    PlantedCanary,
    compare_canaries,
    plan_node_canary,
    plant_canaries,
    remove_canaries,
)
from gatewright.checks.node_cases import node_cases
from gatewright.checks.node_runners import RUNNERS, NodeRun, NodeRunner, choose_node_files
from gatewright.checks.node_script import NodeScript, read_node_script
from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.lcov import parse_lcov
from gatewright.checks.test_folders import keep_existing, read_all_files, read_test_files
from gatewright.checks.test_process import (
    RunFolders,
    command_of,
    execution_of,
    exit_code_of,
    open_run_folders,
    read_report,
    tail_of,
    trouble_of_ending,
    working_folder,
)
from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.processes import Command, Exited, Finished, Processes
from gatewright.ports.store import EvidenceStore

_SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
Measured = tuple[tuple[FileCoverage, ...] | None, Trouble | None, dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """All that is settled before the tests run."""

    runner: NodeRunner
    node: str
    program: str
    version: str
    folders: RunFolders
    canary: PlantedCanary
    files: tuple[str, ...] | None
    script: NodeScript


class NodeTool:
    """Implements the TestTool port for the runners of Node."""

    def __init__(
        self,
        processes: Processes,
        store: EvidenceStore,
        run_folder: str,
        remove: Callable[[str], None],
    ) -> None:
        self._processes = processes
        self._store = store
        self._run_folder = run_folder
        self._remove = remove

    def run(self, request: TestRequest) -> TestRun | Trouble:
        """Run the tests of one project in one checkout."""
        request = replace(request, checkout=os.path.realpath(request.checkout))
        runner = RUNNERS.get(request.project.tests.tool if request.project.tests else "")
        if runner is None:
            return _no_profile(request)
        node = _find_node(request)
        program = _find_program(request, runner)
        if node is None or program is None:
            return _could_not_start("node" if node is None else runner.name)
        with open_run_folders(self._run_folder, self._remove) as folders:
            version = self._read_version(request, folders, node, program)
            prepared = _prepare(request, runner, (node, program, version), folders)
            return self._run(request, prepared)

    def _read_version(
        self, request: TestRequest, folders: RunFolders, node: str, program: str
    ) -> str:
        argv = (node, *([program] if program else []), "--version")
        finished = self._processes.run(command_of(request, folders, argv))
        said = _VERSION.search(finished.stdout.decode("utf-8", "replace")[:1000])
        return said.group() if said and finished.ending == Exited(0) else "of unknown version"

    def _run(self, request: TestRequest, prepared: _Prepared) -> TestRun | Trouble:
        argv = (prepared.node, *prepared.runner.argv(_wish(request, prepared)))
        command = command_of(request, prepared.folders, argv)
        plant_canaries(request.checkout, [prepared.canary])
        try:
            finished = self._processes.run(command)
        finally:
            remove_canaries(request.checkout, [prepared.canary])
        content = read_report(os.path.join(prepared.folders.reports, prepared.runner.report))
        trouble = trouble_of_ending(finished)
        if trouble is not None or content is None:
            return trouble or _no_report(finished, prepared.runner)
        return self._observe(request, prepared, (command, finished), content)

    def _observe(
        self,
        request: TestRequest,
        prepared: _Prepared,
        ran: tuple[Command, Finished],
        content: bytes,
    ) -> TestRun | Trouble:
        reported = prepared.runner.parse(content)
        if isinstance(reported, Trouble):
            return replace(reported, tail=tail_of(ran[1]))
        cases = node_cases(reported, request.checkout, request.project.root)
        canary, others = compare_canaries([prepared.canary], cases, exit_code_of(ran[1]))
        coverage, trouble, reports = _read_coverage(request, prepared)
        tool = f"{prepared.runner.name} {prepared.version}"
        reports = {"tests": content, **reports}
        planted = [prepared.canary.path]
        execution = execution_of(request, tool, ran, reports, self._store, planted)
        return TestRun(execution, others, canary, coverage, trouble)


def _prepare(
    request: TestRequest, runner: NodeRunner, found: tuple[str, str, str], folders: RunFolders
) -> _Prepared:
    files: tuple[str, ...] | None = None
    script = NodeScript()
    if runner.name == "node":
        script = read_node_script(working_folder(request))
        all_files = read_all_files(request.checkout, request.project.root)
        files = choose_node_files(script, all_files, request.project.root)
    if request.files is not None:
        files = keep_existing(request.checkout, request.files)
    known = files if files is not None else read_test_files(request.checkout, request.project)
    first = next(iter(known), f"{request.project.root}/a.test.js".lstrip("/"))
    return _Prepared(
        runner=runner,
        node=found[0],
        program=found[1],
        version=found[2],
        folders=folders,
        canary=_canary(request, runner, first),
        files=files,
        script=script,
    )


def _canary(request: TestRequest, runner: NodeRunner, beside: str) -> PlantedCanary:
    """Return a canary in the folder of the test file `beside`, named as that one is."""
    folder, _, name = beside.rpartition("/")
    suffix = ".test.mjs" if runner.name == "node" else "." + ".".join(name.split(".")[-2:])
    return plan_node_canary(request.canary.token, folder, suffix, runner.imports)


def _wish(request: TestRequest, prepared: _Prepared) -> NodeRun:
    root = request.project.root or "."
    files = prepared.files
    return NodeRun(
        program=prepared.program,
        files=None if files is None else tuple(os.path.relpath(path, root) for path in files),
        canary=os.path.relpath(prepared.canary.path, root),
        reports=prepared.folders.reports,
        measures=request.measure_coverage and _can_measure(prepared),
        script=prepared.script,
    )


def _can_measure(prepared: _Prepared) -> bool:
    """Return whether the runner can measure; vitest refuses to run where it is asked and cannot."""
    if prepared.runner.name != "vitest":
        return True
    modules = os.path.dirname(os.path.dirname(prepared.program))
    providers = ("coverage-v8", "coverage-istanbul")
    return any(os.path.isdir(os.path.join(modules, "@vitest", name)) for name in providers)


def _find_node(request: TestRequest) -> str | None:
    """Return the `node` that the environment gives, else the machine's own."""
    for folder in (*request.attachment.program_folders, *_SYSTEM_PATH):
        path = os.path.join(folder, "node")
        if os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return None


def _find_program(request: TestRequest, runner: NodeRunner) -> str | None:
    """Return the script of a runner from the nearest node_modules; "" for Node's own."""
    if not runner.entry:
        return ""
    here = request.project.root
    while True:
        path = os.path.join(request.checkout, here, "node_modules", runner.entry)
        if os.path.isfile(path):
            return path
        if not here:
            return _in_node_path(request, runner)
        here = here.rpartition("/")[0]


def _in_node_path(request: TestRequest, runner: NodeRunner) -> str | None:
    for folder in dict(request.attachment.env).get("NODE_PATH", "").split(":"):
        path = os.path.join(folder, runner.entry)
        if folder and os.path.isfile(path):
            return path
    return None


def _read_coverage(request: TestRequest, prepared: _Prepared) -> Measured:
    if not request.measure_coverage:
        return None, None, {}
    content = read_report(os.path.join(prepared.folders.reports, prepared.runner.coverage))
    if content is None:
        return None, _no_coverage(prepared.runner), {}
    paths = CheckoutPaths(
        request.checkout,
        request.project.root,
        lambda path: os.path.isfile(os.path.join(request.checkout, path)),
    )
    files = parse_lcov(content, paths)
    if isinstance(files, Trouble):
        return None, files, {}
    return files, None, {"coverage": content}


def _no_profile(request: TestRequest) -> Trouble:
    tests = request.project.tests
    return Trouble(
        code="tests.no-report",
        wanted="a test runner whose report can be read: node --test, vitest or jest",
        found=f"the tests are run by {tests.because}" if tests else "no tests are set up",
        way_out="Add a check of kind command that runs the tests to .gatewright/config.yaml.",
    )


def _could_not_start(name: str) -> Trouble:
    return Trouble(
        code="tests.could-not-start",
        wanted=f"{name} in the environment of the project",
        found="it is not installed there",
        way_out=f"Add {name} to the development dependencies of the project.",
    )


def _no_report(finished: Finished, runner: NodeRunner) -> Trouble:
    return Trouble(
        code="tests.no-report",
        wanted=f"the report that {runner.name} writes when it comes to its end",
        found=f"the process ended with exit code {exit_code_of(finished)} and wrote none",
        way_out="Run the tests by hand; what the runner said is below.",
        tail=tail_of(finished),
    )


def _no_coverage(runner: NodeRunner) -> Trouble:
    return Trouble(
        code="coverage.no-report",
        wanted="a coverage report of the test run",
        found=f"{runner.name} wrote none",
        way_out="vitest needs @vitest/coverage-v8 among the development dependencies."
        if runner.name == "vitest"
        else "Run the tests with coverage by hand to see why.",
    )
