"""A run that ends by a person's word while it is worked at or judged: what is under way stops."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gatewright.core.state.run_state import Blocked, Over
from gatewright.model.budgets import Spent, Usage
from gatewright.model.events import (
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Event,
    Exit,
    RunExited,
    StepJudged,
)
from gatewright.model.ids import RunId
from gatewright.model.intake import Abort, Intake, Start
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.observations import TestRun
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.journal import Entry
from gatewright.ports.processes import Command, Finished, TimedOut
from gatewright.ports.workers import Order, Unwanted, Work
from gatewright.runtime.driver import drive
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog
from gatewright.runtime.wanted import InterruptibleProcesses, wanted_while
from gatewright.testing.memory_journal import MemoryJournal, MemoryStreams
from gatewright.testing.scripted_processes import ScriptedProcesses
from gatewright.testing.toy_tools import ToyTests
from gatewright.testing.toy_worker import FakeWorker, worked
from tests.simulation.mortal import PERSON, RUN, Disk, Reaper, _started, _tell_nobody
from tests.unit.run_stories import NOBODY, step

ENDLESS = Finished(TimedOut(1800.0), b"", b"", 1, Isolation(IsolationLevel.NONE, Network.OPEN))
STEPS = (step("build"), step("finish", ["build"], doer=NOBODY))
ABORT = Abort(PERSON, "enough")


@dataclass
class Stage:
    """A run that is started, with edges that remember who was asked for what."""

    disk: Disk
    reaper: Reaper = field(default_factory=Reaper)

    def __post_init__(self) -> None:
        self.edges = self.disk.edges(self.reaper)
        started = _started(self.disk)
        self.say(Start(replace(started, workflow=replace(started.workflow, steps=STEPS))))

    def say(self, intake: Intake) -> object:
        """Say something to the run from another process."""
        other = replace(self.edges, journal=MemoryJournal(self.disk.streams))
        return RunLog(other, RUN, _tell_nobody).admit(intake, PERSON)

    def worked_by(self, play: Callable[[Order], Work]) -> RunEdges:
        """Return edges whose worker plays `play`."""
        worker = FakeWorker(play)
        return replace(self.edges, worker=lambda _: worker)

    def events(self, *kinds: type) -> list[Event]:
        return [each for each in self.disk.events if isinstance(each, kinds)]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(Disk(tmp_path))


def test_worker_of_a_run_that_is_aborted_is_stopped_and_leaves_nothing(stage: Stage) -> None:
    def play(order: Order) -> Work:
        Path(order.lane, "half").write_text("done")
        stage.say(ABORT)
        return worked("never heard")

    state = drive(stage.worked_by(play), RUN, _tell_nobody)

    assert isinstance(state.phase, Over)
    assert state.phase.exit is Exit.ABORTED
    assert isinstance(stage.disk.events[-1], RunExited)
    assert len(stage.events(AttemptStarted)) == 1
    assert stage.events(AttemptFinished, AttemptLost) == []
    assert "take" not in stage.reaper.names


def test_worker_of_a_run_that_is_aborted_before_it_starts_does_nothing(stage: Stage) -> None:
    performed: list[Order] = []

    class Aborted(MemoryJournal):
        """A journal into which an abort comes right behind the request of an attempt."""

        def append(self, *args: object, **kwargs: object) -> Sequence[Entry]:
            appended = super().append(*args, **kwargs)  # type: ignore[arg-type]
            assert isinstance(appended, Sequence)
            if any(isinstance(each.event, AttemptStarted) for each in appended):
                stage.say(ABORT)
            return appended

    def play(order: Order) -> Work:
        performed.append(order)
        return worked("done")

    edges = replace(stage.worked_by(play), journal=Aborted(stage.disk.streams))
    state = drive(edges, RUN, _tell_nobody)

    assert isinstance(state.phase, Over)
    assert performed == []


def test_worker_that_stops_although_it_is_wanted_is_lost_and_tries_end(stage: Stage) -> None:
    class Stopping(FakeWorker):
        """A worker that takes every attempt for one that nobody wants."""

        def work(self, *args: object, **kwargs: object) -> Unwanted:
            return Unwanted(1500, Usage(40))

    worker = Stopping(lambda _: worked())
    state = drive(replace(stage.edges, worker=lambda _: worker), RUN, _tell_nobody)

    assert isinstance(state.phase, Blocked)
    lost = len(stage.events(AttemptLost))
    assert lost == len(stage.events(AttemptStarted)) > 0
    assert state.spent["run"] == Spent(lost, 1500 * lost, 40 * lost, 0, lost)


def test_what_happens_to_other_runs_stops_no_worker(stage: Stage) -> None:
    def play(order: Order) -> Work:
        other = _started(stage.disk)
        feature = replace(other.feature, run_id=RunId("13"))
        log = RunLog(stage.edges, feature.run_id, _tell_nobody)
        log.admit(Start(replace(other, feature=feature)), PERSON)
        log.admit(ABORT, PERSON)
        return worked("done")

    drive(stage.worked_by(play), RUN, _tell_nobody)

    assert stage.events(AttemptFinished)


def test_nothing_is_read_while_nobody_appends(stage: Stage) -> None:
    class Counting(MemoryJournal):
        """Counts readings."""

        def __init__(self, streams: MemoryStreams) -> None:
            super().__init__(streams)
            self.reads = 0

        def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
            self.reads += 1
            return super().read(stream, after)

    journal = Counting(stage.disk.streams)
    log = RunLog(replace(stage.edges, journal=journal), RUN, _tell_nobody)
    still = wanted_while(journal, log, lambda now: not isinstance(now.phase, Over))
    before = journal.reads

    assert [still() for _ in range(5)] == [True] * 5
    assert journal.reads == before + 1
    stage.say(ABORT)
    assert [still() for _ in range(5)] == [False] * 5
    assert journal.reads == before + 2


def test_judging_of_a_run_that_is_aborted_is_cut_short(stage: Stage) -> None:
    processes = InterruptibleProcesses(ScriptedProcesses({("endless",): ENDLESS}))
    looked: list[TestRequest] = []

    class Endless(ToyTests):
        """A test tool whose first program is at work when the run is aborted, and does not end."""

        def run(self, request: TestRequest) -> TestRun | Trouble:
            looked.append(request)
            stage.say(ABORT)
            processes.run(Command(argv=("endless",), cwd="/", env=()))
            return super().run(request)

    edges = replace(
        stage.edges,
        edges=replace(stage.edges.edges, test_tools={"pytest": Endless()}, processes=processes),
        while_wanted=processes.while_wanted,
    )
    state = drive(edges, RUN, _tell_nobody)

    assert isinstance(state.phase, Over)
    assert len(looked) == 1
    assert stage.events(StepJudged) == []
