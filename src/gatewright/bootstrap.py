"""The only place that names concrete adapters, reads the environment, the clock and chance.

Faces call the functions below; each makes what it needs and imports nothing else.
"""

import getpass
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gatewright.model.change import Repository
    from gatewright.model.judgement import (
        CheckRequest,
        Judgement,
        Progress,
        Reproduction,
        StoredVerdict,
    )
    from gatewright.ports.environments import Consent
    from gatewright.ports.gatherers import FindingsTool, TestTool
    from gatewright.ports.journal import Journal
    from gatewright.ports.machine import Machine as MachinePort
    from gatewright.ports.processes import Processes
    from gatewright.ports.shelf import EnvironmentShelf
    from gatewright.ports.store import EvidenceStore
    from gatewright.ports.workers import Worker
    from gatewright.ports.workspace import IgnoredFiles
    from gatewright.processes.launcher import SupervisedProcesses
    from gatewright.runtime.desk import Desk
    from gatewright.runtime.edges import Edges
    from gatewright.views.terminal import Terminal
    from gatewright.workspace.git import Git
    from gatewright.workspace.repositories import GitRepositories

NETWORK_NAMES = frozenset({
    "http_proxy", "https_proxy", "no_proxy", "all_proxy",
    "ssl_cert_file", "ssl_cert_dir", "requests_ca_bundle", "curl_ca_bundle", "node_extra_ca_certs",
    "pip_index_url", "pip_extra_index_url", "pip_find_links",
    "uv_default_index", "uv_index", "uv_index_url", "uv_extra_index_url", "uv_find_links",
    "uv_offline", "uv_native_tls", "uv_http_timeout", "uv_insecure_host",
})  # fmt: skip
"""What a build may know of the person's network; by name, in lower case."""
CATALOG = Path(__file__).parent / "catalog"
PROCESS_NAME = "check"
"""In the mark of every process we start."""
UV_FOR_PIP = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}


def terminal() -> "Terminal":
    """Return where the answer goes."""
    from gatewright.views.terminal import derive_terminal

    place = derive_terminal(
        os.environ,
        program_path=sys.argv[0],
        stdout_is_tty=sys.stdout.isatty(),
        stderr_is_tty=sys.stderr.isatty(),
        columns=shutil.get_terminal_size().columns,
        encoding=sys.stdout.encoding,
    )
    return replace(place, can_ask=place.is_tty and sys.stdin is not None and sys.stdin.isatty())


def state_folder() -> str:
    """Return the absolute folder where this program keeps what is its own."""
    given = os.environ.get("XDG_STATE_HOME", "")
    home = given if Path(given).is_absolute() else str(Path.home() / ".local" / "state")
    return str(Path(home) / "gatewright")


def judge(request: "CheckRequest", progress: "Callable[[Progress], None]") -> "Judgement":
    """Judge what `request` names. Raises: Mistake -- the person's."""
    from gatewright.runtime import front_door

    edges, repository = _open(request.start)
    return front_door.judge(edges, repository, request, progress)


def latest(start: str) -> "Judgement | None":
    """Return the last judgement of the repository around `start`."""
    from gatewright.runtime.remembering import latest as latest_in

    edges, _ = _open(start)
    return latest_in(edges.records)


def recall(start: str, name: str) -> "StoredVerdict":
    """Return a kept verdict by its id or the name of its check. Raises: Mistake."""
    from gatewright.runtime.remembering import recall as recall_from

    edges, _ = _open(start)
    return recall_from(edges.records, name)


def reproduce(start: str, name: str, progress: "Callable[[Progress], None]") -> "Reproduction":
    """Judge a kept verdict's content again, with nothing taken from the cache. Raises: Mistake."""
    from gatewright.runtime import front_door
    from gatewright.runtime.remembering import recall as recall_from

    edges, repository = _open(start)
    return front_door.reproduce(edges, repository, recall_from(edges.records, name), progress)


def desk(start: str) -> "Desk":
    """Return the runs of the repository around `start`. Raises: Mistake."""
    from gatewright.journal.sqlite_journal import SqliteJournal
    from gatewright.runtime.desk import Desk
    from gatewright.runtime.run_edges import RunEdges
    from gatewright.workspace.lanes import GitLanes

    edges, repository = _open(start)
    state = state_folder()
    home = f"{state}/{repository.repository_id}"
    person = getpass.getuser()
    return Desk(
        RunEdges(
            edges=edges,
            repository=repository,
            journal=SqliteJournal(f"{home}/journal.sqlite", make_folder(f"{home}/locks")),
            lanes=GitLanes(state, _git(), repository, _user_ignores()),
            worker=lambda agent: _worker(agent, edges, state),
            name_agent=lambda typed, script: _name_agent(typed, script, edges.evidence),
            person=f"person:{person}",
            author=f"{person} <{person}@localhost>",
            read_workflow=_read_workflow,
            workflow_names=_workflow_names(),
            pause=time.sleep,
        )
    )


