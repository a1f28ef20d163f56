"""A whole run over fakes, driven by a program that may die at any call of a port.

The memory of the fakes outlives it, as disks do. Whoever comes next gets new edges over the same.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from gatewright.core.state.run_state import Blocked, Deciding, Over, RunState
from gatewright.model.change import Snapshot
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Choice,
    Event,
    RunStarted,
    StepAccepted,
)
from gatewright.model.feature import Bounds, Feature, Origin
from gatewright.model.ids import CommitId, RunId
from gatewright.model.intake import Decide, Refusal, Start
from gatewright.model.records import replace
from gatewright.model.told import RunTold
from gatewright.model.workflow import Gate, StepDefinition
from gatewright.ports.workers import Order, Work
from gatewright.runtime.driver import drive
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog, stream_of
from gatewright.testing.memory_journal import MemoryJournal, MemoryStreams
from gatewright.testing.memory_lanes import MemoryLanes
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.testing.toy_worker import FakeWorker, worked
from tests.simulation.door import MANIFEST, REPOSITORY, Door, _Repositories
from tests.unit.run_stories import FEATURE, NOBODY, approval, start_of, step

RUN = RunId("12")
PATIENCE_S = 60.0
PERSON = "person:dev"
PLAN = """# Plan

## Requirements

- R1: it adds

## Tasks

- T1: add one (R1)
- T2: add two (R1)

## Assumptions

None.
"""
STEPS = (
    replace(FEATURE[0], writes=("docs/plan.md",), gate=Gate()),
    approval("may-code", ["write-plan"], "write-plan"),
    step("build", ["may-code"], for_each="plan", gate=Gate()),
    step("finish", ["build"], doer=NOBODY, gate=Gate(("tests",))),
    approval("may-merge", ["finish"], "write-plan"),
)


class Killed(BaseException):
    """The program is gone; nothing of it may catch this."""


@dataclass
class Reaper:
    """Counts the calls of ports, and kills at some: 2n before call n, 2n + 1 behind it."""

    at: tuple[int, ...] = ()
    calls: int = 0
    names: list[str] = field(default_factory=list)
    is_dead: bool = False
    moved: threading.Condition = field(default_factory=threading.Condition)

    def pass_by(self, name: str, perform: Callable[[], Any]) -> Any:
        """Perform a call, unless the program dies; then none of its threads does anything more."""
        with self.moved:
            if self.is_dead:
                raise Killed(f"dead before {name}")
            moment, self.calls = 2 * self.calls, self.calls + 1
            self.names.append(name)
            if moment in self.at:
                self.die(f"before {name}")
        answer = perform()
        with self.moved:
            if moment + 1 in self.at:
                self.die(f"behind {name}")
            self.moved.notify_all()
        return answer

    def die(self, where: str) -> NoReturn:
        """End the program."""
        self.is_dead = True
        self.moved.notify_all()
        raise Killed(where)

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, looking behind every call; the dead wait no more."""
        with self.moved:
            assert self.moved.wait_for(lambda: self.is_dead or is_so(), timeout=PATIENCE_S)
            if self.is_dead:
                raise Killed("dead while it waited")


class Mortal:
    """A port of which some calls may be the last thing that a program does."""

    def __init__(self, inner: Any, reaper: Reaper, *names: str) -> None:
        self._inner, self._reaper, self._names = inner, reaper, names

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name not in self._names:
            return method

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._reaper.pass_by(name, lambda: method(*args, **kwargs))

        return call


