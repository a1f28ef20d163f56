"""The page that adds a stack by configuration alone, run as it stands; and what must not pass."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.e2e.checked_repository import commit, environment, git, program, write

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-stack.md"
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")


def files_of_page() -> dict[str, str]:
    """Return the files that the page shows, by path: a block is headed by its language and path."""
    fences = [token for token in MarkdownIt().parse(PAGE.read_text()) if token.type == "fence"]
    files = {
        token.info.split(" ")[1]: token.content for token in fences if " " in token.info.strip()
    }
    configuration = next(token.content for token in fences if token.info == "yaml")
    # Secrets are looked for by a tool that would be fetched.
    configuration = configuration.replace("off: [", "off: [secrets, ")
    return {**files, ".gatewright/config.yaml": configuration}


def judge(
    tmp_path: Path, change: Mapping[str, str], base: Mapping[str, str] | None = None
) -> dict[str, dict[str, object]]:
    """Return the verdicts on a branch that writes `change`, by check."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    write(root, {**files_of_page(), **(base or {})})
    commit(root, "Base")
    git(root, "checkout", "-q", "-b", "work")
    write(root, dict(change))
    done = subprocess.run(
        [program(), "check", "--json"],
        cwd=root,
        env=environment(tmp_path / "state"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return {one["check"]: one for one in json.loads(done.stdout)["verdicts"]}


def codes(verdict: dict[str, object]) -> list[str]:
    reasons = verdict["reasons"]
    assert isinstance(reasons, list)
    return [reason["code"] for reason in reasons]


GOOD = {
    "src/more.rules": "thanks -> you are welcome\n",
    "asks/more.ask": "thanks = you are welcome\n",
}


def test_stack_of_the_page_is_judged(tmp_path: Path) -> None:
    verdicts = judge(tmp_path, GOOD)

    assert {name: each["status"] for name, each in verdicts.items()} == {
        "tests": "pass",
        "coverage": "pass",
        "lint": "pass",
        "ruler": "pass",
    }
    assert verdicts["tests"]["examined"] == {"count": 3, "unit": "tests", "expected": None}


def test_fault_in_each_of_the_three_is_found(tmp_path: Path) -> None:
    verdicts = judge(
        tmp_path,
        {
            "src/greetings.rules": "hello -> go away\nbye -> see you\n",
            "src/more.rules": "thanks -> never mind \none -> 1\ntwo -> 2\n",
        },
    )

    assert codes(verdicts["tests"]) == ["tests.failed"]
    assert codes(verdicts["coverage"]) == [
        "coverage.line",
        "coverage.changed-lines",
        "coverage.file",
    ]
    assert codes(verdicts["lint"]) == ["findings.level"]


def test_report_that_the_repository_brings_is_not_believed(tmp_path: Path) -> None:
    """The change brings reports and a Makefile that leaves them be, then one that copies them."""
    reports = {
        "out/tests.xml": '<testsuite><testcase name="hello"/></testsuite>',
        "out/lint.sarif": '{"runs": [{"results": []}]}',
        "kept/lint.sarif": '{"runs": [{"results": []}]}',
    }
    makefile = "test:\n\ttrue\nlint:\n\tcp kept/lint.sarif out/lint.sarif\n"

    verdicts = judge(tmp_path, {**reports, "Makefile": makefile})

    assert {name: each["status"] for name, each in verdicts.items()} == {
        "tests": "fail",
        "coverage": "error",
        "lint": "fail",
        "ruler": "fail",
    }
    assert codes(verdicts["tests"]) == ["check.broken-by-change"]
    assert codes(verdicts["coverage"]) == ["report.missing"]
    assert codes(verdicts["lint"]) == ["check.broken-by-change"]
