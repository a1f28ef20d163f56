"""The whole shell over fakes, with everything that may go wrong around it: it comes to the same."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import RunState
from gatewright.core.state.setbacks import UNABLE
from gatewright.model.events import AttemptLost, AttemptStarted, Ended, RunBlocked
from gatewright.model.intake import BeginAttempt
from gatewright.model.setbacks import AttemptDelayed
from gatewright.runtime.run_log import stream_of
from gatewright.runtime.run_row import row_of
from gatewright.testing.memory_journal import MemoryJournal
from tests.laws.faults import (
    KINDS,
    Clock,
    Filling,
    Post,
    filled,
    live_through,
    posted,
    with_clock,
)
from tests.laws.seen import Seen, as_many
from tests.simulation.mortal import (
    RUN,
    Disk,
    Killed,
    Reaper,
    ends_of_attempts,
    live,
    live_on,
    outcome_of,
)
from tests.simulation.test_setbacks import Hours, driven_by
from tests.simulation.test_stopping import Stage

PAIRS = 40
FOR_NOW = tuple(each for each in UNABLE if each is not Ended.SHUT_OUT)
HOUR_S = 3600
JUMPS_S = (-400 * 24 * HOUR_S, -HOUR_S, HOUR_S, 30 * HOUR_S)
NewDisk = Callable[[], Disk]


@pytest.fixture
def new_disk(tmp_path: Path) -> NewDisk:
    def make() -> Disk:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return Disk(folder)

    return make


def undisturbed(disk: Disk) -> dict[str, object]:
    return outcome_of(disk, live(disk, Reaper()))


def assert_same(disk: Disk, state: RunState, wanted: dict[str, object], what: object) -> None:
    """Look at all that is left in the end: nothing accepted, begun or ended twice."""
    assert outcome_of(disk, state) == wanted, what
    assert set(disk.performed.values()) == {1}, what
    assert set(ends_of_attempts(disk.events).values()) == {1}, what
    assert MemoryJournal(disk.streams).verify() == []


def test_killed_anywhere_it_comes_to_the_same(
    seen: Seen, new_disk: NewDisk, chance: random.Random
) -> None:
    """Killed before and behind any call of a port, and at any two, a run comes to the same."""
    reaper, first = Reaper(), new_disk()
    wanted = outcome_of(first, live(first, reaper))
    moments = range(2 * reaper.calls)

    for at in (
        *((each,) for each in moments),
        *(chance.choices(moments, k=2) for _ in range(as_many(PAIRS))),
    ):
        disk = new_disk()
        assert_same(disk, live_on(disk, *at), wanted, disk.deaths)
        seen.counts["killed"] += len(disk.deaths) == 1
        seen.counts["killed twice"] += len(disk.deaths) == 2
        seen.counts["lost"] += any(isinstance(each, AttemptLost) for each in disk.events)
    seen.at_least(killed=28, killed_twice=5, lost=8)


def test_nothing_is_performed_before_its_request_is_durable(
    seen: Seen, new_disk: NewDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is started once its request is in the journal, once for each, and never without."""
    requests = Post(is_of=(BeginAttempt,))
    posted(new_disk(), requests, monkeypatch)

    for moment in range(requests.number):
        for kind in KINDS:
            disk, post = new_disk(), Post({moment: kind}, is_of=(BeginAttempt,))
            posted(disk, post, monkeypatch)  # each attempt looks for its own request, too
            begun = [each.effect_id for each in disk.events if isinstance(each, AttemptStarted)]
            assert disk.performed.keys() <= set(begun)
            assert set(disk.performed.values()) == {1}
            seen.counts["performed"] += len(disk.performed)
            seen.counts["not heard of"] += post.seen["lost"]
            seen.counts["begun by nobody"] += len(begun) - len(disk.performed)
    seen.at_least(performed=1, not_heard_of=1, begun_by_nobody=1)