def _read_workflow(name: str) -> tuple[str, str] | None:
    """Return the text of a shipped workflow and what to call it; None where there is none."""
    if name not in _workflow_names():
        return None
    path = CATALOG / "workflows" / f"{name}.yaml"
    return path.read_text("utf-8"), f"{name}.yaml"


def _workflow_names() -> tuple[str, ...]:
    """Return the names of the shipped workflows."""
    return tuple(sorted(path.stem for path in (CATALOG / "workflows").glob("*.yaml")))


def _name_agent(typed: str | None, script: str | None, evidence: "EvidenceStore") -> str:
    """Return the name of the agent that was typed; what it runs is kept by its digest.

    Raises: Mistake `agent.none`, `agent.unknown`, `script.malformed` -- the person's.
    """
    import json
    import shlex

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


def _worker(agent: str, edges: "Edges", state: str) -> "Worker | None":
    """Return the worker of that name; None where what it ran is not kept here any more."""
    import json

    from gatewright.definitions.agent_script import parse_agent_script
    from gatewright.model.ids import Digest
    from gatewright.workers.command_worker import CommandWorker, StepCommandWorker
    from gatewright.workers.scripted import ScriptedWorker
    from gatewright.workers.surroundings import Surroundings

    room = Surroundings(
        scratch=make_folder(f"{state}/workers"),
        path=_tool_path(),
        readable=(*interpreter_folders(), *_tool_path().split(os.pathsep)),
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


def machine() -> "MachinePort":
    """Return what can tell which tools and which isolation this machine has."""
    from gatewright.processes.machine import LocalMachine

    state = state_folder()
    return LocalMachine(
        _processes(state),
        make_folder(f"{state}/processes"),
        {"PATH": _tool_path(), "HOME": str(Path.home())},
        {"python": sys.executable, "uv": _uv()},
    )


def environment_shelf() -> "EnvironmentShelf":
    """Return what can list and remove the environments that are kept on this machine."""
    from gatewright.environments.shelf import FolderShelf

    return FolderShelf(f"{state_folder()}/environments")


def repository(start: str) -> "Repository":
    """Return the repository around `start`. Raises: Mistake."""
    return _repositories().open(start)


def consent(start: str) -> "Consent":
    """Return which ignored files of the repository around `start` checks may have."""
    from gatewright.environments.consent import RememberedConsent

    return RememberedConsent(f"{state_folder()}/{repository(start).repository_id}/consent.json")


def journal(start: str) -> "Journal":
    """Return the journal of the repository around `start`. Raises: Mistake."""
    from gatewright.journal.sqlite_journal import SqliteJournal

    folder = f"{state_folder()}/{repository(start).repository_id}"
    return SqliteJournal(f"{folder}/journal.sqlite", f"{folder}/locks")


def ignored_files(start: str) -> "IgnoredFiles":
    """Return what knows the ignored files of the checkout around `start`. Raises: Mistake."""
    from gatewright.workspace.ignored import CheckoutIgnored

    return CheckoutIgnored(state_folder(), _git(), repository(start), _user_ignores())


def _open(start: str) -> "tuple[Edges, Repository]":
    """Return the repository around `start` with everything that may be reached from it.

    Raises: Mistake `git.missing`, `repository.none` and the like -- the person's.
    """
    from gatewright.environments.consent import RememberedConsent
    from gatewright.environments.environments import Machine, SealedEnvironments
    from gatewright.environments.prepare import KeptPreparation
    from gatewright.environments.services import SupervisedServices
    from gatewright.journal.evidence import FolderEvidence
    from gatewright.journal.records import FolderRecords
    from gatewright.runtime.edges import Edges
    from gatewright.workspace.ignored import CheckoutIgnored

    state = state_folder()
    repositories = _repositories()
    repository = repositories.open(start)
    sweep_leftovers(repositories.sweep)
    evidence = FolderEvidence(f"{state}/{repository.repository_id}/evidence")
    processes = _processes(state)
    machine = Machine(
        state=state,
        uv=_uv(),
        python=base_python(),
        npm=shutil.which("npm"),
        search_path=os.environ.get("PATH", os.defpath),
        network_env=network_environment(os.environ),
    )
    edges = Edges(
        repositories=repositories,
        trees=repositories.trees(repository),
        environments=SealedEnvironments(processes, machine, elapsed_ms),
        preparation=KeptPreparation(processes, state),
        services=SupervisedServices(
            processes, base_python(), sys.base_prefix, make_folder(f"{state}/services")
        ),
        consent=RememberedConsent(f"{state}/{repository.repository_id}/consent.json"),
        processes=processes,
        test_tools=_test_tools(processes, evidence, state),
        findings_tools=_findings_tools(processes, evidence, state),
        evidence=evidence,
        records=FolderRecords(f"{state}/{repository.repository_id}/records"),
        scratch=lambda: _scratch(state),
        make_folder=make_folder,
        now=now,
        draw_token=draw_token,
        ignored_files=CheckoutIgnored(state, _git(), repository, _user_ignores()).names,
    )
    return edges, repository


def _git() -> "Git":
    """Return the git of this machine. Raises: Mistake where there is none."""
    from gatewright.workspace.git import Git

    return Git(_program("git"), _tool_path())


def _repositories() -> "GitRepositories":
    """Return the repositories of this machine."""
    from gatewright.workspace.repositories import GitRepositories

    return GitRepositories(state_folder(), _git(), _user_ignores())


def sweep_leftovers(sweep_folders: "Callable[[], int]") -> None:
    """End what dead runs left running, and remove what they left lying about."""
    from gatewright.processes.sweep import sweep

    sweep(PROCESS_NAME)
    sweep_folders()


def _processes(state: str) -> "SupervisedProcesses":
    """Return the launcher; its marks tell our processes from all others."""
    from gatewright.processes.launcher import SupervisedProcesses

    return SupervisedProcesses(base_python(), make_folder(f"{state}/processes"), PROCESS_NAME)


def _test_tools(
    processes: "Processes", evidence: "EvidenceStore", state: str
) -> "Mapping[str, TestTool]":
    """Return the test tools by the name recognition gives them."""
    from gatewright.checks.node_tool import NodeTool
    from gatewright.checks.pytest_tool import PytestTool

    pytest = PytestTool(processes, evidence, make_folder(f"{state}/tools"))
    node = NodeTool(processes, evidence, make_folder(f"{state}/tools"))
    return {"pytest": pytest, "unittest": pytest, "node": node, "vitest": node, "jest": node}


def _findings_tools(
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

    bench = ToolBench(processes, evidence, f"{state}/tools", interpreter_folders())
    return {
        "ruff": RuffTool(bench),
        "mypy": MypyTool(bench),
        "pyright": PyrightTool(bench),
        "eslint": EslintTool(bench),
        "tsc": TscTool(bench),
        "detect-secrets": SecretsTool(bench),
    }


@contextmanager
def _scratch(state: str) -> Iterator[str]:
    """Give a folder of our own. Crash: it is left under `scratch`, for the next start to sweep."""
    root = make_folder(f"{state}/scratch")
    with tempfile.TemporaryDirectory(dir=root, prefix=f"{os.getpid()}-") as folder:
        yield os.path.realpath(folder)


def _program(name: str) -> str:
    """Return the absolute program. Raises: Mistake where this machine has none."""
    found = shutil.which(name)
    if found is None:
        from gatewright.model.trouble import Mistake

        raise Mistake(f"{name}.missing", f"{name} is not on the PATH.", hints=(f"install {name}",))
    return str(Path(found).resolve()) if name != "git" else found


def _uv() -> str:
    """Return uv, which came with this program."""
    import uv

    return str(uv.find_uv_bin())


def _tool_path() -> str:
    """Return the absolute folders of PATH: a relative one could lie in a repository."""
    given = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(folder for folder in given if Path(folder).is_absolute())


def base_python() -> str:
    """Return the interpreter under this one: no virtual environment in between."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def interpreter_folders() -> tuple[str, ...]:
    """Return the folders the interpreter lives in."""
    return tuple(dict.fromkeys((sys.base_prefix, os.path.realpath(sys.base_prefix))))


def _user_ignores() -> str | None:
    """Return git's own place for the person's ignore patterns, where there is such a file."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(given) if Path(given).is_absolute() else Path.home() / ".config"
    path = folder / "git" / "ignore"
    return str(path) if path.is_file() else None


def network_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the proxies, certificates and registries of the person, and nothing else of theirs.

    pip's settings count for uv where uv has none of its own.
    """
    kept = {
        name: value
        for name, value in environment.items()
        if name.lower() in NETWORK_NAMES or name.lower().startswith("npm_config_")
    }
    for pip_name, uv_name in UV_FOR_PIP.items():
        if pip_name in kept:
            kept.setdefault(uv_name, kept[pip_name])
    return kept


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


def elapsed_ms() -> int:
    """Return a clock that only goes forward."""
    return time.monotonic_ns() // 1_000_000


def draw_token() -> str:
    """Return 16 random bytes in hex: what a worker cannot guess."""
    return os.urandom(16).hex()


def make_folder(path: str) -> str:
    """Make the folder `path` where there is none, and return it."""
    Path(path).mkdir(parents=True, exist_ok=True)
    return path
