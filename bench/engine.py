"""What a durable step costs, against the floor: the same events in SQLite by hand, in the same run.

Steps that nobody works on are judged and accepted, which is one append of two events. Steps that an
agent works on have a fake one, fake lanes and fake trees: what is left is the engine and its
journal on this disk. Last: `status --json` and `inbox --json` over ten runs, against
`python -c pass`; ends with 1 when one of them takes more than RATIO_MAX times that floor.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from gatewright.core.run_state import Over
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.change import Repository
from gatewright.model.events import RunStarted
from gatewright.model.feature import Bounds, Facts, Feature, Origin, People
from gatewright.model.ids import CommitId, RepositoryId, RunId, StepPath
from gatewright.model.intake import Refusal, Start
from gatewright.model.workflow import Doer, Gate, StepDefinition, WorkerKind, Workflow
from gatewright.ports.workers import Order, Work
from gatewright.runtime.driver import drive
from gatewright.runtime.edges import Edges
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog
from gatewright.testing.memory_lanes import MemoryLanes
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.testing.memory_workspace import MemoryTrees
from gatewright.testing.toy_worker import FakeWorker, worked

COUNTS = (100, 1000, 5000)
ROUNDS = 25
RUNS = 10
RATIO_MAX = 6.0
FLOOR = "python -c pass"
BOUNDED = ("status --json", "inbox --json")
PAYLOAD = b"x" * 500  # about what an event of these steps takes
NOBODY = Doer(WorkerKind.NOBODY)
AGENT = Doer(WorkerKind.AGENT, "developer", "do it")
ASK = """\
workflow: ask
version: "1"
title: A question
roles: [requester]
phases:
  - id: ask
    steps:
      may: {gate: [{approval: {roles: [requester], question: May it?, checklist: [One?, Two?]}}]}
"""
REPOSITORY = Repository(
    RepositoryId("r"), "toy", "/toy", "/toy/.git", "/toy/.git", "main", CommitId("h")
)


def main() -> int:
    """Measure and print a table."""
    for count in COUNTS:
        measure_steps(count)
    medians = measure_status()
    for name, seconds in medians.items():
        ratio = seconds / medians[FLOOR]
        print(f"{name:16} {RUNS} runs {seconds * 1000:8.1f} ms {ratio:6.2f} x")
    ratios = {name: medians[name] / medians[FLOOR] for name in BOUNDED}
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.2f} x the floor, at most {RATIO_MAX:.0f} x")
    return 0 if max(ratios.values()) <= RATIO_MAX else 1


def measure_steps(count: int) -> None:
    """Print what each of `count` steps costs, and by hand in the same run."""
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        place = Path(folder).resolve()
        floor = _seconds(lambda: write_by_hand(place / "floor.sqlite", count))
        judged = _seconds(lambda: run_steps(place / "nobody", count, NOBODY))
        worked_on = _seconds(lambda: run_steps(place / "agent", count, AGENT))
    for name, taken in (("by hand", floor), ("judged", judged), ("worked on", worked_on)):
        each_ms = taken / count * 1000
        print(f"{count:5} steps, {name:10} {each_ms:8.3f} ms a step {taken / floor:7.1f} x")


def write_by_hand(path: Path, count: int) -> None:
    """Write two events and a row for each step, durable at each commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, payload BLOB)")
    connection.execute("CREATE TABLE runs (stream TEXT PRIMARY KEY, document BLOB)")
    for step in range(count):
        connection.execute("BEGIN IMMEDIATE")
        events = [(2 * step, PAYLOAD), (2 * step + 1, PAYLOAD)]
        connection.executemany("INSERT INTO events VALUES (?, ?)", events)
        connection.execute("INSERT OR REPLACE INTO runs VALUES ('run/1', ?)", (PAYLOAD,))
        connection.execute("COMMIT")
    connection.close()