def test_outcomes_lost_doubled_or_late_change_nothing(
    seen: Seen, new_disk: NewDisk, monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    """Outcomes that are lost, come twice, late or out of order: the run comes to the same."""
    wanted, whole = undisturbed(new_disk()), Post()
    posted(new_disk(), whole, monkeypatch)
    single = [{moment: kind} for moment in range(whole.number) for kind in KINDS]
    several = [several_faults(chance, whole.number) for _ in range(as_many(PAIRS))]

    for faults in (*single, *several):
        disk, post = new_disk(), Post(faults)
        assert_same(disk, posted(disk, post, monkeypatch), wanted, post)
        seen.counts.update(post.seen)
    seen.at_least(
        lost=4, doubled_and_refused=4, late_and_refused=7, out_of_order=1, nobody_heard_of_its_end=3
    )


def several_faults(chance: random.Random, number: int) -> dict[int, str]:
    """Return faults of three outcomes that follow one another, so that one overtakes another."""
    first = chance.randrange(number)
    return {first: "late by 4", first + 1: "late by 3", first + 2: chance.choice(KINDS)}


def test_clock_that_jumps_changes_no_outcome(
    seen: Seen, new_disk: NewDisk, chance: random.Random
) -> None:
    """Where the clock jumps, a run comes to the same; where it jumps forth, it may ask for time."""
    wanted, looks = undisturbed(new_disk()), Clock()
    first = new_disk()
    live_through(first, partial(with_clock, first, looks), seen.counts)

    for moment in range(looks.looks):
        for jump_s in chance.sample(JUMPS_S, 2):
            disk = new_disk()
            back = moment + chance.randrange(1, 5)
            clock = Clock({moment: jump_s, back: -jump_s // 2})
            state = live_through(
                disk,
                partial(with_clock, disk, clock),
                seen.counts,
            )
            assert_same(disk, state, wanted, clock)
            is_blocked = any(isinstance(each, RunBlocked) for each in disk.events)
            assert jump_s > 0 or not is_blocked, clock
            seen.counts["forth" if jump_s > 0 else "back"] += 1
    seen.at_least(forth=6, back=7, blocked=1)


def test_full_disk_loses_nothing_and_does_nothing_twice(
    seen: Seen, new_disk: NewDisk, chance: random.Random
) -> None:
    """No space at any write, for one write or a few: once there is some, it comes to the same."""
    wanted, whole = undisturbed(new_disk()), Filling()
    first = new_disk()
    live_through(first, partial(filled, first, whole), seen.counts)

    for moment in range(whole.calls):
        disk = new_disk()
        filling = Filling(moment, moment + chance.choice([1, 1, 2, 5]))
        state = live_through(disk, partial(filled, disk, filling), seen.counts)
        assert_same(disk, state, wanted, filling)
        seen.counts["full"] += 1
    seen.at_least(full=13, ended_by_a_full_disk=26)


def test_row_of_a_run_follows_from_its_events(seen: Seen, new_disk: NewDisk) -> None:
    """The row that lists show is what the events come to, wherever the program was killed."""
    reaper = Reaper()
    live(new_disk(), reaper)

    for moment in range(2 * reaper.calls + 1):
        disk = new_disk()
        with suppress(Killed):
            live(disk, Reaper((moment,)))
        entries = disk.streams.entries.get(stream_of(RUN), [])
        if not entries:
            continue  # it died before it was begun
        state = fold(begin(disk.events[0], entries[0].at), disk.events[1:])  # type: ignore[arg-type]
        row = disk.streams.rows[stream_of(RUN)]
        made = row_of(state, entries[-1].at)
        assert (row.state, row.step, row.wants) == (made.state, made.step, made.wants)
        assert row.head_digest == entries[-1].digest
        seen.counts["rows"] += 1
        seen.counts["left by the dead"] += moment < 2 * reaper.calls
    seen.at_least(rows=28, left_by_the_dead=27)


def test_agent_that_cannot_work_is_asked_again_in_its_time(
    seen: Seen, new_disk: NewDisk, chance: random.Random
) -> None:
    """An agent that could not work is asked again once its pause is over, not before."""
    for _ in range(as_many(PAIRS)):
        stage, hours = Stage(new_disk()), Hours()
        begun = driven_by(stage, hours, chance.choices(FOR_NOW, k=chance.randrange(1, 4)))
        delays = [each.until for each in stage.disk.events if isinstance(each, AttemptDelayed)]
        for until, at in zip(delays, begun[1:], strict=False):
            assert at >= datetime.fromisoformat(until)
            seen.counts["waited"] += 1
    seen.at_least(waited=10)


def test_agent_that_is_shut_out_is_not_asked_again(
    seen: Seen, new_disk: NewDisk, chance: random.Random
) -> None:
    """An agent whose key or login is not accepted is not asked again, unless people say so."""
    for _ in range(as_many(PAIRS)):
        stage, before = Stage(new_disk()), chance.choices(FOR_NOW, k=chance.randrange(3))
        begun = driven_by(stage, Hours(), (*before, Ended.SHUT_OUT))
        assert len(begun) == len(before) + 1
        assert isinstance(stage.disk.events[-1], RunBlocked)
        seen.counts["after others"] += bool(before)
        seen.counts["blocked"] += 1
    seen.at_least(blocked=10, after_others=5)
