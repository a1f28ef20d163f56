"""Attacks on the report of a test run: each beats a runner that believes what it is told.

The naive runner stands here. It believes an exit code, a report that lies in the checkout, or a
report as the run left it; it plants no canary. Ours must not call the broken test passed: it has
no run to show, or canaries that were not reported as they are, or the failure itself.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from gatewright.checks.pytest_tool import PytestTool
from gatewright.model.observations import CanaryOutcome, TestRun
from gatewright.model.trouble import Trouble
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.workspace.removal import remove
from tests.runs import PLAIN, outcomes_of, processes_in, run_tree, write_tree

BROKEN = "tests/test_real.py::test_real"
TREE = {
    "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests']\npythonpath = ['.']\n",
    "calc.py": "def add(a, b):\n    return a - b\n",
    "tests/test_fine.py": "def test_fine():\n    pass\n",
    "tests/test_real.py": "from calc import add\n\ndef test_real():\n    assert add(1, 1) == 2\n",
}
CALC = TREE["calc.py"]
PASS_ALL = """
def cheat(report):
    if report.outcome == "failed":
        report.outcome, report.longrepr = "passed", None
    return report
"""
HOOK = """import pytest
{cheat}
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    {condition}cheat(report)
"""
REWRITE = """
import atexit, re, sys
def rewrite():
    for argument in sys.argv:
        if argument.startswith("--junitxml="):
            path = argument.partition("=")[2]
            text = open(path).read()
            open(path, "w").write(re.sub(r"<failure.*?</failure>", "", text, flags=re.S))
atexit.register(rewrite)
"""
FORGED = (
    '<testsuites><testcase file="tests/test_real.py" classname="tests.test_real"'
    ' name="test_real"/></testsuites>'
)

BLANKET: dict[str, dict[str, str]] = {
    "a hook turns failures into passes": {
        "tests/conftest.py": HOOK.format(cheat=PASS_ALL, condition=""),
    },
    "a hook in a folder turns its failures into passes": {
        "tests/test_real.py": "def test_other():\n    pass\n",
        "tests/deep/conftest.py": HOOK.format(cheat=PASS_ALL, condition=""),
        "tests/deep/test_deep.py": TREE["tests/test_real.py"],
    },
    "production code patches the report": {
        "calc.py": CALC + PASS_ALL + "from _pytest.reports import TestReport\n"
        "make = TestReport.from_item_and_call\n"
        "TestReport.from_item_and_call = classmethod(lambda cls, *a: cheat(make(*a)))\n",
    },
    "production code patches the report when it is called": {
        "calc.py": PASS_ALL + "from _pytest.reports import TestReport\n"
        "make = TestReport.from_item_and_call\n"
        "def add(a, b):\n"
        "    TestReport.from_item_and_call = classmethod(lambda cls, *a: cheat(make(*a)))\n",
    },
    "production code leaves at import": {"calc.py": CALC + "import os\nos._exit(0)\n"},
    "production code leaves in a test": {
        "calc.py": "import os\ndef add(a, b):\n    os._exit(0)\n",
    },
    "a hook ends the session well": {
        "tests/conftest.py": "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n",
    },
    "a hook deselects what fails": {
        "tests/conftest.py": "def pytest_collection_modifyitems(items):\n"
        "    items[:] = [item for item in items if 'fine' in item.name]\n",
    },
    "a hook skips everything": {
        "tests/conftest.py": "import pytest\ndef pytest_runtest_setup(item):\n"
        "    pytest.skip('later')\n",
    },
    "the settings leave the file out": {
        "pyproject.toml": TREE["pyproject.toml"] + "addopts = '--ignore=tests/test_real.py'\n",
    },
    "the settings select by name": {
        "pyproject.toml": TREE["pyproject.toml"] + "addopts = '-k fine'\n",
    },
    "a report lies in the checkout": {"junit.xml": FORGED},
    "the report is rewritten at the end": {"calc.py": CALC + REWRITE},
}


def naive_passes(folder: Path, tree: Mapping[str, str]) -> bool:
    """Run pytest and believe the first thing that says all is well."""
    checkout = write_tree(folder / "naive", tree)
    report = folder / "outside.xml"
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    ran = subprocess.run(argv, cwd=checkout, env=dict(PLAIN), capture_output=True, check=False)
    in_checkout = checkout / "junit.xml"
    texts = [path.read_text() for path in (in_checkout, report) if path.exists()]
    return ran.returncode == 0 or any(
        "<failure" not in text and "<error" not in text for text in texts
    )


def calls_it_passed(answer: TestRun | Trouble) -> bool:
    """Return whether a judge could take this answer for a pass of the broken test."""
    if isinstance(answer, Trouble) or answer.canary is not CanaryOutcome.REPORTED:
        return False
    return "passed" in [
        outcome for test, outcome in outcomes_of(answer).items() if test.endswith("::test_real")
    ]


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> PytestTool:
    folder = tmp_path_factory.mktemp("tool")
    return PytestTool(processes_in(folder), MemoryEvidence(), str(folder), remove)


@pytest.mark.parametrize("attack", BLANKET)
def test_blanket_attack_beats_the_naive_runner_and_not_ours(
    attack: str, tool: PytestTool, tmp_path: Path
) -> None:
    tree = {**TREE, **BLANKET[attack]}

    assert naive_passes(tmp_path, tree), "the attack must work, or the test shows nothing"
    assert not calls_it_passed(run_tree(tool, tmp_path, tree, env=PLAIN))


def test_settings_that_forbid_a_report_leave_nothing_to_judge(
    tool: PytestTool, tmp_path: Path
) -> None:
    settings = TREE["pyproject.toml"] + "addopts = '-p no:junitxml'\n"
    answer = run_tree(tool, tmp_path, {**TREE, "pyproject.toml": settings}, env=PLAIN)

    assert isinstance(answer, Trouble)


def test_honest_failure_is_reported_with_its_canary(tool: PytestTool, tmp_path: Path) -> None:
    answer = run_tree(tool, tmp_path, TREE, env=PLAIN)

    assert isinstance(answer, TestRun)
    assert answer.canary is CanaryOutcome.REPORTED
    assert outcomes_of(answer)[BROKEN] == "failed"


def test_known_limit_a_hook_that_knows_its_test_is_believed(
    tool: PytestTool, tmp_path: Path
) -> None:
    # No canary sees this: nothing that runs in the process of hostile code is evidence against
    # it. What answers is the comparison of rulers, which shows the hook, and the proof run, in
    # which the test passes without the change. This is the answer of today.
    hook = HOOK.format(cheat=PASS_ALL, condition="if item.name == 'test_real': ")
    tree = {**TREE, "tests/conftest.py": hook}

    assert naive_passes(tmp_path, tree)
    assert calls_it_passed(run_tree(tool, tmp_path, tree, env=PLAIN))
