"""What the pytest tool sees of a run, with real processes. Each run costs most of a second."""

from pathlib import Path

import pytest

from gatewright.checks.pytest_tool import PytestTool
from gatewright.model.ids import Digest
from gatewright.model.observations import CanaryOutcome, FileCoverage
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.workspace.removal import remove
from tests.runs import (
    outcomes_of,
    processes_in,
    project_in,
    request_for,
    run_of,
    run_tree,
    write_tree,
)

TREE = {
    "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths=['tests']\npythonpath=['src']\n"
    "addopts='-x -q --tb=no'\n",
    "src/tally/__init__.py": "def add(a, b):\n    return a + b\n\n\n"
    "def minus(a, b):\n    if a:\n        return a - b\n    return -b\n",
    "src/tally/unseen.py": "x = 1\n",
    "tests/conftest.py": "",
    "tests/base.py": "class Base:\n    def test_inherited(self):\n        pass\n",
    "tests/test_a.py": """import pytest
from tally import add, minus
from base import Base

class TestAdd(Base):
    @pytest.mark.parametrize("a", [1, 2])
    def test_two(self, a):
        assert add(a, 1) == 2

def test_skipped():
    pytest.skip("why")

def test_minus():
    assert minus(2, 1) == 1

@pytest.fixture
def broken():
    raise OSError("no")

def test_errored(broken):
    pass
""",
    "tests/sub/test_b.py": "import nowhere\n",
    "tests/sub/test_c.py": "def test_c(): pass\n",
}
EXPECTED = {
    "tests/test_a.py::TestAdd::test_two[1]": "passed",
    "tests/test_a.py::TestAdd::test_two[2]": "failed",
    "tests/test_a.py::TestAdd::test_inherited": "passed",
    "tests/test_a.py::test_skipped": "skipped",
    "tests/test_a.py::test_minus": "passed",
    "tests/test_a.py::test_errored": "errored",
    "tests/sub/test_b.py": "errored",
    "tests/sub/test_c.py::test_c": "passed",
}


@pytest.fixture(scope="module")
def evidence() -> MemoryEvidence:
    return MemoryEvidence()


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def tool(
    runs: Path, tmp_path_factory: pytest.TempPathFactory, evidence: MemoryEvidence
) -> PytestTool:
    processes = processes_in(tmp_path_factory.mktemp("processes"))
    return PytestTool(processes, evidence, str(runs), remove)


def test_every_test_is_seen_whatever_the_settings_cut_short(
    tool: PytestTool, evidence: MemoryEvidence, runs: Path, tmp_path: Path
) -> None:
    run = run_of(run_tree(tool, tmp_path, TREE, measure_coverage=True))

    assert outcomes_of(run) == EXPECTED
    assert run.canary is CanaryOutcome.REPORTED
    lines = {case.test_id: (case.file, case.line) for case in run.cases}
    assert lines["tests/test_a.py::test_skipped"] == ("tests/test_a.py", 10)
    assert {case.name for case in run.cases if case.test_id == "tests/sub/test_b.py"} == {
        "(collection)"
    }
    assert run.coverage is not None
    assert {file.path: file for file in run.coverage} == {
        "src/tally/__init__.py": FileCoverage(
            "src/tally/__init__.py", frozenset({1, 2, 5, 6, 7}), frozenset({8})
        ),
        "src/tally/unseen.py": FileCoverage("src/tally/unseen.py", frozenset(), frozenset({1})),
    }
    assert run.execution.tool.startswith("pytest ")
    assert run.execution.exit_code == 1
    assert run.execution.cwd == "."
    assert all(evidence.get(digest) for digest in run.execution.reports)
    assert len(run.execution.reports) == 2
    left = {path for path in (tmp_path / "checkout").rglob("*.py")}
    assert left == {tmp_path / "checkout" / path for path in TREE if path.endswith(".py")}
    assert list(runs.iterdir()) == []


