"""An agent that cannot work is not asked again before its time, by a clock that somebody holds."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gatewright.core.state.run_state import Over
from gatewright.core.state.setbacks import PAUSE_S_MAX
from gatewright.model.events import AttemptStarted, Ended, Exit
from gatewright.model.records import replace
from gatewright.model.setbacks import AttemptDelayed
from gatewright.ports.workers import Order, Work
from gatewright.runtime.driver import drive
from gatewright.testing.toy_worker import worked
from tests.simulation.mortal import RUN, Disk, _tell_nobody
from tests.simulation.test_stopping import ABORT, Stage


class Hours:
    """A clock that only goes on while somebody waits."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def pause(self, seconds: float) -> None:
        assert seconds > 0, "a driver that waits for nothing"
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(Disk(tmp_path))


def driven(stage: Stage, hours: Hours, play: Callable[[Order], Work]) -> object:
    """Return how a run ends whose worker plays `play`."""
    run = stage.worked_by(play)
    edges = replace(run.edges, now=lambda: hours.at)
    return drive(replace(run, edges=edges, pause=hours.pause), RUN, _tell_nobody).phase


def driven_by(stage: Stage, hours: Hours, ends: Sequence[Ended]) -> list[datetime]:
    """Return when attempts were begun of which the first end like this, and others well."""
    begun: list[datetime] = []

    def play(order: Order) -> Work:
        begun.append(hours.at)
        if len(begun) <= len(ends):
            return worked("not now", ends[len(begun) - 1])
        Path(order.lane, "a.txt").write_text("done")
        return worked("done")

    driven(stage, hours, play)
    return begun


def test_nothing_is_begun_before_the_pause_is_over(stage: Stage) -> None:
    begun = driven_by(stage, Hours(), (Ended.BUSY, Ended.BUSY))

    delays = [each for each in stage.disk.events if isinstance(each, AttemptDelayed)]
    assert len(delays) == 2
    for delay, at in zip(delays, begun[1:], strict=False):
        late = at - datetime.fromisoformat(delay.until)
        assert timedelta(0) <= late < timedelta(seconds=1)


def test_clock_that_is_set_back_keeps_nobody_waiting_for_ever(stage: Stage) -> None:
    hours, begun = Hours(), []

    def play(order: Order) -> Work:
        begun.append(order.number)
        if len(begun) == 2:
            Path(order.lane, "a.txt").write_text("done")
            return worked("done")
        return worked("429", Ended.BUSY)

    run = stage.worked_by(play)
    back = timedelta(days=400)
    edges = replace(run.edges, now=lambda: hours.at - (back if begun else timedelta(0)))
    drive(replace(run, edges=edges, pause=hours.pause), RUN, _tell_nobody)

    assert len(begun) >= 2
    assert hours.at < datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=2 * PAUSE_S_MAX)


def test_abort_is_noticed_while_it_waits(stage: Stage) -> None:
    hours = Hours()

    def play(_: Order) -> Work:
        return worked("429", Ended.BUSY)

    def pause(seconds: float) -> None:
        hours.pause(seconds)
        stage.say(ABORT)

    run = stage.worked_by(play)
    edges = replace(run.edges, now=lambda: hours.at)
    phase = drive(replace(run, edges=edges, pause=pause), RUN, _tell_nobody).phase

    assert isinstance(phase, Over)
    assert phase.exit is Exit.ABORTED
    assert len(stage.events(AttemptStarted)) == 1
