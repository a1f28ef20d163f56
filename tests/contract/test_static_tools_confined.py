"""The static tools at each isolation level that this machine gives: they see what they need."""

from pathlib import Path

import pytest

from gatewright.checks.mypy_tool import MypyTool
from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.checks.tool_bench import ToolBench
from gatewright.model.observations import FindingsRun
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.workspace.removal import remove
from tests.sandbox import RUNTIME, processes, survey
from tests.static_tools import look

KEY = "AKIA" + "Z3VQ8L5NXW7RTPB2"


@pytest.mark.parametrize(
    ("tool", "rule"),
    [(RuffTool, "F401"), (MypyTool, "assignment"), (SecretsTool, "AWS Access Key")],
)
def test_tool_finds_the_fault_under_the_strongest_isolation(
    tmp_path: Path, tool: type[RuffTool | MypyTool | SecretsTool], rule: str
) -> None:
    bench = ToolBench(processes(), MemoryEvidence(), str(tmp_path / "scratch"), remove, RUNTIME)
    text = f"import os\n\nx: int = ''\nkey = '{KEY}'\n"

    run = look(tool(bench), tmp_path / "tree", {"a.py": text})

    assert isinstance(run, FindingsRun), run
    assert rule in {each.rule for each in run.findings}
    assert run.examined == ("a.py",)
    assert run.execution.isolation.level is survey().strongest