@dataclass
class Disk:
    """What outlives a program."""

    folder: Path
    steps: tuple[StepDefinition, ...] = STEPS
    parallel: int = 1
    door: Door = field(default_factory=Door)
    streams: MemoryStreams = field(default_factory=MemoryStreams)
    evidence: MemoryEvidence = field(default_factory=MemoryEvidence)
    performed: Counter[str] = field(default_factory=Counter)  # attempts by effect
    deaths: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lanes = MemoryLanes(self.door.trees, str(self.folder))
        self.origin = self.door.trees.put({path: text.encode() for path, text in MANIFEST.items()})

    @property
    def events(self) -> list[Event]:
        return [entry.event for entry in self.streams.entries.get(stream_of(RUN), [])]

    def edges(self, reaper: Reaper) -> RunEdges:
        """Return the edges of a new program."""
        door = self.door._edges(_Repositories(Snapshot(self.origin, CommitId("h"), ()), None))
        worker = Mortal(
            FakeWorker(lambda order: self._work(order, reaper), "scripted"), reaper, "work"
        )
        evidence: Any = Mortal(self.evidence, reaper, "put")
        journal: Any = Mortal(MemoryJournal(self.streams), reaper, "append")
        lanes: Any = Mortal(self.lanes, reaper, "open", "take", "commit", "publish")
        return RunEdges(
            edges=replace(door, evidence=evidence),
            repository=REPOSITORY,
            journal=journal,
            lanes=lanes,
            worker=lambda _: worker,
            name_agent=lambda *_: "scripted",
            person=PERSON,
            author="Dev <dev@example.org>",
            read_workflow=lambda _: None,
            workflow_names=(),
            pause=lambda _: None,
        )

    def meet(self, order: Order, reaper: Reaper) -> None:
        """Do what goes before the work; nothing, where steps follow one another."""

    def _work(self, order: Order, reaper: Reaper) -> Work:
        """Do what a step wants; the second task only once its brief says that nothing was done.

        A witness, too: the request stands in the journal before anything is begun, and has no end.
        """
        own = [each for each in self.events if getattr(each, "step", None) == order.step]
        begun = [each for each in own if isinstance(each, AttemptStarted)]
        ended = [each for each in own if isinstance(each, AttemptFinished | AttemptLost)]
        assert begun[-1].effect_id == order.effect_id
        assert order.number not in [each.number for each in ended]
        self.performed[order.effect_id] += 1
        self.meet(order, reaper)
        lane = Path(order.lane)
        if order.step == "write-plan":
            (lane / "docs").mkdir()
            (lane / "docs" / "plan.md").write_text(PLAN)
        elif not order.step.endswith("2") or "work.empty" in order.brief:
            name = order.step.replace("/", "_")
            (lane / f"{name}.py").write_text(f"{name}\n")
            (lane / "tests").mkdir(exist_ok=True)
            (lane / "tests" / f"test_{name}.py").write_text(f"a: {name}\n")
        return worked("done")


def live(disk: Disk, reaper: Reaper) -> RunState:
    """Start the run where it is not begun, drive it, decide what is asked; until it is over."""
    run = disk.edges(reaper)
    if not disk.events:
        _told(run, Start(_started(disk)))
    while True:
        state = drive(run, RUN, _tell_nobody)
        if isinstance(state.phase, Over):
            return state
        assert not isinstance(state.phase, Blocked), state.phase
        _told(run, _approval(state, disk))


def _told(run: RunEdges, intake: Start | Decide) -> None:
    answer = RunLog(run, RUN, _tell_nobody).admit(intake, PERSON)
    assert not isinstance(answer, Refusal), answer


def _started(disk: Disk) -> RunStarted:
    started = start_of(disk.steps, bounds=Bounds(parallel=disk.parallel))
    origin = Origin(CommitId("c0"), disk.origin, "main")
    return replace(started, feature=Feature(RUN, "adding", "add"), origin=origin)


def _approval(state: RunState, disk: Disk) -> Decide:
    """Return a yes to what is asked."""
    asked = [(name, state.record(name)) for name in state.active]
    ((name, record),) = asked
    assert isinstance(record.state, Deciding)
    [request] = record.state.requests
    return Decide(
        step=name,
        nonce=request.nonce,
        bound=request.bound,
        choice=Choice.APPROVE,
        person=PERSON,
        answers=tuple(Answer(item, is_yes=True) for item in request.rule.items),
        because="",
        shown=digest_of(name),
        head=disk.streams.entries[stream_of(RUN)][-1].digest,
    )


def live_on(disk: Disk, *at: int) -> RunState:
    """Let one program after the other go on, each killed at a moment of its own, to the end."""
    for moment in at:
        try:
            return live(disk, Reaper((moment,)))
        except Killed as death:
            disk.deaths.append(str(death))
    return live(disk, Reaper())


def outcome_of(disk: Disk, state: RunState) -> dict[str, object]:
    """Return what a run came to, without what tells how often it was begun."""
    requests = [disk.lanes.requests[commit] for commit in state.commits]
    accepted = [each for each in disk.events if isinstance(each, StepAccepted)]
    return {
        "phase": state.phase,
        "steps": {
            name: (type(each.state), getattr(each.state, "tree", None))
            for name, each in state.steps.items()
        },
        "tree": state.tree,
        "artifacts": state.artifacts,
        "left": state.to_commit,
        "commits": [(request.tree, request.message.splitlines()[0]) for request in requests],
        "branch": disk.lanes.branches_at == {"gw/12-adding": state.commits[-1]},
        "accepted": [(each.step, each.tree) for each in accepted],
        "refusals": state.refusals_count,
        "tries": {name: each.refusals and len(each.refusals) for name, each in state.steps.items()},
    }


def _tell_nobody(told: RunTold) -> None:
    """Tell nobody."""


def ends_of_attempts(events: Sequence[Event]) -> Counter[tuple[str, int]]:
    """Return how many ends each attempt has."""
    return Counter(
        (each.step, each.number)
        for each in events
        if isinstance(each, AttemptFinished | AttemptLost)
    )
