"""Who does the work of a run: agents by the name that a run keeps, workflows by theirs."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.bootstrap.rooms import room as own_room
from gatewright.bootstrap.surroundings import (
    base_python,
    interpreter_folders,
    tool_folders,
    tool_path,
)

if TYPE_CHECKING:
    from gatewright.model.change import Repository
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


def read_document(name: str) -> tuple[str, str] | None:
    """Return the text of a shipped schema of documents and what to call it, if there is one."""
    if name not in document_names():
        return None
    return (CATALOG / "documents" / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml"


def document_names() -> tuple[str, ...]:
    """Return the names of the shipped schemas of documents."""
    return tuple(sorted(path.stem for path in (CATALOG / "documents").glob("*.yaml")))


def name_agent(
    typed: str | None, script: str | None, edges: "Edges", repository: "Repository"
) -> str:
    """Return the name of the agent that was typed; what it runs is kept by its digest.

    Raises: Mistake `agent.*`, `arguments.file`, `script.malformed` -- the person's.
    """
    from gatewright.bootstrap.agent_program import ON_PATH, find_agent
    from gatewright.bootstrap.typed_files import read_typed_file
    from gatewright.definitions.agent_script import parse_agent_script
    from gatewright.model.trouble import Mistake

    if script is not None:
        text = read_typed_file(script).decode("utf-8", "replace")
        parse_agent_script(text, script)
        return f"scripted:{edges.evidence.put(text.encode())}"
    if typed is None:
        raise Mistake("agent.none", "No coding agent was named.", hints=(ON_PATH,))
    argv = find_agent(typed, tool_path(), repository, _visible(edges))
    return f"command:{edges.evidence.put(json.dumps(argv).encode())}"


def find_step_fault(program: str, edges: "Edges") -> str:
    """Return why a step that is a command could not start `program`; "" where it could."""
    from gatewright.bootstrap.agent_program import find_fault

    return find_fault(program, tool_path(), _visible(edges))


def _visible(edges: "Edges") -> tuple[str, ...]:
    """Return the folders whose programs an attempt can start; none where it can start all."""
    from gatewright.model.isolation import IsolationLevel
    from gatewright.processes.system_folders import read_system_folders

    if edges.processes.survey().strongest is IsolationLevel.NONE:
        return ()
    system = read_system_folders()
    links = (path for path, _ in system.links)
    return (*interpreter_folders(), *tool_folders(), *system.folders, *links)


def worker_of(agent: str, edges: "Edges", state: str) -> "Worker | None":
    """Return the worker of that name; None where what it ran is not kept here any more."""
    from gatewright.definitions.agent_script import parse_agent_script
    from gatewright.model.ids import Digest
    from gatewright.workers.command_worker import CommandWorker, StepCommandWorker
    from gatewright.workers.file_writer import FileWriter
    from gatewright.workers.scripted import ScriptedWorker
    from gatewright.workers.surroundings import Surroundings

    room = Surroundings(
        scratch=own_room(state, "workers"),
        path=tool_path(),
        readable=(*interpreter_folders(), *tool_folders()),
    )
    kind, _, digest = agent.partition(":")
    if kind == "writer":
        return FileWriter()
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
