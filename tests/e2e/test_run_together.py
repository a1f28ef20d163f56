"""Several processes at one run: one drives, nothing that a person said is lost, nothing is twice.

Everything is done by the commands themselves, but for driving, which is heard line by line.
"""

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gatewright.journal.evidence import FolderEvidence
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import (
    AttemptLost,
    Decided,
    Event,
    HintGiven,
    RunExited,
    StepAccepted,
)
from tests.e2e.checked_repository import program
from tests.e2e.run_repository import (
    driver,
    environment_of,
    journal_path,
    make_room,
    script_steps,
    witnessed,
    write_script,
)

TOGETHER = 2
PLAN_ITEMS = ("--item", "1=yes", "--item", "2=yes")
Process = subprocess.Popen[str]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room whose agent lies about the first task until somebody tells it otherwise."""
    root = make_room(tmp_path / "room")
    steps = script_steps()
    lies = [[{"witness": f"begins build/1 {n}"}, {"lie": "All done."}] for n in (1, 2)]
    slowly = [[*each[:1], {"sleep": 2.0}, *each[1:]] for each in steps["build/1"]]
    write_script(root.parent, {**steps, "build/1": [*lies, *slowly[2:]]})
    return root.parent


def test_several_processes_at_one_run_do_each_thing_once(room: Path) -> None:
    heard(driven(room))
    assert waiting(room) == ("waits", "may-code")

    # nobody drives: what a person says is recorded all the same, once
    approvals = end_all([command(room, "approve", "1", *PLAN_ITEMS) for _ in range(TOGETHER)])
    assert sorted(code for code, _, _ in approvals) == [0, 2]
    assert any("nothing drives" in out or "nothing is driving" in out for _, out, _ in approvals)
    assert counted(room, Decided) == 1
    assert waiting(room)[0] == "moving"

    drive_together(room)
    assert waiting(room) == ("blocked", "build/1")

    retries = [command(room, "retry", "1", "-m", f"Write it, {n}.") for n in range(TOGETHER)]
    codes = [code for code, _, _ in end_all(retries)]
    assert 0 in codes
    assert counted(room, HintGiven) == codes.count(0)

    # one more comes while an attempt is under way: it follows, and the attempt goes on
    first = driven(room)
    begun = until_spoken(first, "build/1, attempt 3")
    second = heard(driven(room))
    assert_one_drives([begun + heard(first), second])
    assert spoken(second) == []
    assert counted(room, AttemptLost) == 0
    assert waiting(room) == ("waits", "may-merge")
    older = keep_journal(room)
    (code, _, err) = end(command(room, "approve", "1", "--item", "1=yes"))
    assert code == 0, err
    end_all([driven(room) for _ in range(TOGETHER)])

    assert_each_thing_once(room)
    assert audit(room)[0] == 0, audit(room)
    put_back(room, older)
    assert audit(room)[0] == 40, audit(room)


def assert_each_thing_once(room: Path) -> None:
    """Fail where the run is not complete, or something in it was done twice."""
    assert waiting(room)[0] == "completed"
    assert counted(room, RunExited) == 1
    accepted = [each for each in events(room) if isinstance(each, StepAccepted)]
    # a gate of a phase holds once on each content that is crossed with, all else once
    assert set(Counter((each.step, each.tree) for each in accepted).values()) == {1}
    assert set(Counter((each.step, each.number) for each in accepted).values()) == {1}
    assert [line for line, count in Counter(witnessed(room)).items() if count > 1] == []
    evidence = FolderEvidence(str(journal_path(room).parent / "evidence"))
    shown = [each.shown for each in events(room) if isinstance(each, Decided)]
    assert all(evidence.get(digest) for digest in shown)


def drive_together(room: Path) -> None:
    """Drive by several processes at once, until all of them are at rest."""
    assert_one_drives([heard(each) for each in [driven(room) for _ in range(TOGETHER)]])


def driven(room: Path) -> Process:
    """Start a process that drives once, or follows."""
    return driver(room, str(room / "shelf"), str(room / "agent.yaml"), "rest")


def heard(process: Process) -> list[dict[str, Any]]:
    """Return what a driver or follower was told."""
    code, out, err = end(process)
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def until_spoken(process: Process, words: str) -> list[dict[str, Any]]:
    """Return what a driver was told until its worker said `words`."""
    assert process.stdout is not None
    told: list[dict[str, Any]] = []
    for line in process.stdout:
        told.append(json.loads(line))
        if words in told[-1].get("saying", ""):
            return told
    raise AssertionError(f"nobody said {words}")


def spoken(told: list[dict[str, Any]]) -> list[str]:
    """Return what was heard of workers: only who drives hears them."""
    return [line["saying"] for line in told if "saying" in line]


def assert_one_drives(told: list[list[dict[str, Any]]]) -> None:
    """Fail where two had workers, or where one was told less than the journal holds."""
    assert sum(bool(spoken(each)) for each in told) == 1
    for each in told:
        numbers = [line["seq"] for line in each if "seq" in line]
        assert numbers == list(range(1, len(numbers) + 1))


def command(room: Path, *words: str) -> Process:
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


def end(process: Process) -> tuple[int, str, str]:
    """Return how a process ended and what it printed."""
    with process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def end_all(processes: list[Process]) -> list[tuple[int, str, str]]:
    """Return how each process ended."""
    return [end(each) for each in processes]


def journal(room: Path) -> SqliteJournal:
    """Return the journal of `room`."""
    path = journal_path(room)
    return SqliteJournal(str(path), str(path.parent / "locks"))


def events(room: Path) -> list[Event]:
    """Return what was recorded."""
    return [entry.event for entry in journal(room).read("run/1")]


def counted(room: Path, kind: type[Event]) -> int:
    """Return how many events of `kind` were recorded."""
    return sum(isinstance(each, kind) for each in events(room))


def waiting(room: Path) -> tuple[str, str]:
    """Return how the run stands, and at which step."""
    (row,) = journal(room).rows()
    return row.state, row.step


def audit(room: Path) -> tuple[int, str, str]:
    """Return what `audit verify` says."""
    return end(command(room, "audit", "verify"))


def keep_journal(room: Path) -> Path:
    """Return a copy of the journal's file as it is now, all of it in one file."""
    path = journal_path(room)
    kept = room / "older"
    kept.mkdir()
    for each in path.parent.glob("journal.sqlite*"):
        shutil.copy(each, kept)
    return kept


def put_back(room: Path, kept: Path) -> None:
    """Replace the journal's file by the copy."""
    path = journal_path(room)
    for each in path.parent.glob("journal.sqlite*"):
        each.unlink()
    for each in kept.iterdir():
        shutil.copy(each, path.parent)