def run_steps(place: Path, count: int, doer: Doer) -> None:
    """Drive a run of `count` steps, one after the other, to its end."""
    trees = MemoryTrees()
    base = trees.put({"a.txt": b"0"})
    run = edges_in(place, trees)
    started = RunStarted(
        feature=Feature(RunId("1"), "many", "Many steps"),
        workflow=Workflow("many", "1", "Many", ("developer",), steps_of(count, doer)),
        because="told",
        origin=Origin(CommitId("0" * 40), base, "main"),
        facts=Facts(),
        people=People(),
        requester=run.person,
        bounds=Bounds(),
        agent="fake",
    )
    answer = RunLog(run, RunId("1"), lambda _: None).admit(Start(started), run.person)
    assert not isinstance(answer, Refusal), answer
    state = drive(run, RunId("1"), lambda _: None)
    assert isinstance(state.phase, Over), state.phase


def steps_of(count: int, doer: Doer) -> tuple[StepDefinition, ...]:
    """Return steps that need one another in turn."""
    return tuple(
        StepDefinition(
            path=StepPath(f"s{number}"),
            title="",
            phase="p",
            doer=doer,
            needs=(StepPath(f"s{number - 1}"),) if number else (),
            writes=("**",),
            gate=Gate(),
        )
        for number in range(count)
    )


def edges_in(place: Path, trees: MemoryTrees) -> RunEdges:
    """Return a real journal in `place`, and fakes of what these steps reach besides."""
    (place / "lanes").mkdir(parents=True)
    reached: dict[str, Any] = {
        "trees": trees,
        "evidence": MemoryEvidence(),
        "now": lambda: datetime.now(UTC),
    }
    edges = Edges(**{name: cast("Any", reached.get(name)) for name in Edges.__dataclass_fields__})
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


def write_number(order: Order) -> Work:
    """Change the one file there is."""
    Path(order.lane, "a.txt").write_text(order.step)
    return worked()


def measure_status() -> dict[str, float]:
    """Return the median of each command over RUNS runs, and of a bare start of Python.

    Each round runs every command once, in turn. Units: seconds.
    """
    program = str(Path(sys.executable).parent / "gatewright")
    commands = {
        FLOOR: (sys.executable, "-c", "pass"),
        **{name: (program, *name.split()) for name in BOUNDED},
        "status": (program, "status"),
    }
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        root = Path(folder).resolve() / "shelf"
        env = {**os.environ, "XDG_STATE_HOME": str(root.parent / "state")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles at every start
        make_runs(root, env)
        for argv in commands.values():  # once for the disk cache
            _run(argv, root, env)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, argv in commands.items():
                taken[name].append(_seconds(partial(_run, argv, root, env)))
    return {name: statistics.median(times) for name, times in taken.items()}


def make_runs(root: Path, env: dict[str, str]) -> None:
    """Make a repository, and RUNS runs that wait for a person."""
    root.mkdir()
    ask = root.parent / "ask.yaml"
    ask.write_text(ASK)
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(("git", "init", "-q", "-b", "main"), cwd=root, check=True)
    commit = ("git", *identity, "commit", "-q", "--allow-empty", "-m", "First")
    subprocess.run(commit, cwd=root, check=True)
    code = (
        "from gatewright import bootstrap\n"
        "from gatewright.runtime.desk_words import StartRequest\n"
        f"desk = bootstrap.desk({str(root)!r})\n"
        f"for number in range({RUNS}):\n"
        f"    request = StartRequest(start={str(root)!r}, idea=f'Idea {{number}}', agent='cat', "
        f"workflow={str(ask)!r})\n"
        "    desk.drive(desk.start(desk.plan_start(request)), lambda told: None)\n"
    )
    subprocess.run((sys.executable, "-c", code), cwd=root, env=env, check=True)


def _now() -> datetime:
    return datetime.now(UTC)


def _run(argv: tuple[str, ...], cwd: Path, env: dict[str, str]) -> None:
    subprocess.run(argv, cwd=cwd, env=env, capture_output=True, check=True)


def _seconds(do: Callable[[], None]) -> float:
    """Return how long `do` took."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
