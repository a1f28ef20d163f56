"""A run whose program is killed at any call comes to what it would have come to undisturbed."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import Over
from gatewright.model.events import AttemptLost, AttemptStarted, Exit, RunStarted
from gatewright.runtime.run_log import stream_of
from gatewright.testing.memory_journal import MemoryJournal
from tests.simulation.mortal import (
    RUN,
    Disk,
    Reaper,
    ends_of_attempts,
    live,
    live_on,
    outcome_of,
)

PAIRS = 50
NewDisk = Callable[[], Disk]


@pytest.fixture
def new_disk(tmp_path: Path) -> NewDisk:
    def make() -> Disk:
        count = len(list(tmp_path.iterdir()))
        folder = tmp_path / f"{count}"
        folder.mkdir()
        return Disk(folder)

    return make


def undisturbed(disk: Disk) -> tuple[dict[str, object], Reaper]:
    reaper = Reaper()
    state = live(disk, reaper)
    return outcome_of(disk, state), reaper


def assert_comes_to(disk: Disk, wanted: dict[str, object], *at: int) -> None:
    """Let programs die `at` those moments, and look at all that is left in the end."""
    state = live_on(disk, *at)
    assert outcome_of(disk, state) == wanted, disk.deaths
    assert set(disk.performed.values()) == {1}, disk.deaths
    assert set(ends_of_attempts(disk.events).values()) == {1}, disk.deaths
    first, *others = disk.events
    assert isinstance(first, RunStarted)
    at_first = disk.streams.entries[stream_of(RUN)][0].at
    assert fold(begin(first, at_first), others) == state
    assert MemoryJournal(disk.streams).verify() == []


def test_undisturbed_run_completes_with_a_refusal_on_the_way(new_disk: NewDisk) -> None:
    disk = new_disk()
    outcome, reaper = undisturbed(disk)

    assert isinstance(outcome["phase"], Over)
    assert outcome["phase"].exit is Exit.COMPLETED
    assert outcome["refusals"] == 1
    assert len(outcome["commits"]) == 3  # type: ignore[arg-type]
    assert set(reaper.names) == {"append", "put", "open", "work", "take", "commit", "publish"}


def test_run_killed_at_any_one_call_comes_to_the_same(new_disk: NewDisk) -> None:
    wanted, reaper = undisturbed(new_disk())
    died = lost = 0

    for moment in range(2 * reaper.calls):
        disk = new_disk()
        assert_comes_to(disk, wanted, moment)
        died += len(disk.deaths)
        lost += any(isinstance(event, AttemptLost) for event in disk.events)

    assert died == 2 * reaper.calls
    assert lost > 10


def test_run_killed_twice_comes_to_the_same(new_disk: NewDisk) -> None:
    wanted, reaper = undisturbed(new_disk())
    chance = random.Random(20260102)
    died = 0

    for _ in range(PAIRS):
        disk = new_disk()
        assert_comes_to(disk, wanted, *(chance.randrange(2 * reaper.calls) for _ in range(2)))
        died += len(disk.deaths)

    assert died > PAIRS


def test_nothing_is_begun_without_a_request_that_is_kept(new_disk: NewDisk) -> None:
    disk = new_disk()
    live(disk, Reaper())

    requested = [each.effect_id for each in disk.events if isinstance(each, AttemptStarted)]
    assert sorted(disk.performed) == sorted(requested)
    assert len(requested) == 4
