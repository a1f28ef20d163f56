"""Two lanes at once with real git and processes, and `kill -9` of who drives: both are there."""

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.checked_repository import git, make_repository
from tests.e2e.leftovers import wait_until_gone
from tests.e2e.run_repository import (
    CONFIGURATION,
    OFF,
    driver,
    witnessed,
    write_script,
)
from tests.e2e.test_run_kill import SEED, assert_nothing_twice, faults_of

KILLS = 4
ATTEMPTS = 20
WORKFLOW = """\
workflow: lanes
version: "1"
title: Two lanes
roles: [developer]
phases:
  - id: building
    order: parallel
    steps:
      left: {by: developer, brief: "Write left.txt.", writes: ["**"], gate: [ruler]}
      right: {by: developer, brief: "Write right.txt.", writes: ["**"], gate: [ruler]}
"""
SHARED = "".join(f"{number}\n" for number in range(20))


def make_room(room: Path) -> Path:
    """Return a repository in `room`, whose two steps change one file in different places."""
    room.mkdir()
    (room / "lanes.yaml").write_text(WORKFLOW)
    (room / "witness").touch()
    edits = {"left": ("0\n", "left\n"), "right": ("19\n", "19\nright\n")}
    numbers = range(1, ATTEMPTS)
    write_script(
        room, {step: [_attempt(step, n, *edit) for n in numbers] for step, edit in edits.items()}
    )
    configuration = CONFIGURATION.format(off=", ".join((*OFF, "tests")))
    files = {".gatewright/config.yaml": configuration, "shared.txt": SHARED}
    return make_repository(room / "shelf", files)


def _attempt(step: str, number: int, find: str, replace: str) -> list[dict[str, Any]]:
    """Return what an attempt does: an edit, for it may begin when the other is already there."""
    return [
        {"witness": f"begins {step} {number}"},
        {"sleep": 0.3},
        {"edit": {"path": "shared.txt", "find": find, "replace": replace}},
        {"witness": f"ends {step} {number}"},
    ]


def start(room: Path) -> "subprocess.Popen[str]":
    """Start a process that brings the run of `room` to its end."""
    words = (room / "shelf", room / "agent.yaml", "end", room / "lanes.yaml")
    return driver(room, *map(str, words))


def test_both_lanes_are_in_the_result_whoever_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    with capsys.disabled():
        sys.stdout.write(f"\n{KILLS} kills of the driver of two lanes, seed {SEED}\n")
    root = make_room(tmp_path / "room")
    room = root.parent

    for number in range(KILLS):
        with start(room) as running:
            try:
                running.wait(timeout=0.5 + 1.5 * chance.random())
            except subprocess.TimeoutExpired:
                running.kill()
        where = f"kill {number + 1}, seed {SEED}"
        assert wait_until_gone(room / "state") == [], where
        assert_nothing_twice(witnessed(room), where)

    with start(room) as running:
        out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    found = json.loads(out)
    assert found["exit"] == "completed"
    assert found["accepted"] == {"left": 1, "right": 1}
    shared = git(root, "show", "gw/1-halve-treble-numbers:shared.txt")
    assert shared == SHARED.replace("0\n", "left\n", 1) + "right\n"
    counted = Counter(witnessed(room))
    for step, number in found["attempts"]:
        assert (counted[f"begins {step} {number}"], counted[f"ends {step} {number}"]) == (1, 1)
    assert faults_of(room) == []
