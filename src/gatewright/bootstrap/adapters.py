"""The concrete adapters that look and run, made with what this process finds around it."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from gatewright.bootstrap.late import late
from gatewright.bootstrap.rooms import room, scratch
from gatewright.bootstrap.surroundings import (
    base_python,
    interpreter_folders,
    make_folder,
    program,
)

if TYPE_CHECKING:
    from gatewright.checks.tool_bench import ToolBench
    from gatewright.ports.environments import Preparation, Services
    from gatewright.ports.examiners import Examiner
    from gatewright.ports.gatherers import FindingsTool, TestTool
    from gatewright.ports.prober import Prober
    from gatewright.ports.processes import Processes
    from gatewright.ports.reports import Reports
    from gatewright.ports.signer import Signer
    from gatewright.ports.store import EvidenceStore, Records
    from gatewright.processes.launcher import SupervisedProcesses

FINDINGS_TOOLS = {
    "ruff": ("ruff_tool", "RuffTool"),
    "mypy": ("mypy_tool", "MypyTool"),
    "pyright": ("pyright_tool", "PyrightTool"),
    "eslint": ("eslint_tool", "EslintTool"),
    "tsc": ("tsc_tool", "TscTool"),
    "detect-secrets": ("secrets_tool", "SecretsTool"),
}
"""By profile: where its tool is, below `checks`."""
EXAMINERS = {
    "openapi": "openapi_examiner",
    "json_schema": "schema_examiner",
    "document": "document_examiner",
    "migrations": "migration_examiner",
}


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
    from gatewright.workspace.removal import remove

    def pytest() -> "TestTool":
        from gatewright.checks.pytest_tool import PytestTool

        return PytestTool(processes, evidence, room(state, "tools"), remove)

    def node() -> "TestTool":
        from gatewright.checks.node_tool import NodeTool

        return NodeTool(processes, evidence, room(state, "tools"), remove)

    of_python, of_node = late(pytest), late(node)
    return {
        **dict.fromkeys(("pytest", "unittest"), of_python),
        **dict.fromkeys(("node", "vitest", "jest"), of_node),
    }


def findings_tools(
    processes: "Processes", evidence: "EvidenceStore", state: str
) -> "Mapping[str, FindingsTool]":
    """Return the static tools by the name of their profile."""

    def made(module: str, name: str) -> "FindingsTool":
        known = import_module(f"gatewright.checks.{module}")
        tool: FindingsTool = getattr(known, name)(_bench(processes, evidence, state))
        return tool

    return {profile: late(partial(made, *place)) for profile, place in FINDINGS_TOOLS.items()}


def examiners(
    processes: "Processes", evidence: "EvidenceStore", state: str
) -> "Mapping[str, Examiner]":
    """Return what examines documents by the name of their format."""

    def made(name: str) -> "Examiner":
        from gatewright.checks import examiners as known

        examiner: Examiner = getattr(known, name)(_bench(processes, evidence, state), base_python())
        return examiner

    return {form: late(partial(made, name)) for form, name in EXAMINERS.items()}


def _bench(processes: "Processes", evidence: "EvidenceStore", state: str) -> "ToolBench":
    """Return where static tools are run."""
    from gatewright.checks.tool_bench import ToolBench
    from gatewright.workspace.removal import remove

    return ToolBench(processes, evidence, room(state, "tools"), remove, interpreter_folders())


def preparation(processes: "Processes", state: str) -> "Preparation":
    """Return what makes files that a checkout needs."""

    def made() -> "Preparation":
        from gatewright.environments.prepare import KeptPreparation

        return KeptPreparation(processes, state)

    return late(made)


def signer(processes: "Processes", state: str) -> "Signer":
    """Return what signs with a person's keys, and checks what others signed."""

    def made() -> "Signer":
        from gatewright.signing.ssh_keygen import SshKeygen

        program_path = program("ssh-keygen")
        return SshKeygen(processes, program_path, os.environ, partial(scratch, state))

    return late(made)


def services(processes: "Processes", state: str) -> "Services":
    """Return what runs services beside the tests."""

    def made() -> "Services":
        from gatewright.environments.services import SupervisedServices

        folder = make_folder(f"{state}/services")
        return SupervisedServices(processes, base_python(), sys.base_prefix, folder)

    return late(made)


def reports() -> "Reports":
    """Return what reads reports that commands wrote."""

    def made() -> "Reports":
        from gatewright.checks.written_reports import WrittenReports

        return WrittenReports()

    return late(made)


def prober() -> "Prober":
    """Return what asks a live service."""

    def made() -> "Prober":
        from gatewright.checks.network_prober import NetworkProber

        return NetworkProber()

    return late(made)
