"""The only place that names concrete adapters, reads the environment, the clock and chance.

Faces call the functions below; each makes what it needs and imports nothing else.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.bootstrap.adapters import (
    examiners,
    facts_of,
    findings_tools,
    preparation,
    prober,
    process_name,
    processes_of,
    reports,
    services,
    signer,
    test_tools,
)
from gatewright.bootstrap.detaching import detach as detach
from gatewright.bootstrap.letters import answering_desk as answering_desk
from gatewright.bootstrap.noting import context as context
from gatewright.bootstrap.reading import git as _git
from gatewright.bootstrap.reading import has_letters as has_letters
from gatewright.bootstrap.reading import journal as journal  # for the faces, like those below
from gatewright.bootstrap.reading import latest as latest
from gatewright.bootstrap.reading import located as _located
from gatewright.bootstrap.reading import person as person
from gatewright.bootstrap.reading import reader as reader
from gatewright.bootstrap.reading import recall as recall
from gatewright.bootstrap.reading import repositories as _repositories
from gatewright.bootstrap.rooms import scratch, sweep_rooms
from gatewright.bootstrap.signatures import now_text as now_text
from gatewright.bootstrap.signatures import people as people
from gatewright.bootstrap.signatures import signatures as signatures
from gatewright.bootstrap.surroundings import (
    base_python,
    draw_token,
    elapsed_ms,
    make_folder,
    network_environment,
    platform_name,
    state_folder,
    tool_path,
    user_ignores,
    uv_program,
)
from gatewright.bootstrap.surroundings import now as now  # for the faces too

if TYPE_CHECKING:
    from gatewright.model.change import Repository
    from gatewright.model.judgement import (
        CheckRequest,
        Judgement,
        Progress,
        Recalled,
        Reproduction,
    )
    from gatewright.ports.environments import Consent
    from gatewright.ports.machine import Machine as MachinePort
    from gatewright.ports.processes import Processes
    from gatewright.ports.shelf import EnvironmentShelf
    from gatewright.ports.workspace import IgnoredFiles
    from gatewright.runtime.desk import Desk
    from gatewright.runtime.edges import Edges
    from gatewright.runtime.exchanging import ExchangeDesk
    from gatewright.runtime.here_desk import HereDesk
    from gatewright.runtime.run_edges import RunEdges
    from gatewright.views.terminal import Terminal


__all__ = [
    "answering_desk",
    "consent",
    "context",
    "desk",
    "detach",
    "environment_shelf",
    "exchange_desk",
    "has_letters",
    "here",
    "ignored_files",
    "journal",
    "judge",
    "latest",
    "machine",
    "make_repository",
    "name_of_repository",
    "now",
    "now_text",
    "pause",
    "people",
    "person",
    "reader",
    "recall",
    "repository",
    "reproduce",
    "signatures",
    "state_folder",
    "sweep_leftovers",
    "terminal",
]


def terminal() -> "Terminal":
    """Return where the answer goes."""
    import shutil

    from gatewright.views.terminal import derive_terminal

    place = derive_terminal(
        os.environ,
        program_path=sys.argv[0],
        stdout_is_tty=sys.stdout.isatty(),
        stderr_is_tty=sys.stderr.isatty(),
        columns=shutil.get_terminal_size().columns,
        encoding=sys.stdout.encoding,
    )
    return replace(
        place,
        can_ask=place.is_tty and sys.stdin is not None and sys.stdin.isatty(),
        height=shutil.get_terminal_size().lines,
    )


def judge(request: "CheckRequest", progress: "Callable[[Progress], None]") -> "Judgement":
    """Judge what `request` names. Raises: Mistake -- the person's."""
    from gatewright.runtime import front_door

    edges, repository = _open(request.start)
    return front_door.judge(edges, repository, request, progress)


def reproduce(
    start: str, recalled: "Recalled", progress: "Callable[[Progress], None]"
) -> "Reproduction":
    """Judge a kept verdict's content again, with nothing taken from the cache. Raises: Mistake."""
    assert recalled.stored is not None, "BUG: what is lost cannot be compared"
    if recalled.of_run is not None:
        from gatewright.runtime.reproducing import reproduce_step

        return reproduce_step(_run_edges(start), recalled.of_run, recalled.stored, progress)
    from gatewright.runtime import front_door

    edges, repository = _open(start)
    return front_door.reproduce(edges, repository, recalled.stored, progress)


def desk(start: str) -> "Desk":
    """Return the runs of the repository around `start`. Raises: Mistake."""
    from gatewright.runtime.desk import Desk

    return Desk(_run_edges(start))


