"""Tools that end with exit code 0 after looking at nothing: never a pass of ours.

Tools that this suite has are run; for the others stands a program that says what they said.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.checks.eslint_tool import EslintTool
from gatewright.checks.mypy_tool import MypyTool
from gatewright.checks.pyright_tool import PyrightTool
from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.checks.tool_bench import ToolBench
from gatewright.checks.tsc_tool import TscTool
from gatewright.core.code.suppressions import find_suppressions
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.ids import TreeId
from gatewright.model.observations import FindingsRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from gatewright.ports.gatherers import FindingsTool
from tests import static_tools
from tests.static_tools import bench_in, judge, look

REAL: dict[str, Callable[[ToolBench], FindingsTool]] = {
    "ruff": RuffTool,
    "mypy": MypyTool,
    "detect-secrets": SecretsTool,
}
TOOLS = REAL | {"pyright": PyrightTool, "eslint": EslintTool, "tsc": TscTool}
KEY = "AKIA" + "Z2MNB4XWE6PLQ7RT"  # no key of anyone
FAULTS = {
    "ruff": "import os\n",
    "mypy": "x: int = 'a'\n",
    "detect-secrets": f"key = '{KEY}'\n",
}
ESLINT = """while [ "$1" != --output-file ]; do shift; done
cat > "$2" <<END\n%s\nEND\n"""
PYRIGHT = """case "$*" in *--outputjson*)
echo '{"version": "1", "summary": {"filesAnalyzed": %d}, "generalDiagnostics": []}' ;; esac\n"""
Play = Callable[[str, str], FindingsRun | Trouble]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Return a function that puts a script in the place of a tool, then runs our profile of it."""

    def run(profile: str, script: str) -> FindingsRun | Trouble:
        program = tmp_path / "bin" / profile
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}")
        program.chmod(0o755)
        monkeypatch.setattr(static_tools, "PROGRAMS", str(program.parent))
        files: dict[str, str | bytes] = {"a.py": "import os\n", "a.ts": "var a\n"}
        return look(TOOLS[profile](bench_in(tmp_path)), tmp_path / "tree", files, ("a.py", "a.ts"))

    return run


@pytest.mark.parametrize("profile", REAL)
@pytest.mark.parametrize("candidates", [(), ("gone.py",)])
def test_empty_folder_never_passes(
    tmp_path: Path, profile: str, candidates: tuple[str, ...]
) -> None:
    run = look(REAL[profile](bench_in(tmp_path)), tmp_path / "tree", {}, candidates)

    for base in (None, run):
        verdict = judge(run, base, profile)
        assert verdict.status in (Status.ERROR, Status.NOT_APPLICABLE)
        assert verdict.examined.count == 0
        assert not candidates or verdict.status is Status.ERROR


@pytest.mark.parametrize("profile", ["ruff", "mypy"])
def test_settings_that_leave_everything_out_never_pass(tmp_path: Path, profile: str) -> None:
    files: dict[str, str | bytes] = {
        "ruff.toml": "exclude = ['*']\n",
        "mypy.ini": "[mypy]\nexclude = .*\nfiles = .\n",
        "a.py": "import os\n",
    }

    run = look(REAL[profile](bench_in(tmp_path)), tmp_path / "tree", files)

    assert judge(run, None, profile).status is Status.ERROR


@pytest.mark.parametrize("profile", REAL)
def test_file_that_an_ignore_file_hides_is_looked_at(tmp_path: Path, profile: str) -> None:
    files: dict[str, str | bytes] = {
        ".gitignore": "*\n",
        ".ignore": "*\n",
        ".secrets.baseline": "{}\n",
        "hidden/a.py": FAULTS[profile],
    }

    run = look(REAL[profile](bench_in(tmp_path)), tmp_path / "tree", files)

    assert judge(run, None, profile).status is Status.FAIL


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        ("ruff", "import os  # noqa\n"),
        ("ruff", "# ruff: noqa\nimport os\n"),
        ("ruff", "# flake8: noqa\nimport os\n"),
        ("mypy", "x: int = 'a'  # type: ignore\n"),
        ("mypy", "# mypy: ignore-errors\nx: int = 'a'\n"),
        ("mypy", "# type: ignore\nx: int = 'a'\n"),
        ("detect-secrets", f"key = '{KEY}'  # pragma: allowlist secret\n"),
        ("detect-secrets", f"# pragma: allowlist nextline secret\nkey = '{KEY}'\n"),
    ],
)
def test_comment_that_silences_a_tool_is_seen(tmp_path: Path, profile: str, text: str) -> None:
    run = look(REAL[profile](bench_in(tmp_path)), tmp_path / "tree", {"a.py": text})

    assert judge(run, None, profile).status is not Status.PASS or marks_in("a.py", text)
    assert profile == "mypy" or judge(run, None, profile).status is Status.FAIL


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "x = 1  # pyright: ignore\n"),
        ("a.py", "# pyright: basic\n"),
        ("a.ts", "// @ts-nocheck\n"),
        ("a.ts", "// @ts-ignore\n"),
        ("a.ts", "/* eslint-disable */\n"),
        ("a.js", "/* istanbul ignore file */\n"),
        ("a.py", "def f():  # pragma: no cover\n"),
    ],
)
def test_comment_that_silences_a_tool_is_a_change_of_the_ruler(path: str, text: str) -> None:
    assert marks_in(path, text)


def marks_in(path: str, text: str) -> int:
    """Return how many marks the ruler sees in a new file."""
    lines = tuple(Line(at, line) for at, line in enumerate(text.splitlines(), 1))
    file = ChangedFile(path, FileStatus.ADDED, path, added=lines)
    return len(find_suppressions(Change(TreeId("b"), TreeId("h"), (file,))))


@pytest.mark.parametrize(
    ("profile", "script"),
    [
        ("pyright", PYRIGHT % 0),
        ("pyright", PYRIGHT % 1),  # it says that it read a file, and names none
        ("eslint", ESLINT % "[]"),
        ("eslint", ESLINT % '[{"filePath": "/elsewhere/a.ts", "messages": []}]'),
        ("eslint", ESLINT % "{}"),
        ("tsc", "echo /usr/lib/typescript/lib.d.ts\n"),
        ("tsc", "echo 'error TS18003: No inputs were found.'; exit 2\n"),
        ("detect-secrets", """echo '{"version": "1.5.0", "results": {}}'\n"""),
        ("mypy", "echo 'Success: no issues found in 3 source files'\n"),
        ("ruff", "echo 'All checks passed!'\n"),
    ],
)
def test_good_word_about_nothing_never_passes(play: Play, profile: str, script: str) -> None:
    run = play(profile, script)

    assert judge(run, None, profile).status is Status.ERROR


@pytest.mark.parametrize("profile", TOOLS)
def test_tool_that_says_nothing_and_ends_well_never_passes(play: Play, profile: str) -> None:
    run = play(profile, "exit 0\n")

    assert judge(run, None, profile).status is Status.ERROR
    again = judge(run, run, profile)
    assert again.status in (Status.ERROR, Status.NOT_APPLICABLE)
    assert again.examined.count == 0


@pytest.mark.parametrize("profile", TOOLS)
def test_tool_that_is_missing_never_passes(
    tmp_path: Path, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static_tools, "PROGRAMS", str(tmp_path))

    run = look(TOOLS[profile](bench_in(tmp_path)), tmp_path / "tree", {"a.py": ""})

    assert judge(run, None, profile).status is Status.ERROR
