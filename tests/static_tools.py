"""A checkout on disk and a bench to run the static tools of this checkout at."""

import sys
from collections.abc import Mapping
from pathlib import Path

from gatewright.checks.tool_bench import ToolBench
from gatewright.core.judges.judge_findings import judge_findings
from gatewright.core.judging.subject import Subject
from gatewright.model.ids import Digest, TreeId
from gatewright.model.observations import FindingsRun
from gatewright.model.project import Project, Stack
from gatewright.model.rules import FindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.ports.gatherers import FindingsRequest, FindingsTool
from gatewright.ports.processes import Limits
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.workspace.removal import remove
from tests.plain_processes import PlainProcesses

PROGRAMS = str(Path(sys.executable).parent)
PROJECT = Project(
    root="",
    stack=Stack.PYTHON,
    name="shortlink",
    profile="pip",
    profile_because="pyproject.toml",
    manifests=(),
    packages=(),
    source_roots=("",),
    is_installable=False,
    has_compiled_part=False,
    tests=None,
    lint="ruff",
    types="mypy",
)
SUBJECT = Subject(TreeId("head"), TreeId("base"), Digest("d" * 64))


def bench_in(folder: Path) -> ToolBench:
    return ToolBench(PlainProcesses(), MemoryEvidence(), str(folder / "scratch"), remove)


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        whole = folder / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(content if isinstance(content, bytes) else content.encode())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def look(
    tool: FindingsTool,
    folder: Path,
    files: Mapping[str, str | bytes],
    candidates: tuple[str, ...] | None = None,
) -> FindingsRun | Trouble:
    """Write `files` below `folder` and run the tool there; every .py file is a candidate."""
    write_tree(folder, files)
    wanted = tuple(path for path in files if path.endswith(".py"))
    request = FindingsRequest(
        project=PROJECT,
        checkout=str(folder),
        tree=TreeId("head"),
        attachment=None,
        candidates=wanted if candidates is None else candidates,
        limits=Limits(wall_s=60.0),
    )
    return tool.run(request, PROGRAMS)


def judge(
    head: FindingsRun | Trouble, base: FindingsRun | Trouble | None, profile: str = "ruff"
) -> Verdict:
    return judge_findings("lint", head, base, FindingsRule(profile), SUBJECT)
