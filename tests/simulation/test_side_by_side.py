"""Two attempts under way at once, and a program killed at any call: nothing is lost or doubled."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.core.state.run_state import Over, RunState
from gatewright.model.events import AttemptFinished, AttemptLost, AttemptStarted, Exit, StepAccepted
from gatewright.model.queueing import WorkMerged
from gatewright.model.workflow import Gate
from gatewright.ports.workers import Order
from gatewright.testing.memory_journal import MemoryJournal
from tests.simulation.mortal import (
    Disk,
    Killed,
    Reaper,
    ends_of_attempts,
    live,
)
from tests.unit.run_stories import NOBODY, step

LANES = {"left": "right", "right": "left"}
STEPS = (
    step("left", gate=Gate()),
    step("right", gate=Gate()),
    step("finish", ["left", "right"], doer=NOBODY, gate=Gate(("tests",))),
)
NewDisk = Callable[[], "TwoLanes"]


class TwoLanes(Disk):
    """A disk of a run of which two steps stand beside each other."""

    def meet(self, order: Order, reaper: Reaper) -> None:
        """Wait until the other lane is begun, too, or was accepted before."""
        other = LANES[order.step]
        reaper.wait_for(lambda: self.begun_since_loss(other))

    def begun_since_loss(self, name: str) -> bool:
        """Return whether an attempt at a step is under way, or left something."""
        own = [each for each in self.events if getattr(each, "step", None) == name]
        begun = [each for each in own if isinstance(each, AttemptStarted | AttemptLost)]
        return bool(begun) and isinstance(begun[-1], AttemptStarted)


@pytest.fixture
def new_disk(tmp_path: Path) -> NewDisk:
    def make() -> TwoLanes:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return TwoLanes(folder, steps=STEPS, parallel=2)

    return make


def content(disk: Disk, state: RunState) -> dict[str, bytes]:
    """Return the files that the run came to."""
    trees = disk.door.trees
    return dict(trees.read(state.tree, [file.path for file in trees.files(state.tree)]))


def assert_whole(disk: TwoLanes, state: RunState, wanted: dict[str, bytes]) -> None:
    """Look at what is left: both changes, each accepted once, no attempt made or ended twice."""
    assert isinstance(state.phase, Over)
    assert state.phase.exit is Exit.COMPLETED
    assert content(disk, state) == wanted, disk.deaths
    accepted = sorted(each.step for each in disk.events if isinstance(each, StepAccepted))
    assert accepted == ["finish", "left", "right"], disk.deaths
    assert set(disk.performed.values()) == {1}, disk.deaths
    assert set(ends_of_attempts(disk.events).values()) == {1}, disk.deaths
    assert len(state.commits) == 2
    assert state.to_commit == ()
    assert MemoryJournal(disk.streams).verify() == []


def test_two_lanes_are_under_way_at_once_and_the_head_has_both(new_disk: NewDisk) -> None:
    disk = new_disk()
    state = live(disk, Reaper())

    begun = [index for index, each in enumerate(disk.events) if isinstance(each, AttemptStarted)]
    ended = [index for index, each in enumerate(disk.events) if isinstance(each, AttemptFinished)]
    assert max(begun) < min(ended)
    assert sum(isinstance(each, WorkMerged) for each in disk.events) == 1
    files = content(disk, state)
    assert {"left.py", "right.py"} <= files.keys()


def test_killed_at_any_call_it_comes_to_the_same(new_disk: NewDisk) -> None:
    first, reaper = new_disk(), Reaper()
    wanted = content(first, live(first, reaper))
    both_lost = 0

    for moment in range(2 * reaper.calls):
        disk = new_disk()
        state = _live_on(disk, moment)
        assert_whole(disk, state, wanted)
        lost = [each.step for each in disk.events if isinstance(each, AttemptLost)]
        both_lost += len(lost) == 2

    assert both_lost > 5


def _live_on(disk: TwoLanes, moment: int) -> RunState:
    """Let a program be killed at a moment, and the next one go on to the end."""
    try:
        return live(disk, Reaper((moment,)))
    except Killed as death:
        disk.deaths.append(str(death))
    return live(disk, Reaper())


def test_one_lane_at_a_time_where_no_more_is_allowed(new_disk: NewDisk, tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    disk = Disk(folder, steps=STEPS)

    state = live(disk, Reaper())

    assert not any(isinstance(each, WorkMerged) for each in disk.events)
    assert {"left.py", "right.py"} <= content(disk, state).keys()
