"""Who does the work of a run: agents by the name that a run keeps, workflows by theirs."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
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
    from gatewright.model.agent_profile import AgentProfile, WrittenAgent
    from gatewright.model.change import Repository
    from gatewright.ports.workers import Worker
    from gatewright.runtime.edges import Edges
    from gatewright.workers.surroundings import Surroundings

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
    typed: str | None,
    script: str | None,
    written: "Sequence[WrittenAgent]",
    edges: "Edges",
    repository: "Repository",
) -> str:
    """Return the name of the agent that was typed; what it runs is kept by its digest.

    Shape: `written` are the agents that the project describes.
    Raises: Mistake `agent.*`, `arguments.file`, `script.malformed` -- the person's.
    """
    from gatewright.bootstrap.agent_profiles import known_agents
    from gatewright.bootstrap.agent_program import find_agent
    from gatewright.bootstrap.typed_files import read_typed_file
    from gatewright.definitions.agent_script import parse_agent_script

    if script is not None:
        text = read_typed_file(script).decode("utf-8", "replace")
        parse_agent_script(text, script)
        return f"scripted:{edges.evidence.put(text.encode())}"
    known = known_agents(written)
    profile = known.get(typed.strip()) if typed is not None else _only_agent(known)
    if profile is not None:
        return _name_profile(profile, edges, repository)
    argv = find_agent(typed or "", tool_path(), repository, _visible(edges))
    return f"command:{edges.evidence.put(json.dumps(argv).encode())}"


def _only_agent(known: "Mapping[str, AgentProfile]") -> "AgentProfile":
    """Return the one agent that is here and logged in. Raises: Mistake `agent.none`.

    Shape: one that is spoken with is a second way to the same agent, and for who names it.
    """
    from gatewright.bootstrap.agent_profiles import logged_in
    from gatewright.bootstrap.agent_program import ON_PATH
    from gatewright.model.trouble import Mistake

    here = {
        name: profile
        for name, profile in known.items()
        if profile.acp is None
        and shutil.which(profile.program, path=tool_path())
        and logged_in(profile)
    }
    if len(here) == 1:
        return next(iter(here.values()))
    several = f"Several are here and logged in: {', '.join(here)}." if here else ""
    hints = (*(f"gatewright run IDEA -a {name}" for name in here), ON_PATH)
    raise Mistake("agent.none", "No coding agent was named.", found=several, hints=hints)


def _name_profile(profile: "AgentProfile", edges: "Edges", repository: "Repository") -> str:
    """Return the name of an agent whose profile is known. Raises: Mistake `agent.*`."""
    from msgspec import json as profiles

    from gatewright.bootstrap.agent_profiles import folders_behind
    from gatewright.bootstrap.agent_program import find_agent
    from gatewright.model.records import replace

    visible = _visible(edges)
    found = shutil.which(profile.program, path=tool_path())
    seen = (*visible, *folders_behind(found)) if visible and found else visible
    (program,) = find_agent(profile.program, tool_path(), repository, seen)
    return (
        f"{profile.name}:{edges.evidence.put(profiles.encode(replace(profile, program=program)))}"
    )


def note_on_agent(agent: str, edges: "Edges") -> str:
    """Return that nothing was found by which an agent could be logged in; "" for all others."""
    from gatewright.bootstrap.agent_profiles import lacks_login
    from gatewright.model.ids import Digest

    kind, _, digest = agent.partition(":")
    content = None if kind in ("command", "scripted") else edges.evidence.get(Digest(digest))
    lacks = content is not None and lacks_login(_profile_in(content))
    return f"no login and no key of {kind} was found; gatewright doctor" if lacks else ""


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
    if kind != "command":
        return _worker_of_profile(content, edges, room, state)
    argv = tuple(json.loads(content))
    return CommandWorker(Path(argv[0]).name, argv, edges.processes, room)


def _worker_of_profile(
    content: bytes, edges: "Edges", room: "Surroundings", state: str
) -> "Worker":
    """Return the worker of a profile as a run has kept it."""
    from gatewright.bootstrap.agent_profiles import make_worker

    return make_worker(_profile_in(content), edges.processes, room, state)


def _profile_in(content: bytes) -> "AgentProfile":
    """Return a profile as a run has kept it."""
    from msgspec import json as profiles

    from gatewright.model.agent_profile import AgentProfile

    return profiles.decode(content, type=AgentProfile)
