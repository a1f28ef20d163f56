"""Tools that end with exit code 0 after looking at nothing: never a pass of ours."""

from pathlib import Path

import pytest

from gatewright.checks.mypy_tool import MypyTool
from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.checks.tool_bench import ToolBench
from gatewright.model.verdicts import Status
from gatewright.ports.gatherers import FindingsTool
from tests.static_tools import bench_in, judge, look

TOOLS: dict[str, type[RuffTool | MypyTool | SecretsTool]] = {
    "ruff": RuffTool,
    "mypy": MypyTool,
    "detect-secrets": SecretsTool,
}


def made(profile: str, bench: ToolBench) -> FindingsTool:
    return TOOLS[profile](bench)


@pytest.mark.parametrize("profile", TOOLS)
@pytest.mark.parametrize("candidates", [(), ("gone.py",)])
@pytest.mark.parametrize("has_base", [False, True])
def test_empty_folder_never_passes(
    tmp_path: Path, profile: str, candidates: tuple[str, ...], has_base: bool
) -> None:
    run = look(made(profile, bench_in(tmp_path)), tmp_path / "tree", {}, candidates)

    verdict = judge(run, run if has_base else None, profile)

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

    run = look(made(profile, bench_in(tmp_path)), tmp_path / "tree", files)

    assert judge(run, None, profile).status is Status.ERROR
