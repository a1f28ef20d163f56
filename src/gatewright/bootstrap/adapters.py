"""The concrete adapters that look and run, made with what this process finds around it."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gatewright.bootstrap.rooms import room
from gatewright.bootstrap.surroundings import (
    base_python,
    interpreter_folders,
    make_folder,
)

if TYPE_CHECKING:
    from gatewright.ports.examiners import Examiner
    from gatewright.ports.gatherers import FindingsTool, TestTool
    from gatewright.ports.processes import Processes
    from gatewright.ports.store import EvidenceStore, Records
    from gatewright.processes.launcher import SupervisedProcesses


def process_name(state: str) -> str:
    """Return what stands in the mark of every process that is started for what `state` keeps.

    Shape: the folder itself is named, not the way to it: another mount of it is the same one.
    """
    found = os.stat(make_folder(state))
    return f"check-{found.st_dev}-{found.st_ino}"


def facts_of(state: str) -> "Records":
    """Return what is remembered of this machine, for as long as it cannot have changed."""
    from gatewright.journal.records import FolderRecords

    return FolderRecords(f"{state}/facts")


def processes_of(state: str, remembered: "Records | None" = None) -> "SupervisedProcesses":
    """Return the launcher; its marks tell our processes from all others.

    Shape: without `remembered`, what this machine gives is tried.
    """
    from gatewright.processes.launcher import SupervisedProcesses

    folder, name = make_folder(f"{state}/processes"), process_name(state)
    return SupervisedProcesses(base_python(), folder, name, remembered=remembered)


def test_tools(
    processes: "Processes", evidence: "EvidenceStore", state: str
) -> "Mapping[str, TestTool]":
    """Return the test tools by the name recognition gives them."""
    from gatewright.checks.node_tool import NodeTool
    from gatewright.checks.pytest_tool import PytestTool
    from gatewright.workspace.removal import remove

    pytest = PytestTool(processes, evidence, room(state, "tools"), remove)
    node = NodeTool(processes, evidence, room(state, "tools"), remove)
    return {"pytest": pytest, "unittest": pytest, "node": node, "vitest": node, "jest": node}


def findings_tools(
    processes: "Processes", evidence: "EvidenceStore", state: str
) -> "Mapping[str, FindingsTool]":
    """Return the static tools by the name of their profile."""
    from gatewright.checks.eslint_tool import EslintTool
    from gatewright.checks.mypy_tool import MypyTool
    from gatewright.checks.pyright_tool import PyrightTool
    from gatewright.checks.ruff_tool import RuffTool
    from gatewright.checks.secrets_tool import SecretsTool
    from gatewright.checks.tool_bench import ToolBench
    from gatewright.checks.tsc_tool import TscTool
    from gatewright.workspace.removal import remove

    bench = ToolBench(processes, evidence, room(state, "tools"), remove, interpreter_folders())
    return {
        "ruff": RuffTool(bench),
        "mypy": MypyTool(bench),
        "pyright": PyrightTool(bench),
        "eslint": EslintTool(bench),
        "tsc": TscTool(bench),
        "detect-secrets": SecretsTool(bench),
    }


def examiners(
    processes: "Processes", evidence: "EvidenceStore", state: str
) -> "Mapping[str, Examiner]":
    """Return what examines documents by the name of their format."""
    from gatewright.checks import examiners as known
    from gatewright.checks.tool_bench import ToolBench
    from gatewright.workspace.removal import remove

    bench = ToolBench(processes, evidence, room(state, "tools"), remove, interpreter_folders())
    python = base_python()
    return {
        "openapi": known.openapi_examiner(bench, python),
        "json_schema": known.schema_examiner(bench, python),
        "document": known.document_examiner(bench, python),
        "migrations": known.migration_examiner(bench, python),
    }