def here(start: str, name: str) -> "HereDesk":
    """Return what the agent that calls itself `name` may do in the checkout around `start`."""
    from gatewright.runtime.here_desk import HereDesk

    return HereDesk(_run_edges(start), name)


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def _run_edges(start: str) -> "RunEdges":
    """Return all that the runs of the repository around `start` may reach. Raises: Mistake."""
    import getpass

    from gatewright.bootstrap.agents import (
        document_names,
        find_step_fault,
        name_agent,
        note_on_agent,
        read_document,
        read_workflow,
        worker_of,
        workflow_names,
    )
    from gatewright.bootstrap.typed_files import read_typed_file
    from gatewright.journal.sqlite_journal import SqliteJournal
    from gatewright.processes.ancestry import find_starter
    from gatewright.runtime.run_edges import RunEdges
    from gatewright.runtime.wanted import InterruptibleProcesses
    from gatewright.workspace.lanes import GitLanes

    state = state_folder()
    processes = InterruptibleProcesses(processes_of(state, facts_of(state)))
    edges, repository = _open(start, processes)
    home = f"{state}/{repository.repository_id}"
    person = getpass.getuser()
    return RunEdges(
        edges=edges,
        repository=repository,
        journal=SqliteJournal(f"{home}/journal.sqlite", make_folder(f"{home}/locks")),
        lanes=GitLanes(state, _git(), repository, user_ignores()),
        worker=lambda agent: worker_of(agent, edges, state),
        name_agent=lambda typed, script, written: name_agent(
            typed, script, written, edges, repository
        ),
        note_on_agent=lambda agent: note_on_agent(agent, edges),
        person=f"person:{person}",
        author=f"{person} <{person}@localhost>",
        read_workflow=read_workflow,
        workflow_names=workflow_names(),
        pause=time.sleep,
        read_document=read_document,
        document_names=document_names(),
        read_typed_file=read_typed_file,
        signer=signer(processes, state),
        while_wanted=processes.while_wanted,
        find_starter=lambda: find_starter(process_name(state), os.environ),
        find_fault=lambda program: find_step_fault(program, edges),
    )


def exchange_desk(start: str) -> "ExchangeDesk":
    """Return what exchanges letters for the runs of the repository around `start`.

    Raises: Mistake `exchange.*`.
    """
    from gatewright.bootstrap.letters import exchange_of
    from gatewright.runtime.exchanging import ExchangeDesk

    run = _run_edges(start)
    return ExchangeDesk(run, exchange_of(start))


def make_repository(folder: str, *, name: str, mail: str, message: str) -> None:
    """Make `folder` a repository with one commit of all it holds. Raises: Mistake."""
    from gatewright.workspace.making import make_repository as make_in

    make_in(_git(), folder, name=name, mail=mail, message=message)


def machine() -> "MachinePort":
    """Return what can tell which tools and which isolation this machine has."""
    from gatewright.bootstrap.agent_profiles import asked_agents
    from gatewright.processes.machine import LocalMachine

    state = state_folder()
    return LocalMachine(
        processes_of(state),
        make_folder(f"{state}/processes"),
        {"PATH": tool_path(), "HOME": str(Path.home())},
        {"python": sys.executable, "uv": uv_program()},
        asked_agents(),
    )


def environment_shelf() -> "EnvironmentShelf":
    """Return what can list and remove the environments that are kept on this machine."""
    from gatewright.environments.shelf import FolderShelf

    return FolderShelf(f"{state_folder()}/environments")


def repository(start: str) -> "Repository":
    """Return the repository around `start`. Raises: Mistake."""
    return _repositories().open(start)


def name_of_repository(start: str) -> str:
    """Return how people call the repository around `start`. Raises: Mistake."""
    return _located(start).name


def consent(start: str) -> "Consent":
    """Return which ignored files of the repository around `start` checks may have."""
    from gatewright.environments.consent import RememberedConsent

    return RememberedConsent(f"{state_folder()}/{repository(start).repository_id}/consent.json")


def ignored_files(start: str) -> "IgnoredFiles":
    """Return what knows the ignored files of the checkout around `start`. Raises: Mistake."""
    from gatewright.workspace.ignored import CheckoutIgnored

    return CheckoutIgnored(state_folder(), _git(), repository(start), user_ignores())


def _open(start: str, processes: "Processes | None" = None) -> "tuple[Edges, Repository]":
    """Return the repository around `start` with everything that may be reached from it.

    Shape: all that is started goes through `processes`, where they are given.
    Raises: Mistake `git.missing`, `repository.none` and the like -- the person's.
    """
    import shutil

    from gatewright.environments.consent import RememberedConsent
    from gatewright.environments.environments import Machine, SealedEnvironments
    from gatewright.journal.evidence import FolderEvidence
    from gatewright.journal.records import FolderRecords
    from gatewright.runtime.edges import Edges
    from gatewright.workspace.ignored import CheckoutIgnored

    state = state_folder()
    repositories = _repositories()
    repository = repositories.open(start)
    sweep_leftovers(repositories.sweep)
    evidence = FolderEvidence(f"{state}/{repository.repository_id}/evidence")
    processes = processes or processes_of(state, facts_of(state))
    machine = Machine(
        state=state,
        uv=uv_program(),
        python=base_python(),
        npm=shutil.which("npm"),
        search_path=os.environ.get("PATH", os.defpath),
        network_env=network_environment(os.environ),
    )
    edges = Edges(
        repositories=repositories,
        trees=repositories.trees(repository),
        environments=SealedEnvironments(processes, machine, elapsed_ms, facts_of(state)),
        preparation=preparation(processes, state),
        services=services(processes, state),
        consent=RememberedConsent(f"{state}/{repository.repository_id}/consent.json"),
        processes=processes,
        test_tools=test_tools(processes, evidence, state),
        reports=reports(),
        prober=prober(),
        findings_tools=findings_tools(processes, evidence, state),
        examiners=examiners(processes, evidence, state),
        evidence=evidence,
        records=FolderRecords(f"{state}/{repository.repository_id}/records"),
        scratch=lambda: scratch(state),
        make_folder=make_folder,
        now=now,
        draw_token=draw_token,
        platform=platform_name(),
        ignored_files=CheckoutIgnored(state, _git(), repository, user_ignores()).names,
    )
    return edges, repository


def sweep_leftovers(sweep_folders: "Callable[[], int]") -> None:
    """End what dead runs left running, and remove what they left lying about."""
    from gatewright.processes.sweep import sweep

    state = state_folder()
    sweep(process_name(state))
    sweep_rooms(state)
    sweep_folders()
