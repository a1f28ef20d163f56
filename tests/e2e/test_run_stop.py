"""`gatewright abort`, typed in another process, stops what a driver has under way, at once.

What is under way is a program that ignores every polite signal and has left its group, and would go
on for ten minutes: first as the work of an agent, then as a test that is being judged.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import AttemptFinished, AttemptLost, Event, RunExited, StepJudged
from tests.e2e.checked_repository import program
from tests.e2e.leftovers import ours
from tests.e2e.run_repository import (
    OFF,
    environment_of,
    journal_path,
    make_room,
    write_script,
)
from tests.sandbox import becomes_true

STOPPED_WITHIN_S = 2.0
ABORTED = 30
STUBBORN = """\
import os
import signal
import time


def test_nothing() -> None:
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        os.execvp("sleep", ["sleep", "601"])
    time.sleep(600)
"""
SIGN = b"sleep\x00601\x00"
PYTHON = os.path.realpath(sys.executable)
AT_WORK = [{"run": [PYTHON, "-I", "-S", "-c", f"{STUBBORN}\ntest_nothing()\n"]}]
TO_JUDGE = [{"write": {"path": "tests/test_slow.py", "text": STUBBORN}}]


@pytest.mark.parametrize("actions", [AT_WORK, TO_JUDGE], ids=["worker", "judging"])
def test_abort_stops_what_is_under_way(tmp_path: Path, actions: list[dict[str, object]]) -> None:
    root = make_room(tmp_path / "room", OFF)
    room = root.parent
    write_script(room, {"change": [[*actions, {"lie": "Done."}]]})

    driver = start(room, "run", "Do it slowly", "--agent-script", str(room / "agent.yaml"),
                   "--workflow", "quick", "--yes")  # fmt: skip
    with driver:
        try:
            assert becomes_true(lambda: is_running(room), 60.0), ours(room / "state")
            code, _, err = end(start(room, "abort", "1", "-m", "enough"))
            assert code == 0, err
            aborted = time.monotonic()
            code, out, err = end(driver)
        finally:
            driver.kill()

    assert time.monotonic() - aborted < STOPPED_WITHIN_S
    assert code == ABORTED, (out, err)
    assert "aborted" in out
    assert ours(room / "state") == []
    found = events(room)
    assert isinstance(found[-1], RunExited)
    assert not any(isinstance(each, AttemptLost | StepJudged) for each in found)
    assert any(isinstance(each, AttemptFinished) for each in found) is (actions is TO_JUDGE)
    for words in (("clean", "1"), ("audit", "verify")):
        code, out, err = end(start(room, *words))
        assert code == 0, (words, out, err)
    assert lanes(room) == []


def is_running(room: Path) -> bool:
    """Return whether the stubborn program of ours is at work."""
    found = [Path("/proc", str(pid), "cmdline") for pid in ours(room / "state")]
    return any(read(path) == SIGN for path in found)


def read(path: Path) -> bytes:
    """Return what `path` holds; nothing where it is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def start(room: Path, *words: str) -> "subprocess.Popen[str]":
    """Start the program in the checkout of `room`."""
    return subprocess.Popen(
        [program(), *words],
        cwd=room / "shelf",
        env=environment_of(room),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Return how a process ended and what it printed."""
    with process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def events(room: Path) -> list[Event]:
    """Return what was recorded."""
    path = journal_path(room)
    journal = SqliteJournal(str(path), str(path.parent / "locks"))
    return [entry.event for entry in journal.read("run/1")]


def lanes(room: Path) -> list[str]:
    """Return the lanes that are left."""
    return [str(path) for path in (room / "state").rglob("lanes/*") if path.is_dir()]
