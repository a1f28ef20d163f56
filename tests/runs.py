"""Runs test tools for tests: real processes, and the interpreter of this suite as environment."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from gatewright.core.projects.recognition import manifests_of, recognise
from gatewright.model.ids import Digest, TreeId
from gatewright.model.observations import TestRun
from gatewright.model.project import Project
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment
from gatewright.ports.gatherers import Canary, TestRequest, TestTool
from gatewright.ports.processes import Limits
from gatewright.processes.launcher import SupervisedProcesses

TOKEN = "5ca1ab1e"
LIMITS = Limits(wall_s=60.0, idle_s=60.0)


def processes_in(folder: Path) -> SupervisedProcesses:
    runs = folder / "supervisor"
    runs.mkdir(exist_ok=True)
    return SupervisedProcesses(sys.executable, str(runs), f"gatewright-test-{folder.name}")


def write_tree(folder: Path, tree: Mapping[str, str]) -> Path:
    for path, text in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def project_in(tree: Mapping[str, str]) -> Project:
    paths = sorted(tree)
    (project,) = recognise(paths, {path: tree[path].encode() for path in manifests_of(paths)})
    return project


PLAIN = (("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"),)
"""Variables that keep pytest from importing plug-ins that a test has no use for."""


def attachment_here(env: tuple[tuple[str, str], ...] = ()) -> Attachment:
    """Return this suite's own interpreter, dressed as an environment."""
    environment = Environment("adopt", Digest("e" * 64), sys.prefix, False, False, 0, "this suite")
    return Attachment(
        environment=environment,
        program_folders=(os.path.join(sys.prefix, "bin"),),
        env=env,
        readable=(sys.prefix, sys.base_prefix),
        python=sys.executable,
    )


def request_for(
    checkout: Path,
    project: Project,
    *,
    files: tuple[str, ...] | None = None,
    measure_coverage: bool = False,
    env: tuple[tuple[str, str], ...] = (),
) -> TestRequest:
    return TestRequest(
        project=project,
        checkout=str(checkout),
        tree=TreeId("t" * 40),
        attachment=attachment_here(env),
        canary=Canary(TOKEN),
        files=files,
        measure_coverage=measure_coverage,
        limits=LIMITS,
    )


def run_of(answer: TestRun | Trouble) -> TestRun:
    assert isinstance(answer, TestRun), answer
    return answer


def outcomes_of(run: TestRun) -> dict[str, str]:
    return {case.test_id: case.outcome.value for case in run.cases}


def run_tree(
    tool: TestTool, folder: Path, tree: Mapping[str, str], **wishes: object
) -> TestRun | Trouble:
    checkout = write_tree(folder / "checkout", tree)
    return tool.run(request_for(checkout, project_in(tree), **wishes))  # type: ignore[arg-type]
