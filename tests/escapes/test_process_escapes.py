"""Each attack succeeds against a plain launcher that lives here, and fails against ours."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright.model.isolation import IsolationLevel
from gatewright.ports.processes import Exited, Limits
from tests import sandbox
from tests.sandbox import processes_with, python

DAEMON = """
import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open("ready", "w").close()
        for stream in (0, 1, 2): os.close(stream)
        time.sleep(300)
    os._exit(0)
os.wait()
time.sleep(300)
"""

# Never the same process for long: whoever is listed is gone before it can be killed.
HOPPER = """
import os, time
if os.fork() == 0:
    os.setsid()
    end = time.monotonic() + 30
    open("ready", "w").close()
    while time.monotonic() < end:
        if os.fork(): os._exit(0)
    os._exit(0)
time.sleep(300)
"""

STEAL_KEY = """
import sys
try: print(open(sys.argv[1]).read())
except OSError: print("refused")
"""

# Whatever the parent holds open is opened again through /proc, and told that all went well.
FORGE = """
import marshal, os
answer = marshal.dumps(("exited", 0, ""), 2)
for pid in (os.getppid(), os.getpid()):
    try: names = os.listdir(f"/proc/{pid}/fd")
    except OSError: continue
    for name in names:
        try:
            if int(name) > 2:
                os.write(os.open(f"/proc/{pid}/fd/{name}", os.O_WRONLY | os.O_NONBLOCK), answer)
        except OSError: pass
for number in range(3, 64):
    try: os.write(number, answer)
    except OSError: pass
os._exit(3)
"""

# Tells the exit code through a pipe that it keeps to itself: its child does not inherit it.
NAIVE_SUPERVISOR = """
import marshal, os, subprocess, sys
report = int(sys.argv[1])
code = subprocess.run(sys.argv[2:], close_fds=True).returncode
os.write(report, marshal.dumps(("exited", code, ""), 2))
"""

at_each_level = pytest.mark.parametrize("level", sandbox.levels())


def run_with_killpg(argv: list[str], folder: Path, within_s: float) -> None:
    """Do what most programs do at a time limit: end the process group."""
    process = subprocess.Popen(argv, cwd=folder, start_new_session=True)
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answer_through_pipe(argv: list[str]) -> object:
    """Return what the naive supervisor's pipe says first."""
    import marshal

    read, write = os.pipe()
    command = [sys.executable, "-I", "-S", "-c", NAIVE_SUPERVISOR, str(write), *argv]
    subprocess.run(command, pass_fds=(write,), check=True)
    os.close(write)
    with open(read, "rb") as report:
        return marshal.loads(report.read())


def test_daemon_survives_a_killed_process_group(tmp_path: Path) -> None:
    token = f"token-{tmp_path.name}-{os.getpid()}"
    argv = [sandbox.PYTHON, "-I", "-S", "-c", DAEMON, token]

    run_with_killpg(argv, tmp_path, within_s=1.0)

    left = processes_with(token)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert len(left) == 1


@at_each_level
def test_daemon_does_not_survive_the_supervisor(tmp_path: Path, level: IsolationLevel) -> None:
    token = f"token-{tmp_path.name}-{os.getpid()}"
    limits = Limits(wall_s=1.0)

    sandbox.processes().run(python(DAEMON, str(tmp_path), token, level=level, limits=limits))

    assert (tmp_path / "ready").exists()
    assert processes_with(token) == []


@at_each_level
def test_process_that_keeps_forking_itself_is_caught(tmp_path: Path, level: IsolationLevel) -> None:
    token = f"token-{tmp_path.name}-{os.getpid()}"
    limits = Limits(wall_s=0.5)

    sandbox.processes().run(python(HOPPER, str(tmp_path), token, level=level, limits=limits))

    assert (tmp_path / "ready").exists()
    assert processes_with(token) == []


def test_key_is_read_by_a_plain_child(tmp_path: Path) -> None:
    key = tmp_path / "id_ed25519"
    key.write_text("private")

    argv = [sandbox.PYTHON, "-c", STEAL_KEY, str(key)]

    assert subprocess.run(argv, capture_output=True, check=True).stdout == b"private\n"


@at_each_level
def test_key_is_not_read_by_a_confined_child(tmp_path: Path, level: IsolationLevel) -> None:
    if level is IsolationLevel.NONE:
        pytest.skip("level 0 does not claim it")
    folder, key = tmp_path / "work", tmp_path / "id_ed25519"
    folder.mkdir()
    key.write_text("private")

    finished = sandbox.processes().run(python(STEAL_KEY, str(folder), str(key), level=level))

    assert finished.stdout == b"refused\n"


def test_answer_through_a_pipe_is_forged_by_a_child() -> None:
    argv = [sandbox.PYTHON, "-I", "-S", "-c", FORGE]

    assert answer_through_pipe(argv) == ("exited", 0, "")


@at_each_level
def test_answer_of_the_supervisor_is_not_forged(tmp_path: Path, level: IsolationLevel) -> None:
    finished = sandbox.processes().run(python(FORGE, str(tmp_path), level=level))

    assert finished.ending == Exited(3)
