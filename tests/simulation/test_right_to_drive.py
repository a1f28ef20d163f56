"""Who drives: somebody who only looks keeps nobody from it, and who follows hears all of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from gatewright.core.state.run_state import Over, RunState
from gatewright.model.events import Exit, RunExited
from gatewright.model.ids import RunId
from gatewright.model.told import Recorded, RunTold
from gatewright.ports.workers import Worker
from gatewright.runtime.driver import LOOKS_MAX, drive
from gatewright.runtime.edges import Edges
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import stream_of
from gatewright.runtime.run_row import row_of
from gatewright.testing.memory_journal import MemoryJournal
from gatewright.testing.memory_lanes import MemoryLanes
from gatewright.testing.memory_workspace import MemoryTrees
from tests.simulation.door import REPOSITORY
from tests.unit.run_stories import AT, Story

RUN = RunId("12")
STREAM = stream_of(RUN)


class Began(Exception):
    """Raised in place of the first attempt: somebody drives."""


class LookedAt(MemoryJournal):
    """Somebody looks whether the run is driven, at the very moment it is to be driven."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 1

    @contextmanager
    def drive(self, stream: str) -> Iterator[bool]:
        """Refuse while somebody looks."""
        if self.looks:
            self.looks -= 1
            yield False
        else:
            with super().drive(stream) as is_ours:
                yield is_ours


class DrivenElsewhere(MemoryJournal):
    """Another process drives; it ends the run, and itself, between two looks of a follower."""

    def __init__(self) -> None:
        super().__init__()
        self.is_followed = False
        self.last: RunState | None = None

    def version(self) -> int:
        """Return that nothing was appended since: it will be, right after this."""
        return 0

    @contextmanager
    def drive(self, stream: str) -> Iterator[bool]:
        """Refuse until somebody follows; by then the run is over and its driver gone."""
        if self.is_followed:
            assert self.last is not None
            row = row_of(self.last, AT)
            ended = [RunExited(Exit.ABORTED, "enough", None)]
            self.append(stream, ended, after=1, at=AT, actor="person:dev", row=row)
        yield self.is_followed

    def pause(self, _: float) -> None:
        """Let the other one go on."""
        self.is_followed = True


def test_run_that_somebody_looks_at_is_driven_all_the_same() -> None:
    journal = LookedAt()
    begin_in(journal)

    with pytest.raises(Began):
        drive(edges(journal, lambda _: None), RUN, lambda _: None)


def test_follower_hears_what_a_driver_said_last() -> None:
    journal = DrivenElsewhere()
    journal.last = begin_in(journal)
    told: list[RunTold] = []
    following = edges(journal, pause_after(LOOKS_MAX, journal.pause))

    state = drive(following, RUN, told.append)

    assert isinstance(state.phase, Over)
    assert [each.seq for each in told if isinstance(each, Recorded)] == [1, 2]


def begin_in(journal: MemoryJournal) -> RunState:
    """Put a run into `journal` and return it."""
    story = Story()
    row = row_of(story.state, AT)
    journal.append(STREAM, story.events, after=0, at=AT, actor="person:dev", row=row)
    return story.state


def pause_after(calls: int, pause: Callable[[float], None]) -> Callable[[float], None]:
    """Return a pause that counts from the `calls`-th on: before, a driver tries for its right."""
    left = [calls]

    def pause_counted(seconds: float) -> None:
        left[0] -= 1
        if left[0] <= 0:
            pause(seconds)

    return pause_counted


def edges(journal: MemoryJournal, pause: Callable[[float], None]) -> RunEdges:
    """Return the edges of a run in which nothing but the journal is reached."""
    return RunEdges(
        edges=cast("Edges", None),
        repository=REPOSITORY,
        journal=journal,
        lanes=MemoryLanes(MemoryTrees(), "/nowhere"),
        worker=_begin,
        name_agent=lambda *_: "scripted",
        person="person:dev",
        author="Dev <dev@example.org>",
        read_workflow=lambda name: None,
        workflow_names=(),
        pause=pause,
    )


def _begin(agent: str) -> Worker | None:
    raise Began(agent)
