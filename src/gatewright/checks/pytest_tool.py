"""Runs the tests of a Python project with pytest and says what was reported.

The project's own settings hold; what could hide a test or a failure from the report is overridden
on the command line. The exit code alone is never believed: the report is read, and the canaries
in it must be as they are. unittest projects are run by pytest too, which collects their tests.
"""

import os
from collections.abc import Callable

from gatewright.checks.canaries import (
    PlantedCanary,
    compare_canaries,
    plan_python_canary,
    plant_canaries,
    remove_canaries,
)
from gatewright.checks.pytest_cases import Exists, pytest_cases
from gatewright.checks.python_coverage import ABSENT, coverage_argv, read_coverage
from gatewright.checks.python_probe import PythonTools, read_python_tools
from gatewright.checks.readers.junit import parse_junit
from gatewright.checks.test_folders import choose_canary_folders, keep_existing, read_test_files
from gatewright.checks.test_process import (
    RunFolders,
    command_of,
    execution_of,
    exit_code_of,
    open_run_folders,
    read_report,
    tail_of,
    trouble_of_ending,
)
from gatewright.model.ids import Digest
from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.project import TestSetup
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.processes import Command, Finished, Processes
from gatewright.ports.store import EvidenceStore

_USAGE_ERROR = 4  # pytest's own exit code
_DEFAULT = TestSetup("pytest", "", (), ("test_*.py",), ("test*",))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """All that is settled before the tests run."""

    python: str
    tools: PythonTools
    folders: RunFolders
    canaries: tuple[PlantedCanary, ...]
    report: str  # absolute; where pytest is told to write

    def measures(self, request: TestRequest) -> bool:
        return request.measure_coverage and bool(self.tools.coverage)


class PytestTool:
    """Implements the TestTool port for pytest and unittest."""

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
        self._tools: dict[Digest, PythonTools] = {}

    def run(self, request: TestRequest) -> TestRun | Trouble:
        """Run the tests of one project in one checkout."""
        request = replace(request, checkout=os.path.realpath(request.checkout))
        python = request.attachment.python
        if python is None:
            return _no_pytest("the environment has no Python")
        with open_run_folders(self._run_folder, self._remove) as folders:
            tools = self._read_tools(request, folders, python)
            if not tools.pytest:
                return _no_pytest("pytest is not installed in the environment")
            report = os.path.join(folders.reports, "junit.xml")
            canaries = _canaries(request)
            return self._run(request, _Prepared(python, tools, folders, canaries, report))

    def _read_tools(self, request: TestRequest, folders: RunFolders, python: str) -> PythonTools:
        """Return what the environment holds; asked once for each environment."""
        key = request.attachment.environment.key
        known = self._tools.get(key)
        if known is None:
            known = read_python_tools(self._processes, request, folders, python)
            if known.pytest:
                self._tools[key] = known
        return known

    def _run(self, request: TestRequest, prepared: _Prepared) -> TestRun | Trouble:
        command = command_of(request, prepared.folders, _argv(request, prepared))
        plant_canaries(request.checkout, prepared.canaries)
        try:
            finished = self._processes.run(command)
        finally:
            remove_canaries(request.checkout, prepared.canaries)
        content = read_report(prepared.report)
        trouble = trouble_of_ending(finished)
        if trouble is not None or content is None:
            return trouble or _no_report(finished)
        return self._observe(request, prepared, (command, finished), content)

    def _observe(
        self,
        request: TestRequest,
        prepared: _Prepared,
        ran: tuple[Command, Finished],
        content: bytes,
    ) -> TestRun | Trouble:
        reported = parse_junit(content)
        if isinstance(reported, Trouble):
            return replace(reported, tail=tail_of(ran[1]))
        cases = pytest_cases(reported, request.project.root, _exists_in(request, prepared.canaries))
        canary, others = compare_canaries(prepared.canaries, cases, exit_code_of(ran[1]))
        coverage, trouble, reports = self._coverage(request, prepared)
        tool = f"pytest {prepared.tools.pytest}"
        reports = {"junit": content, **reports}
        planted = [each.path for each in prepared.canaries]
        execution = execution_of(request, tool, ran, reports, self._store, planted)
        return TestRun(execution, others, canary, coverage, trouble)

    def _coverage(
        self, request: TestRequest, prepared: _Prepared
    ) -> tuple[tuple[FileCoverage, ...] | None, Trouble | None, dict[str, bytes]]:
        if not request.measure_coverage:
            return None, None, {}
        if not prepared.measures(request):
            return None, ABSENT, {}
        answer = read_coverage(self._processes, request, prepared.folders, prepared.python)
        if isinstance(answer, Trouble):
            return None, answer, {}
        files, content = answer
        return files, None, {"coverage": content}


