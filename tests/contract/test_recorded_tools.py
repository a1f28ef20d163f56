"""Tools that this project does not install: their recorded answers, read as the real ones were."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.checks.eslint_tool import EslintTool
from gatewright.checks.pyright_tool import PyrightTool
from gatewright.checks.tool_bench import ToolBench
from gatewright.checks.tsc_tool import TscTool
from gatewright.model.observations import FindingLevel, FindingsRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from gatewright.ports.gatherers import FindingsTool
from tests import static_tools
from tests.static_tools import bench_in, judge, look

Tool = type[PyrightTool] | type[TscTool] | type[EslintTool]
Play = Callable[[Tool, str, str], FindingsRun | Trouble]
CANDIDATES = ("a b.ts", "gen/b.ts", "gone.ts")
FILES: dict[str, str | bytes] = {"a b.ts": "const x: number = '';\n", "gen/b.ts": ""}


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Return a function that makes a program which says the given, then runs a tool on it."""

    def run(tool: Tool, name: str, script: str) -> FindingsRun | Trouble:
        program = tmp_path / "bin" / name
        program.parent.mkdir()
        program.write_text("#!/bin/sh\nset -e\nhere=$(pwd -P)\n" + script)
        program.chmod(0o755)
        monkeypatch.setattr(static_tools, "PROGRAMS", str(program.parent))
        made: FindingsTool = tool(bench_in(tmp_path))
        return look(made, tmp_path / "tree", FILES, CANDIDATES)

    return run


PYRIGHT = """
case "$*" in
  *--outputjson*) cat <<END
{"version": "1.1.414", "summary": {"filesAnalyzed": 1}, "generalDiagnostics": [
 {"file": "$here/a b.ts", "severity": "error", "message": "no", "rule": "reportX",
  "range": {"start": {"line": 0, "character": 1}}}, 7, {"file": "/etc/passwd"}]}
END
  exit 1 ;;
  *) echo "Analysis time by file"; echo "4ms: file://$here/a%20b.ts" ;;
esac
"""


def told(run: FindingsRun | Trouble) -> FindingsRun:
    assert isinstance(run, FindingsRun), run
    return run


def test_pyright_counts_lines_from_one_and_names_what_it_read(play: Play) -> None:
    run = told(play(PyrightTool, "pyright", PYRIGHT))

    (found,) = run.findings
    assert (found.rule, found.path, found.line) == ("reportX", "a b.ts", 1)
    assert run.execution.tool == "pyright 1.1.414"
    assert (run.examined, run.excluded, run.missing) == (("a b.ts",), ("gen/b.ts",), ("gone.ts",))


def test_pyright_that_does_not_name_what_it_read_is_trouble(play: Play) -> None:
    assert isinstance(play(PyrightTool, "pyright", PYRIGHT.replace("4ms", "")), Trouble)


def test_pyright_that_read_nothing_never_passes(play: Play) -> None:
    nothing = {"version": "1", "summary": {"filesAnalyzed": 0}, "generalDiagnostics": []}

    run = play(PyrightTool, "pyright", f"echo '{json.dumps(nothing)}'\n")

    assert judge(run, None, "pyright").status is Status.ERROR


def test_tsc_reports_findings_and_the_files_it_lists(play: Play) -> None:
    script = 'echo "a b.ts(1,7): error TS2322: Type (x)."; echo "$here/a b.ts"; exit 2\n'

    run = told(play(TscTool, "tsc", script))

    (found,) = run.findings
    assert (found.rule, found.path, found.line) == ("TS2322", "a b.ts", 1)
    assert (run.examined, run.excluded) == (("a b.ts",), ("gen/b.ts",))


def test_tsc_message_names_no_folder_that_is_gone_tomorrow(play: Play) -> None:
    script = (
        """echo "a b.ts(1,7): error TS1259: Module '$here/a b' is odd."; echo "$here/a b.ts"\n"""
    )

    (found,) = told(play(TscTool, "tsc", script)).findings

    assert found.message == "Module 'a b' is odd."


@pytest.mark.parametrize(("tool", "name"), [(TscTool, "tsc"), (EslintTool, "eslint")])
def test_tool_that_breaks_down_says_what_to_do(play: Play, tool: Tool, name: str) -> None:
    trouble = play(tool, name, "echo no config >&2; exit 9\n")

    assert isinstance(trouble, Trouble)
    assert trouble.way_out
    assert trouble.tail == "no config\n"


def test_tsc_without_inputs_is_trouble(play: Play) -> None:
    script = 'echo "error TS18003: No inputs were found in config file."; exit 2\n'

    trouble = play(TscTool, "tsc", script)

    assert isinstance(trouble, Trouble)
    assert "TS18003" in trouble.found


ESLINT = """
while [ "$1" != --output-file ]; do shift; done
cat > "$2" <<END
[{"filePath": "$here/a b.ts",
  "messages": [{"ruleId": "no-var", "severity": 1, "message": "var", "line": 1}],
  "suppressedMessages": [{"ruleId": "no-any", "severity": 2, "message": "any", "line": 1}]}]
END
exit 1
"""


def test_eslint_tells_what_a_comment_hides(play: Play) -> None:
    run = told(play(EslintTool, "eslint", ESLINT))

    assert [(each.rule, each.level) for each in run.findings] == [
        ("no-var", FindingLevel.WARNING),
        ("no-any", FindingLevel.ERROR),
    ]
    assert "hidden by a comment" in run.findings[1].message
    assert (run.examined, run.excluded) == (("a b.ts",), ("gen/b.ts",))


@pytest.mark.parametrize("tool", [PyrightTool, TscTool, EslintTool])
def test_tool_that_is_not_there_is_trouble(tmp_path: Path, tool: Tool) -> None:
    bench: ToolBench = bench_in(tmp_path)

    trouble = look(tool(bench), tmp_path / "tree", {}, ("a.ts",))

    assert isinstance(trouble, Trouble)
    assert trouble.code == "check.tool-absent"
