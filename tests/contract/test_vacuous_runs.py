"""Test runs that end well after running nothing, and coverage that names nothing: never a pass."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gatewright.checks.node_tool import NodeTool
from gatewright.checks.pytest_tool import PytestTool
from gatewright.core.judges.judge_coverage import changed_lines, judge_coverage
from gatewright.core.judges.judge_tests import judge_tests
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.records import replace
from gatewright.model.rules import CoverageRule, TestsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Stage, Status, Verdict
from gatewright.ports.processes import Command, Finished
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.testing.scripted_processes import ScriptedProcesses, exited
from gatewright.workspace.removal import remove
from tests.observed import BASE, HEAD, SUBJECT, run_of
from tests.runs import PLAIN, attachment_here, processes_in, project_in, request_for, write_tree

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="this machine has no Node")
PYTEST = "[tool.pytest.ini_options]\naddopts = '{}'\n"
GOOD = "def test_a(): pass\n"
PYTHON_TREES: dict[str, dict[str, str]] = {
    "no tests": {"pyproject.toml": PYTEST.format(""), "tests/test_a.py": "x = 1\n"},
    "all skipped": {
        "pyproject.toml": PYTEST.format(""),
        "tests/test_a.py": f"import pytest\npytestmark = pytest.mark.skip\n{GOOD}",
    },
    "all expected to fail": {
        "pyproject.toml": PYTEST.format(""),
        "tests/test_a.py": "import pytest\n@pytest.mark.xfail\ndef test_a(): assert 0\n",
    },
    "selects by name": {"pyproject.toml": PYTEST.format("-k nothing"), "tests/test_a.py": GOOD},
    "selects by mark": {"pyproject.toml": PYTEST.format("-m nothing"), "tests/test_a.py": GOOD},
    "deselects": {
        "pyproject.toml": PYTEST.format("--deselect tests/test_a.py"),
        "tests/test_a.py": GOOD,
    },
    "collects only": {"pyproject.toml": PYTEST.format("--co"), "tests/test_a.py": GOOD},
    "hidden by a conftest": {
        "pyproject.toml": PYTEST.format(""),
        "tests/conftest.py": "collect_ignore_glob = ['*']\n",
        "tests/test_a.py": GOOD,
    },
    "ends early": {
        "pyproject.toml": PYTEST.format(""),
        "tests/test_a.py": f"import os\nos._exit(0)\n{GOOD}",
    },
}
IMPORTS = 'import { test } from "node:test";\n'
NODE_TREES: dict[str, dict[str, str]] = {
    "no tests": {"package.json": '{"scripts": {"test": "node --test"}}', "a.test.mjs": ""},
    "all skipped": {
        "package.json": '{"scripts": {"test": "node --test"}}',
        "a.test.mjs": IMPORTS + 'test("a", { skip: true }, () => {});\ntest.todo("b");\n',
    },
    "selects nothing": {
        "package.json": '{"scripts": {"test": "node --test nowhere/*.js"}}',
        "a.test.mjs": IMPORTS + 'test("a", () => {});\n',
    },
    "ends early": {
        "package.json": '{"scripts": {"test": "node --test"}}',
        "a.test.mjs": IMPORTS + 'test("a", () => {});\nprocess.exit(0);\n',
    },
}


def judged(run: TestRun | Trouble) -> Verdict:
    return judge_tests("tests", run, None, TestsRule(), SUBJECT)


@pytest.mark.parametrize("tree", PYTHON_TREES.values(), ids=PYTHON_TREES.keys())
def test_python_run_of_nothing_never_passes(tmp_path: Path, tree: dict[str, str]) -> None:
    (tmp_path / "runs").mkdir()
    tool = PytestTool(processes_in(tmp_path), MemoryEvidence(), str(tmp_path / "runs"), remove)
    checkout = write_tree(tmp_path / "checkout", tree)

    run = tool.run(request_for(checkout, project_in(tree), env=PLAIN))

    assert judged(run).status is not Status.PASS


@needs_node
@pytest.mark.parametrize("tree", NODE_TREES.values(), ids=NODE_TREES.keys())
def test_node_run_of_nothing_never_passes(tmp_path: Path, tree: dict[str, str]) -> None:
    (tmp_path / "runs").mkdir()
    tool = NodeTool(processes_in(tmp_path), MemoryEvidence(), str(tmp_path / "runs"), remove)
    request = request_for(write_tree(tmp_path / "checkout", tree), project_in(tree))
    folder = os.path.dirname(NODE or "")
    attachment = replace(
        request.attachment, program_folders=(folder,), readable=(os.path.dirname(folder),)
    )

    run = tool.run(replace(request, attachment=attachment))

    assert judged(run).status is not Status.PASS


@pytest.mark.parametrize(
    "write",
    [
        lambda _: None,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"<testsuites/>"),
        lambda path: path.write_bytes(
            b'<testsuites><testsuite tests="9" failures="0"/></testsuites>'
        ),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("/dev/zero"),
    ],
    ids=["none", "empty", "no suites", "totals alone", "a folder", "a link"],
)
def test_test_tool_that_ends_well_without_a_report_never_passes(
    tmp_path: Path, write: Callable[[Path], object]
) -> None:
    def answer(command: Command) -> Finished:
        told = [word for word in command.argv if word.startswith("--junitxml=")]
        if not told:
            return exited(stdout=b'{"pytest": "9.0"}')
        write(Path(told[0].partition("=")[2]))
        return exited(stdout=b"9 passed in 0.01s")

    tree = {"tests/test_a.py": GOOD, "pyproject.toml": PYTEST.format("")}
    request = request_for(write_tree(tmp_path / "checkout", tree), project_in(tree))
    python = attachment_here().python or ""
    processes = ScriptedProcesses({(python,): answer})
    (tmp_path / "runs").mkdir()

    run = PytestTool(processes, MemoryEvidence(), str(tmp_path / "runs"), remove).run(request)

    assert judged(run).status is Status.ERROR


@pytest.mark.parametrize(
    "coverage",
    [
        {},
        {"other.py": FileCoverage("other.py", frozenset({1}), frozenset())},
        {"a.py": FileCoverage("a.py", frozenset(), frozenset())},
        {"a.py": FileCoverage("a.py", frozenset({900}), frozenset())},
        {"a.py": FileCoverage("a.py", frozenset(), frozenset({1, 2}))},
    ],
    ids=["of nothing", "of another file", "without a line", "of other lines", "of no line"],
)
def test_coverage_that_does_not_name_the_change_never_passes(
    coverage: Mapping[str, FileCoverage],
) -> None:
    file = ChangedFile("a.py", FileStatus.ADDED, "a.py", (Line(1, "x = 1"), Line(2, "y = 2")))
    head = run_of(a=".", coverage=tuple(coverage.values()))
    lines = changed_lines(Change(BASE, HEAD, (file,)), coverage, lambda path: path.endswith(".py"))

    verdict = judge_coverage("coverage", head, lines, CoverageRule(), Stage.DEVELOPMENT, SUBJECT)

    assert verdict.status is not Status.PASS


def test_run_without_coverage_never_passes() -> None:
    file = ChangedFile("a.py", FileStatus.ADDED, "a.py", (Line(1, "x = 1"),))
    lines = changed_lines(Change(BASE, HEAD, (file,)), {}, lambda path: True)
    head = run_of(a=".", coverage=None)

    verdict = judge_coverage("coverage", head, lines, CoverageRule(), Stage.DEVELOPMENT, SUBJECT)

    assert verdict.status is not Status.PASS