def _canaries(request: TestRequest) -> tuple[PlantedCanary, ...]:
    tests = request.project.tests or _DEFAULT
    files = request.files
    if files is None:
        files = read_test_files(request.checkout, request.project)
    folders = choose_canary_folders(request.checkout, request.project.root, files)
    file_pattern = next(iter(tests.file_patterns), "test_*.py")
    function_pattern = next(iter(tests.function_patterns), "test*")
    return tuple(
        plan_python_canary(request.canary.token, folder, file_pattern, function_pattern)
        for folder in folders
    )


def _argv(request: TestRequest, prepared: _Prepared) -> tuple[str, ...]:
    measures = prepared.measures(request)
    around = coverage_argv(request, prepared.folders) if measures else ()
    return (
        prepared.python,
        "-m",
        *around,
        "pytest",
        *_options(request, prepared),
        *(["--no-cov"] if prepared.tools.pytest_cov else []),
        *(["-n0"] if measures and prepared.tools.pytest_xdist else []),  # workers are not measured
        *_places(request, prepared),
    )


def _options(request: TestRequest, prepared: _Prepared) -> list[str]:
    """Return what keeps the report whole, whatever the project's own settings say."""
    options = [
        f"--rootdir={os.path.join(request.checkout, request.project.root).rstrip('/')}",
        f"--junitxml={prepared.report}",
        "--continue-on-collection-errors",
        "--keep-duplicates",  # else pytest 8 drops a folder when a file of it is named too
        "--maxfail=0",
        "--color=no",
    ]
    settings = {
        "junit_family": "xunit1",
        "junit_logging": "no",
        "cache_dir": os.path.join(prepared.folders.home, "pytest-cache"),
    }
    if request.project.tests is not None and request.project.tests.tool == "unittest":
        settings["python_files"] = " ".join(request.project.tests.file_patterns)
    for name, value in settings.items():
        options += ["-o", f"{name}={value}"]
    return options


def _places(request: TestRequest, prepared: _Prepared) -> list[str]:
    """Return where pytest is to look: always said, so that no setting leaves the canaries out."""
    tests = request.project.tests or _DEFAULT
    if request.files is None:
        wanted = _outermost(tests.paths or (request.project.root,))
    else:
        wanted = keep_existing(request.checkout, request.files)
    paths = (*wanted, *(canary.path for canary in prepared.canaries))
    return [_argument(os.path.relpath(path or ".", request.project.root or ".")) for path in paths]


def _outermost(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return `paths` without those inside another: a test named twice would run twice."""
    return tuple(
        path
        for path in dict.fromkeys(paths)
        if not any(path != other and _is_in(path, other) for other in paths)
    )


def _is_in(path: str, folder: str) -> bool:
    return folder == "" or path.startswith(f"{folder}/")


def _argument(path: str) -> str:
    """Return a path that cannot be taken for an option or a file of arguments."""
    return f"./{path}" if path.startswith(("-", "@")) else path


def _exists_in(request: TestRequest, canaries: tuple[PlantedCanary, ...]) -> Exists:
    """Return whether a repository path was a file of the checkout while the tests ran."""
    planted = {canary.path for canary in canaries}
    return lambda path: path in planted or os.path.isfile(os.path.join(request.checkout, path))


def _no_pytest(found: str) -> Trouble:
    return Trouble(
        code="tests.could-not-start",
        wanted="pytest in the environment of the project",
        found=found,
        way_out="Add pytest to the development dependencies of the project.",
    )


def _no_report(finished: Finished) -> Trouble:
    code = exit_code_of(finished)
    if code == _USAGE_ERROR:
        return Trouble(
            code="tests.could-not-start",
            wanted="a test run",
            found="pytest refused its settings or arguments",
            way_out="Run pytest by hand; its own message is below.",
            tail=tail_of(finished),
        )
    return Trouble(
        code="tests.no-report",
        wanted="the report that pytest writes when it comes to its end",
        found=f"the process ended with exit code {code} and wrote none",
        way_out="Look for code that ends the process, or for -p no:junitxml in the settings.",
        tail=tail_of(finished),
    )
