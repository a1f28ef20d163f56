"""`kill -9` of the driver of a run at random moments: what it comes to is what it always comes to.

A few kills here, and a run that is judged by what needs no tool; `make kills` asks for fifty, with
the tests of the project run. The seed is printed. A moment is a fraction of an undisturbed
run, drawn anew for each life of the driver; a run that comes to its end is looked at, and the next
one begins in a room of its own.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gatewright.journal.sqlite_journal import SqliteJournal
from tests.e2e.checked_repository import git
from tests.e2e.leftovers import wait_until_gone
from tests.e2e.run_repository import FILES, driver, finish, journal_path, make_room, witnessed
from tests.e2e.run_repository import OFF as OFF_HERE

KILLS_QUICK = 6
KILLS = int(os.environ.get("GATEWRIGHT_KILLS", KILLS_QUICK))
OFF = OFF_HERE if KILLS > KILLS_QUICK else (*OFF_HERE, "tests")
SEED = int(os.environ.get("GATEWRIGHT_SEED", "0")) or random.randrange(1, 2**32)


def test_killed_driver_comes_to_what_an_undisturbed_one_comes_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    with capsys.disabled():
        sys.stdout.write(f"\n{KILLS} kills of the driver, seed {SEED}\n")
    calm = make_room(tmp_path / "calm", OFF)
    started = time.monotonic()
    expected = finish(calm.parent)
    whole_s = time.monotonic() - started

    kills = rounds = 0
    while kills < KILLS:
        rounds += 1
        root = make_room(tmp_path / f"room-{rounds}", OFF)
        room, before = root.parent, seen_by_the_person(root)
        while kills < KILLS and kill_at(room, whole_s * chance.random()):
            kills += 1
            where = f"kill {kills}, seed {SEED}"
            assert wait_until_gone(room / "state") == [], where
            assert seen_by_the_person(root) == before, where
            assert_nothing_twice(witnessed(room), where)
        found = finish(room)
        assert comparable(found) == comparable(expected), f"seed {SEED}"
        assert_accepted_once(found, witnessed(room))
        assert published_tree(root) == found["tree"]
        assert faults_of(room) == []
        assert wait_until_gone(room / "state") == []


def kill_at(room: Path, moment_s: float) -> bool:
    """Return whether the driver was killed; it may come to its end before."""
    with driver(room) as running:
        try:
            running.wait(timeout=moment_s)
        except subprocess.TimeoutExpired:
            running.kill()
            return True
        assert running.stderr is not None
        assert running.returncode == 0, running.stderr.read()
        return False


def comparable(projection: dict[str, Any]) -> dict[str, Any]:
    """Return all but the numbers of attempts: those that were lost have numbers of their own."""
    return {name: value for name, value in projection.items() if name != "attempts"}


def seen_by_the_person(root: Path) -> tuple[str, str, str]:
    """Return where the person's branch is, and what is in the checkout."""
    paths = [path for path in sorted(root.rglob("*")) if ".git" not in path.parts]
    times = [(str(path), path.lstat().st_mtime_ns) for path in paths if ".venv" not in path.parts]
    return git(root, "rev-parse", "main"), git(root, "status", "--porcelain"), repr(times)


def assert_nothing_twice(lines: list[str], where: str) -> None:
    """Fail where an attempt began or ended twice: its number stands in each of its lines."""
    twice = [line for line, count in Counter(lines).items() if count > 1]
    assert twice == [], where


def assert_accepted_once(found: dict[str, Any], lines: list[str]) -> None:
    """Fail where an accepted attempt of the agent was not done exactly once, by its own word."""
    counted = Counter(lines)
    by_agent = [(step, number) for step, number in found["attempts"] if step in FILES]
    assert sorted(step for step, _ in by_agent) == sorted(FILES)
    for step, number in by_agent:
        done = (counted[f"begins {step} {number}"], counted[f"ends {step} {number}"])
        assert done == (1, 1), (step, number, lines)


def published_tree(root: Path) -> str:
    """Return the tree of the run's branch in the person's repository."""
    return git(root, "rev-parse", "gw/1-halve-treble-numbers^{tree}").strip()


def faults_of(room: Path) -> list[str]:
    """Return every fault of the journal."""
    path = journal_path(room)
    return list(SqliteJournal(str(path), str(path.parent / "locks")).verify())
