"""Who does the work of a run: agents by the name that a run keeps, workflows by theirs."""

import json
import os
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.bootstrap.rooms import room as own_room
from gatewright.bootstrap.surroundings import (
    base_python,
    interpreter_folders,
    tool_path,
)

if TYPE_CHECKING:
    from gatewright.ports.store import EvidenceStore
    from gatewright.ports.workers import Worker
    from gatewright.runtime.edges import Edges

CATALOG = Path(__file__).parents[1] / "catalog"


def read_workflow(name: str) -> tuple[str, str] | None:
    """Return the text of a shipped workflow and what to call it; None where there is none."""
    if name not in workflow_names():
        return None
    path = CATALOG / "workflows" / f"{name}.yaml"
    return path.read_text("utf-8"), f"{name}.yaml"


def workflow_names() -> tuple[str, ...]:
    """Return the names of the shipped workflows."""
    return tuple(sorted(path.stem for path in (CATALOG / "workflows").glob("*.yaml")))


def name_agent(typed: str | None, script: str | None, evidence: "EvidenceStore") -> str:
    """Return the name of the agent that was typed; what it runs is kept by its digest.

    Raises: Mistake `agent.none`, `agent.unknown`, `script.malformed` -- the person's.
    """
    from gatewright.definitions.agent_script import parse_agent_script
    from gatewright.model.trouble import Mistake

    if script is not None:
        text = Path(script).read_text("utf-8", "replace")
        parse_agent_script(text, script)
        return f"scripted:{evidence.put(text.encode())}"
    if typed is None:
        raise Mistake(
            "agent.none",
            "No coding agent was named.",
            hints=(
                "gatewright run IDEA --agent 'COMMAND ...'    any command that reads its brief on"
                " stdin",
            ),
        )
    argv = shlex.split(typed)
    found = shutil.which(argv[0]) if argv else None
    if found is None:
        raise Mistake("agent.unknown", f"No program is called {typed.split(' ')[0]} here.")
    return f"command:{evidence.put(json.dumps([found, *argv[1:]]).encode())}"


def worker_of(agent: str, edges: "Edges", state: str) -> "Worker | None":
    """Return the worker of that name; None where what it ran is not kept here any more."""
    from gatewright.definitions.agent_script import parse_agent_script
    from gatewright.model.ids import Digest
    from gatewright.workers.command_worker import CommandWorker, StepCommandWorker
    from gatewright.workers.scripted import ScriptedWorker
    from gatewright.workers.surroundings import Surroundings

    room = Surroundings(
        scratch=own_room(state, "workers"),
        path=tool_path(),
        readable=(*interpreter_folders(), *tool_path().split(os.pathsep)),
    )
    kind, _, digest = agent.partition(":")
    if kind == "command" and not digest:
        return StepCommandWorker(edges.processes, room)
    content = edges.evidence.get(Digest(digest))
    if content is None:
        return None
    if kind == "scripted":
        script = parse_agent_script(content.decode(), "the agent's script")
        witness = os.environ.get("GATEWRIGHT_WITNESS")
        return ScriptedWorker(script, edges.processes, room, base_python(), witness)
    argv = tuple(json.loads(content))
    return CommandWorker(Path(argv[0]).name, argv, edges.processes, room)
