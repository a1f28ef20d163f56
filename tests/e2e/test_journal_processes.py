"""The journal under several processes and `kill -9`: nothing lost, nothing twice, no lock kept."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gatewright.model.events import StepSkipped
from tests.journals import RUN, file_journals

WRITERS = 3
EACH = 25
KILLS = 8
WRITE = """\
import sys
from pathlib import Path
from gatewright.ports.journal import Conflict
from tests.journals import ACTOR, AT, RUN, file_journals, row_of, skipped

folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
journal = file_journals(folder)()
head = 0
for number in range(count):
    while True:
        events = [skipped(f"{name} {number}"), skipped(f"{name} {number} too")]
        done = journal.append(RUN, events, after=head, at=AT, actor=ACTOR, row=row_of("12"))
        if not isinstance(done, Conflict):
            break
        head = done.head_seq
    head = done[-1].seq
    print(head, flush=True)
"""
DRIVE = """\
import subprocess, sys, time
from pathlib import Path
from tests.journals import RUN, file_journals

with file_journals(Path(sys.argv[1]))().drive(RUN) as is_mine:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                             close_fds=False, stdout=subprocess.DEVNULL)
    print(is_mine, child.pid, flush=True)
    time.sleep(60)
"""


def started(script: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )


@contextmanager
def running(script: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Give a process that is killed and reaped at the end."""
    with started(script, *words) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def because_of(events: object) -> str:
    assert isinstance(events, StepSkipped)
    return events.because


def test_writers_at_once_lose_nothing_and_write_nothing_twice(tmp_path: Path) -> None:
    """They also race to make the file."""
    writers = [started(WRITE, str(tmp_path), str(name), str(EACH)) for name in range(WRITERS)]
    for writer in writers:
        writer.communicate()

    entries = file_journals(tmp_path)().read(RUN)

    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert len(entries) == WRITERS * EACH * 2
    for name in range(WRITERS):
        mine = [text for text in map(because_of, (each.event for each in entries))]
        of_name = [text for text in mine if text.startswith(f"{name} ")]
        wanted = [f"{name} {n}{end}" for n in range(EACH) for end in ("", " too")]
        assert of_name == wanted
    assert list(file_journals(tmp_path)().verify()) == []


def test_what_was_told_survives_a_kill(tmp_path: Path) -> None:
    """Each killed writer told how far it came; pairs are there whole or not at all."""
    for number in range(KILLS):
        with running(WRITE, str(tmp_path), str(number), "1000") as writer:
            heads = [int(told(writer)) for _ in range(1 + 3 * number)]
            writer.send_signal(signal.SIGKILL)
            writer.wait()

        entries = file_journals(tmp_path)().read(RUN)
        assert len(entries) >= heads[-1]
        assert len(entries) % 2 == 0
        assert list(file_journals(tmp_path)().verify()) == []


def test_stream_is_free_after_a_kill_although_a_child_lives(tmp_path: Path) -> None:
    journal = file_journals(tmp_path)()
    with running(DRIVE, str(tmp_path)) as driver:
        is_mine, child = told(driver).split()
        with journal.drive(RUN) as while_it_lives:
            assert (is_mine, while_it_lives) == ("True", False)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        try:
            os.kill(int(child), 0)  # it lives
            with journal.drive(RUN) as afterwards:
                assert afterwards
        finally:
            os.kill(int(child), signal.SIGKILL)
