"""`run -d`, by the commands themselves: it outlives who started it, and is watched and ended."""

import json
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import AttemptFinished, AttemptLost, AttemptStarted, Event
from tests.e2e.checked_repository import program
from tests.e2e.leftovers import ours, wait_until_gone
from tests.e2e.run_repository import (
    environment_of,
    journal_path,
    make_room,
    script_steps,
    write_script,
)

IDEA = "Halve and treble numbers"
START = ("run", IDEA, "-W", "feature", "--agent-script", "../agent.yaml", "-y", "-d")
YES = ("--item", "1=yes", "--item", "2=yes")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room whose agent takes long enough to be looked at."""
    root = make_room(tmp_path / "room")
    steps = script_steps()
    slowly = [[{"sleep": 1.5}, *each] for each in steps["write-plan"]]
    write_script(root.parent, {**steps, "write-plan": slowly})
    return root.parent


def gatewright(room: Path, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    """Run the program on pipes, to their end: whoever inherited one would hold it."""
    return subprocess.run(
        [program(), *words],
        cwd=room / "shelf",
        env=environment_of(room),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        **more,
    )


def detached(room: Path, *words: str, **more: Any) -> dict[str, Any]:
    """Put a run into the background; return what was said of it."""
    done = gatewright(room, *words, "--json", **more)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def events(room: Path) -> list[Event]:
    path = journal_path(room)
    journal = SqliteJournal(str(path), str(path.parent / "locks"))
    return [entry.event for entry in journal.read("run/1")]


def counted(room: Path, kind: type[Event]) -> int:
    return sum(isinstance(each, kind) for each in events(room))


def waits_at(room: Path) -> tuple[str, str]:
    (row,) = json.loads(gatewright(room, "status", "--json").stdout)["rows"]
    return row["state"], row["step"]


def opened(process: int) -> set[str]:
    """Return what a process has open; what it closes meanwhile is left out."""
    found = set()
    for each in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(os.readlink(each))
    return found


def session_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[3])


def test_run_in_the_background_has_nothing_of_who_started_it(room: Path) -> None:
    left, right = os.pipe()
    try:
        said = detached(room, *START, pass_fds=(right,), start_new_session=True)
        driver = said["process_id"]

        assert counted(room, AttemptFinished) == 0
        assert driver in ours(room / "state")
        assert session_of(driver) not in (os.getsid(0), driver)
        assert os.readlink(f"/proc/self/fd/{right}") not in opened(driver)
        assert {os.readlink(f"/proc/{driver}/fd/{number}") for number in (1, 2)} == {said["log"]}
        assert os.readlink(f"/proc/{driver}/fd/0") == os.devnull
    finally:
        os.close(left)
        os.close(right)
    assert wait_until_gone(room / "state") == []


def test_run_in_the_background_is_watched_and_goes_on_when_somebody_decided(room: Path) -> None:
    said = detached(room, *START)
    again = gatewright(room, "run", "1", "-d")
    assert "1 halve-treble-numbers goes on already, in another process." in again.stdout

    watched = gatewright(room, "run", "1", "--json")
    assert watched.returncode == 10, watched.stderr
    assert json.loads(watched.stdout.splitlines()[-1])["state"] == "waits"
    assert wait_until_gone(room / "state") == []
    assert (counted(room, AttemptStarted), counted(room, AttemptLost)) == (1, 0)
    assert "exit 10: waits for people" in Path(said["log"]).read_text()

    assert gatewright(room, "approve", "1", *YES).returncode == 0
    goes_on = gatewright(room, "run", "1", "-d")
    assert goes_on.returncode == 0
    assert f"log      {said['log']}" in goes_on.stdout
    assert wait_until_gone(room / "state") == []
    assert waits_at(room) == ("waits", "may-merge")

    # what it was judged by, shown and judged again; and never as good when it is altered
    before = events(room)
    again = gatewright(room, "show", "1/finish/ruler", "--reproduce", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["reproduction"]["stability"] == "same"
    assert events(room) == before
    digest = json.loads(again.stdout)["run"]["evidence"]
    (kept,) = (room / "state").rglob(f"evidence/{digest[:2]}/{digest[2:]}")
    kept.write_bytes(kept.read_bytes().replace(b"pass", b"fine"))
    altered = gatewright(room, "show", digest[:12])
    assert altered.returncode == 41
    assert f"{digest[:12]}: gone, or not what was kept" in altered.stdout


def test_what_waits_for_a_person_is_not_put_into_the_background(room: Path) -> None:
    write_script(room, script_steps())
    detached(room, *START)
    assert wait_until_gone(room / "state") == []

    waits = gatewright(room, "run", "1", "-d")

    assert waits.returncode == 10
    assert "gatewright approve 1" in waits.stdout
    assert ours(room / "state") == []


def test_watcher_that_is_interrupted_leaves_it_running(room: Path) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, it is so in children too
    said = detached(room, *START)
    watcher = subprocess.Popen(
        [program(), "run", "1"],
        cwd=room / "shelf",
        env=environment_of(room),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with watcher:
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=30)

    assert said["process_id"] in ours(room / "state")
    assert wait_until_gone(room / "state") == []
    assert waits_at(room) == ("waits", "may-code")
    assert counted(room, AttemptLost) == 0


def test_run_in_the_background_is_ended_by_abort(room: Path) -> None:
    steps = script_steps()
    write_script(room, {**steps, "write-plan": [[{"sleep": 600}]]})
    detached(room, *START)

    assert gatewright(room, "abort", "1", "-m", "not needed").returncode == 0

    assert wait_until_gone(room / "state") == []
    assert waits_at(room)[0] == "aborted"


def test_module_of_the_repository_is_not_taken_for_the_program(room: Path) -> None:
    """A driver is started by its name; the folder it is in must not be where that is looked up."""
    witness = room / "taken"
    (room / "shelf" / "gatewright").mkdir()
    text = f"open({str(witness)!r}, 'w').close()\n"
    for name in ("gatewright/__init__.py", "gatewright/__main__.py", "json.py", "os.py"):
        (room / "shelf" / name).write_text(text)

    detached(room, *START)

    assert wait_until_gone(room / "state") == []
    assert not witness.exists()
    assert waits_at(room) == ("waits", "may-code")
