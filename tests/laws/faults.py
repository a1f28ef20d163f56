"""What may go wrong around a driver: its outcomes, its clock, its disk. All else is as in `mortal`.

Each fault strikes at a moment by its number, so that every moment can be tried.
"""

import errno
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from gatewright.core.state.run_state import Blocked, Deciding, Over, RunState, Working
from gatewright.model.events import Event
from gatewright.model.intake import (
    BeginAttempt,
    Committed,
    Hint,
    Intake,
    JudgingDone,
    Refusal,
    Start,
    WorkDone,
    WorkLost,
)
from gatewright.model.records import replace
from gatewright.runtime import driver
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog
from tests.simulation.mortal import (
    PERSON,
    RUN,
    Disk,
    Reaper,
    _approval,
    _started,
    _tell_nobody,
    _told,
)

DRIVES_MAX = 40
UNHEARD = Refusal("post.lost", "nobody heard of it", "an answer", "none")
OUTCOMES = (WorkDone, WorkLost, JudgingDone, Committed)
KINDS = ("lost", "doubled", "late by 1", "late by 4")


@dataclass
class Post:
    """Carries what a driver says to its run; of some kinds it fails at some, by their number."""

    faults: Mapping[int, str] = field(default_factory=dict)
    is_of: tuple[type, ...] = OUTCOMES
    number: int = 0
    kept: list[tuple[int, Intake, str]] = field(default_factory=list)  # until when
    seen: Counter[str] = field(default_factory=Counter)

    def carry(
        self, deliver: Callable[[Intake, str], tuple[Event, ...] | Refusal], intake: Intake, by: str
    ) -> tuple[Event, ...] | Refusal:
        """Deliver an intake, or what becomes of it; and what was kept back for so long."""
        self._deliver_late(deliver)
        if not isinstance(intake, self.is_of):
            return deliver(intake, by)
        fault = self.faults.get(self.number, "")
        self.number += 1
        self.seen[fault or "in time"] += 1
        if fault == "doubled":
            answer = deliver(intake, by)
            self.seen["doubled and refused"] += isinstance(deliver(intake, by), Refusal)
            return answer
        if fault.startswith("late"):
            self.kept.append((self.number + int(fault[-1]) - 1, intake, by))
        if fault:
            return UNHEARD if isinstance(intake, BeginAttempt) else ()
        return deliver(intake, by)

    def _deliver_late(self, deliver: Callable[[Intake, str], object]) -> None:
        """Deliver what is due, what was sent last first."""
        due = [each for each in self.kept if each[0] <= self.number]
        self.kept = [each for each in self.kept if each[0] > self.number]
        self.seen["out of order"] += len(due) > 1
        for _, intake, by in reversed(due):
            self.seen["late and refused"] += isinstance(deliver(intake, by), Refusal)


def carried_by(post: Post) -> type[RunLog]:
    """Return a log of a run into which everything comes by `post`."""

    class Posted(RunLog):
        """A log whose intakes may be lost, doubled or late."""

        def admit(self, intake: Intake, actor: str) -> tuple[Event, ...] | Refusal:
            self.catch_up()
            return post.carry(super().admit, intake, actor)

    return Posted


@dataclass
class FullDisk:
    """A port that cannot write from one of its calls on, for a few calls."""

    inner: Any
    reaper: "Filling"
    names: tuple[str, ...]

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.inner, name)
        if name not in self.names:
            return method

        def call(*args: Any, **kwargs: Any) -> Any:
            self.reaper.write(name)
            return method(*args, **kwargs)

        return call


@dataclass
class Filling:
    """Counts writes; those from `since` on, and before `until`, find no space."""

    since: int = -1
    until: int = -1
    calls: int = 0

    def write(self, name: str) -> None:
        """Raise OSError where there is no space."""
        self.calls += 1
        if self.since <= self.calls - 1 < self.until:
            raise OSError(errno.ENOSPC, f"No space left on device: {name}")


def filled(disk: Disk, filling: Filling) -> RunEdges:
    """Return the edges of a new program, with ports that may find no space."""
    run = disk.edges(Reaper())
    evidence: Any = FullDisk(run.edges.evidence, filling, ("put",))
    journal: Any = FullDisk(run.journal, filling, ("append",))
    lanes: Any = FullDisk(run.lanes, filling, ("open", "take", "commit", "publish"))
    return replace(run, edges=replace(run.edges, evidence=evidence), journal=journal, lanes=lanes)


@dataclass
class Clock:
    """Tells the time, and jumps at some looks, by their number. Units: seconds."""

    jumps_s: Mapping[int, int] = field(default_factory=dict)
    looks: int = 0
    offset_s: int = 0

    def behind(self, now: Callable[[], datetime]) -> Callable[[], datetime]:
        """Return a clock that goes as `now` does, but for the jumps."""

        def tell() -> datetime:
            self.offset_s += self.jumps_s.get(self.looks, 0)
            self.looks += 1
            return now() + timedelta(seconds=self.offset_s)

        return tell


def with_clock(disk: Disk, clock: Clock) -> RunEdges:
    """Return the edges of a new program under that clock."""
    run = disk.edges(Reaper())
    return replace(run, edges=replace(run.edges, now=clock.behind(run.edges.now)))


def live_through(
    disk: Disk, edges: Callable[[], RunEdges], counts: Counter[str], *, limit: int = DRIVES_MAX
) -> RunState:
    """Drive the run again and again until it is over; a program that finds no space ends.

    Shape: people say yes, and set free what is blocked.
    """
    for _ in range(limit):
        try:
            state = _live_once(disk, edges(), counts)
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 -- it is ours, or a bug
            counts["ended by a full disk"] += 1
            continue
        if isinstance(state.phase, Over):
            return state
    raise AssertionError(f"no end in {limit} drives: {[type(e).__name__ for e in disk.events]}")


def _live_once(disk: Disk, run: RunEdges, counts: Counter[str]) -> RunState:
    """Start the run where it is not begun, drive it once, and do what it waits for."""
    if not disk.events:
        _told(run, Start(_started(disk)))
    state = driver.drive(run, RUN, _tell_nobody)
    if isinstance(state.phase, Blocked):
        assert state.phase.because, "blocked without a word"
        counts["blocked"] += 1
        answer = RunLog(run, RUN, _tell_nobody).admit(Hint(None, PERSON, "go on"), PERSON)
        assert not isinstance(answer, Refusal), answer
    elif any(isinstance(state.record(step).state, Deciding) for step in state.active):
        _told(run, _approval(state, disk))
    elif any(isinstance(state.record(step).state, Working) for step in state.active):
        counts["nobody heard of its end"] += 1
    return state


def posted(disk: Disk, post: Post, patch: pytest.MonkeyPatch) -> RunState:
    """Live through a run whose outcomes come by `post`."""
    patch.setattr(driver, "RunLog", carried_by(post))
    return live_through(disk, lambda: disk.edges(Reaper()), post.seen)
