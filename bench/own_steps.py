"""Steps under Gatewright: a real journal on this disk, driven by the real driver.

What a step reaches besides is a fake in memory, so that what is left is the engine: its rules, its
judges and its journal. The one check that a gate names is an `assert` of the configuration.
"""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from gatewright.core.state.run_state import Over
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.change import Repository
from gatewright.model.digest import digest_of
from gatewright.model.events import RunStarted
from gatewright.model.feature import Bounds, Facts, Feature, Origin, People
from gatewright.model.ids import CommitId, Digest, RepositoryId, RunId, StepPath
from gatewright.model.intake import Refusal, Start
from gatewright.model.records import dataclass
from gatewright.model.workflow import Doer, Gate, StepDefinition, WorkerKind, Workflow
from gatewright.ports.workers import Order, Work
from gatewright.runtime.driver import drive
from gatewright.runtime.edges import Edges
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog
from gatewright.testing.memory_lanes import MemoryLanes
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.testing.memory_workspace import MemoryTrees
from gatewright.testing.scripted_processes import ScriptedProcesses
from gatewright.testing.toy_worker import FakeWorker, worked

RUN = RunId("1")
CHECK = "small"
CONFIGURATION = b'gatewright: 1\nchecks: {small: {assert: "change.added <= 400"}}\n'
FILES = {"a.txt": b"0", ".gatewright/config.yaml": CONFIGURATION}
REPOSITORY = Repository(
    RepositoryId("r"), "toy", "/toy", "/toy/.git", "/toy/.git", "main", CommitId("h")
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What each step is."""

    doer: Doer
    gate: Gate = Gate()


CHECKED = Kind(Doer(WorkerKind.NOBODY), Gate((CHECK,)))
BARE = Kind(Doer(WorkerKind.NOBODY))
WORKED_ON = Kind(Doer(WorkerKind.AGENT, "developer", "do it"))


def run_steps(place: Path, stages: int, width: int, kind: Kind) -> float:
    """Drive a run of `stages` times `width` steps to its end; return how long it took.

    Shape: the journal is audited afterwards, which is not counted. Units: seconds.
    """
    trees = MemoryTrees()
    started = _started(steps_of(stages, width, kind), Origin(CommitId("0"), trees.put(FILES), "m"))
    run = edges_in(place, trees)
    before = time.perf_counter()
    answer = RunLog(run, RUN, lambda _: None).admit(Start(started), run.person)
    assert not isinstance(answer, Refusal), answer
    state = drive(run, RUN, lambda _: None)
    seconds = time.perf_counter() - before
    assert isinstance(state.phase, Over), state.phase
    assert run.journal.verify() == []
    return seconds


def _started(steps: tuple[StepDefinition, ...], origin: Origin) -> RunStarted:
    return RunStarted(
        feature=Feature(RUN, "many", "Many steps"),
        workflow=Workflow("many", "1", "Many", ("developer",), steps),
        because="told",
        origin=origin,
        facts=Facts(),
        people=People(),
        requester="person:dev",
        bounds=Bounds(),
        agent="fake",
    )


def steps_of(stages: int, width: int, kind: Kind) -> tuple[StepDefinition, ...]:
    """Return the steps: those of a stage need all of the stage before."""
    names = [[StepPath(f"s{stage}-{each}") for each in range(width)] for stage in range(stages)]
    needed: list[list[StepPath]] = [[], *names]
    return tuple(
        StepDefinition(
            path=name,
            title="",
            phase="p",
            doer=kind.doer,
            needs=tuple(needed[stage]),
            writes=("**",),
            gate=kind.gate,
        )
        for stage in range(stages)
        for name in names[stage]
    )


def edges_in(place: Path, trees: MemoryTrees) -> RunEdges:
    """Return a real journal in `place`, and fakes of what these steps reach besides."""
    (place / "lanes").mkdir(parents=True)
    reached: dict[str, Any] = {
        "trees": trees,
        "evidence": MemoryEvidence(),
        "processes": ScriptedProcesses({}),
        "consent": NoConsent(),
        "scratch": lambda: _folder(str(place)),
        "now": lambda: datetime.now(UTC),
        "ignored_files": tuple,
    }
    fields = cast("Any", Edges).__struct_fields__
    edges = Edges(**{name: cast("Any", reached.get(name)) for name in fields})
    worker = FakeWorker(write_number)
    return RunEdges(
        edges=edges,
        repository=REPOSITORY,
        journal=SqliteJournal(str(place / "journal.sqlite"), str(place / "locks")),
        lanes=MemoryLanes(trees, str(place / "lanes")),
        worker=lambda agent: worker,
        name_agent=lambda typed, script: "fake",
        person="person:dev",
        author="Dev <dev@example.org>",
        read_workflow=lambda name: None,
        workflow_names=(),
        pause=time.sleep,
    )


class NoConsent:
    """Says of nothing that it may be handed over."""

    def granted(self) -> Sequence[str]:
        """Return nothing."""
        return ()

    def fingerprint(self, repository_root: str) -> Digest:
        """Return the digest of nothing."""
        return digest_of([])


def write_number(order: Order) -> Work:
    """Change the one file there is."""
    Path(order.lane, "a.txt").write_text(order.step)
    return worked()


def _folder(path: str) -> AbstractContextManager[str]:
    return nullcontext(path)