def test_only_the_files_that_are_asked_for_are_run(tool: PytestTool, tmp_path: Path) -> None:
    run = run_of(run_tree(tool, tmp_path, TREE, files=("tests/sub/test_c.py", "tests/gone.py")))

    assert outcomes_of(run) == {"tests/sub/test_c.py::test_c": "passed"}
    assert run.canary is CanaryOutcome.REPORTED
    assert run.coverage is None


def test_part_of_a_monorepo_is_named_from_the_root(tool: PytestTool, tmp_path: Path) -> None:
    tree = {
        "packages/api/pyproject.toml": "[tool.coverage.run]\nparallel = true\n"
        "relative_files = true\n",
        "packages/api/api.py": "def f():\n    return 1\n",
        "packages/api/checks/test_api.py": "import api\ndef test_f(): assert api.f()\n",
    }
    run = run_of(run_tree(tool, tmp_path, tree, measure_coverage=True))

    assert outcomes_of(run) == {"packages/api/checks/test_api.py::test_f": "passed"}
    assert run.execution.cwd == "packages/api"
    assert run.coverage is not None
    assert FileCoverage("packages/api/api.py", frozenset({1, 2}), frozenset()) in run.coverage


def test_unittest_project_is_run_without_a_word_of_pytest(tool: PytestTool, tmp_path: Path) -> None:
    text = "import unittest\nclass Old(unittest.TestCase):\n    def test_it(self):\n        pass\n"
    run = run_of(run_tree(tool, tmp_path, {"testold.py": text, "setup.py": "setup()"}))

    assert outcomes_of(run) == {"testold.py::Old::test_it": "passed"}
    assert run.canary is CanaryOutcome.REPORTED


def test_own_names_for_tests_are_those_of_the_canary(tool: PytestTool, tmp_path: Path) -> None:
    ini = "[pytest]\npython_files = check_*.py\npython_functions = check_*\n"
    run = run_of(
        run_tree(tool, tmp_path, {"pytest.ini": ini, "check_a.py": "def check_b(): pass\n"})
    )

    assert outcomes_of(run) == {"check_a.py::check_b": "passed"}
    assert run.canary is CanaryOutcome.REPORTED


def test_settings_that_pytest_refuses_are_trouble(tool: PytestTool, tmp_path: Path) -> None:
    tree = {"pytest.ini": "[pytest]\naddopts = --no-such-option\n", "test_a.py": ""}
    answer = run_tree(tool, tmp_path, tree)

    assert isinstance(answer, Trouble)
    assert answer.code == "tests.could-not-start"
    assert "--no-such-option" in answer.tail


def test_environment_without_pytest_is_trouble(tool: PytestTool, tmp_path: Path) -> None:
    tree = {"test_a.py": ""}
    request = request_for(write_tree(tmp_path / "checkout", tree), project_in(tree))
    other = replace(request.attachment.environment, key=Digest("b" * 64))
    bare = replace(request.attachment, environment=other, python="/usr/bin/env")
    answer = tool.run(replace(request, attachment=bare))

    assert isinstance(answer, Trouble)
    assert answer.code == "tests.could-not-start"


def test_a_folder_is_named_once_and_a_canary_in_it_hides_no_other(
    tool: PytestTool, tmp_path: Path
) -> None:
    tree = {
        "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths=['tests', 'tests/inner']\n",
        "tests/__init__.py": "",
        "tests/test_a.py": "def test_a(): pass\n",
        "tests/inner/__init__.py": "",
        "tests/inner/test_b.py": "import sys\n\ndef test_b():\n    sys.ran = sys.__dict__.get("
        "'ran', 0) + 1\n    assert sys.ran == 1\n",
    }

    run = run_of(run_tree(tool, tmp_path, tree))

    assert outcomes_of(run) == {
        "tests/test_a.py::test_a": "passed",
        "tests/inner/test_b.py::test_b": "passed",
    }
    assert "--keep-duplicates" in run.execution.argv  # pytest 8 runs the canary alone without it
