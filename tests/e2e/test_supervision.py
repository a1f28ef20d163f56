"""Endings, streams and leftovers of real processes, at each level that this machine gives."""

import os
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from gatewright.model.agent_profile import AgentAsked, FoundAgent
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import replace
from gatewright.ports.processes import (
    STREAM_BYTES_MAX,
    Cancelled,
    Command,
    Exited,
    Flooded,
    Killed,
    Limits,
    NotStarted,
    TimedOut,
    WentQuiet,
)
from gatewright.processes.machine import LocalMachine
from gatewright.processes.marks import MARK
from gatewright.processes.sweep import sweep
from tests import sandbox
from tests.sandbox import becomes_true, processes_with, python

SOURCES = str(Path(__file__).parents[2] / "src")
ROOT = str(Path(__file__).parents[2])

DAEMON = """
import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        print("ready", flush=True)
        time.sleep(300)
    os._exit(0)
os.wait()
"""
DAEMON_AND_WAIT = DAEMON + "time.sleep(300)"

at_each_level = pytest.mark.parametrize("level", sandbox.levels())


def token_of(tmp_path: Path) -> str:
    """Return a word that no other process has on its command line."""
    return f"token-{tmp_path.name}-{os.getpid()}"


@at_each_level
def test_killed_driver_leaves_no_process(tmp_path: Path, level: IsolationLevel) -> None:
    token = token_of(tmp_path)
    driver_code = (
        "import sys; from tests import sandbox; from gatewright.model.isolation import *\n"
        f"command = sandbox.python({DAEMON_AND_WAIT!r}, {str(tmp_path)!r}, {token!r},"
        f" level=IsolationLevel({int(level)}))\n"
        "sandbox.processes().run(command, lambda line: print(line, flush=True))\n"
    )
    driver = subprocess.Popen(
        [sys.executable, "-c", driver_code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{SOURCES}:{ROOT}", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
    )
    with driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == b"ready\n"
        assert processes_with(token)

        driver.kill()

    assert becomes_true(lambda: not processes_with(token))


@at_each_level
def test_daemon_that_keeps_the_streams_open_ends_with_the_program(
    tmp_path: Path, level: IsolationLevel
) -> None:
    token = token_of(tmp_path)
    code = DAEMON + "sys.stdin.read(); sys.exit(3)"

    finished = sandbox.processes().run(python(code, str(tmp_path), token, level=level))

    assert finished.ending == Exited(3)
    assert processes_with(token) == []


@at_each_level
def test_daemon_ends_with_the_time_limit(tmp_path: Path, level: IsolationLevel) -> None:
    token = token_of(tmp_path)
    limits = Limits(wall_s=0.4)

    finished = sandbox.processes().run(
        python(DAEMON_AND_WAIT, str(tmp_path), token, level=level, limits=limits)
    )

    assert finished.ending == TimedOut(0.4)
    assert finished.duration_ms < 10_000
    assert processes_with(token) == []


@at_each_level
def test_daemon_that_ignores_signals_ends_when_nobody_wants_it(
    tmp_path: Path, level: IsolationLevel
) -> None:
    token = token_of(tmp_path)
    running: list[list[int]] = []
    command = python(DAEMON_AND_WAIT, str(tmp_path), token, level=level)

    finished = sandbox.processes().run(
        command, lambda _: running.append(processes_with(token)), lambda: not running
    )

    assert finished.ending == Cancelled()
    assert finished.stdout == b"ready\n"
    assert len(running[0]) > 1
    assert processes_with(token) == []


def test_program_that_never_pauses_is_asked_after_as_often_as_a_silent_one(
    tmp_path: Path,
) -> None:
    asked: list[float] = []
    code = "while True: print('on and on', flush=True)"

    def is_wanted() -> bool:
        asked.append(time.monotonic())
        return len(asked) < 4

    finished = sandbox.processes().run(python(code, str(tmp_path)), lambda _: None, is_wanted)

    assert finished.ending == Cancelled()
    assert min(later - sooner for sooner, later in pairwise(asked[1:])) >= 0.2


def test_failure_of_who_is_asked_leaves_no_process(tmp_path: Path) -> None:
    token = token_of(tmp_path)
    heard: list[str] = []

    def fail() -> bool:
        if heard:
            raise RuntimeError("the journal cannot be read")
        return True

    with pytest.raises(RuntimeError):
        sandbox.processes().run(python(DAEMON_AND_WAIT, str(tmp_path), token), heard.append, fail)

    assert processes_with(token) == []


@at_each_level
def test_silent_program_is_ended_as_quiet(tmp_path: Path, level: IsolationLevel) -> None:
    limits = Limits(wall_s=20.0, idle_s=0.4)
    code = "import time; time.sleep(60)"

    finished = sandbox.processes().run(python(code, str(tmp_path), level=level, limits=limits))

    assert finished.ending == WentQuiet(0.4)


def test_program_that_speaks_outlives_its_idle_limit(tmp_path: Path) -> None:
    limits = Limits(wall_s=20.0, idle_s=1.0)
    code = "import time\nfor _ in range(7): print(1, flush=True); time.sleep(0.2)"

    finished = sandbox.processes().run(python(code, str(tmp_path), limits=limits))

    assert finished.ending == Exited(0)
    assert finished.duration_ms > 1000


@at_each_level
def test_flood_is_ended_and_its_head_is_kept(tmp_path: Path, level: IsolationLevel) -> None:
    limits = Limits(wall_s=30.0, output_bytes_max=3_000_000)
    code = "import os\nos.write(1, b'first')\nwhile True: os.write(1, b'x' * 65536)"

    finished = sandbox.processes().run(python(code, str(tmp_path), level=level, limits=limits))

    assert finished.ending == Flooded(3_000_000)
    assert finished.stdout.startswith(b"first")
    assert len(finished.stdout) + len(finished.stderr) <= STREAM_BYTES_MAX


@at_each_level
def test_signal_and_exit_codes_are_told_exactly(tmp_path: Path, level: IsolationLevel) -> None:
    run = sandbox.processes().run
    kill = "import os; os.kill(os.getpid(), {})"
    exit_ = "import os; os._exit({})"

    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM):
        finished = run(python(kill.format(int(number)), str(tmp_path), level=level))
        assert finished.ending == Killed(number)
    for code in (0, 1, 126, 127, 255):
        finished = run(python(exit_.format(code), str(tmp_path), level=level))
        assert finished.ending == Exited(code)


@at_each_level
def test_missing_program_differs_from_one_that_exits_127(
    tmp_path: Path, level: IsolationLevel
) -> None:
    sample = python("", str(tmp_path), level=level)
    missing = Command(
        argv=("nothing-here",), cwd=sample.cwd, env=sample.env, confinement=sample.confinement
    )

    ending = sandbox.processes().run(missing).ending

    assert isinstance(ending, NotStarted)
    assert "nothing-here" in ending.because


def test_missing_folder_is_not_started_and_named(tmp_path: Path) -> None:
    ending = sandbox.processes().run(python("", str(tmp_path / "absent"))).ending

    assert isinstance(ending, NotStarted)
    assert "absent" in ending.because


@at_each_level
def test_large_input_neither_blocks_nor_is_lost(tmp_path: Path, level: IsolationLevel) -> None:
    stdin = b"a" * 2_000_000
    count = "import sys; print(len(sys.stdin.buffer.read()))"
    run = sandbox.processes().run

    deaf = run(python("print('done')", str(tmp_path), level=level, stdin=stdin))
    listening = run(python(count, str(tmp_path), level=level, stdin=stdin))

    assert (deaf.ending, deaf.stdout) == (Exited(0), b"done\n")
    assert listening.stdout == b"2000000\n"


@at_each_level
def test_program_gets_exactly_its_environment_and_a_mark(
    tmp_path: Path, level: IsolationLevel
) -> None:
    code = "import os; print(sorted(k for k in os.environ if k not in ('LC_CTYPE', 'PWD')))"

    finished = sandbox.processes().run(python(code, str(tmp_path), level=level))

    assert finished.stdout.decode().strip() == str(sorted([MARK, "HOME", "PATH"]))


@at_each_level
def test_program_inherits_no_descriptor(tmp_path: Path, level: IsolationLevel) -> None:
    code = "import os; print([n for n in os.listdir('/proc/self/fd') if int(n) < 100])"
    shell = python(code, str(tmp_path), level=level)

    finished = sandbox.processes().run(shell)

    assert finished.stdout == b"['0', '1', '2', '3']\n"  # 3 is the listing itself


@at_each_level
def test_file_larger_than_its_limit_is_not_written(tmp_path: Path, level: IsolationLevel) -> None:
    limits = Limits(wall_s=30.0, file_bytes_max=100_000)
    code = "open('big', 'wb').write(b'x' * 1_000_000)"

    finished = sandbox.processes().run(python(code, str(tmp_path), level=level, limits=limits))

    assert finished.ending == Exited(1)  # python ignores SIGXFSZ, and gets EFBIG instead
    assert (tmp_path / "big").stat().st_size <= 100_000


def test_exception_in_the_listener_ends_the_program(tmp_path: Path) -> None:
    token = token_of(tmp_path)

    def refuse(line: str) -> None:
        raise KeyError(line)

    with pytest.raises(KeyError, match="ready"):
        sandbox.processes().run(python(DAEMON_AND_WAIT, str(tmp_path), token), refuse)

    assert processes_with(token) == []


def test_program_that_kills_its_supervisor_gains_nothing(tmp_path: Path) -> None:
    token = token_of(tmp_path)
    code = DAEMON + "os.kill(os.getppid(), signal.SIGKILL); time.sleep(300)"

    finished = sandbox.processes().run(python(code, str(tmp_path), token))

    assert finished.ending == Killed(signal.SIGKILL)
    assert becomes_true(lambda: not processes_with(token))


def test_many_runs_leak_neither_descriptors_nor_zombies(tmp_path: Path) -> None:
    run = sandbox.processes().run
    command = Command(argv=("true",), cwd=str(tmp_path), env=(("PATH", "/usr/bin:/bin"),))
    run(command)
    before = set(os.listdir("/proc/self/fd"))

    threads = [threading.Thread(target=lambda: [run(command) for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_sweep_ends_what_a_dead_driver_left_and_nothing_else(tmp_path: Path) -> None:
    name = token_of(tmp_path)
    mine = f"{name}:{os.getpid()}:{os.stat('/proc/self').st_ino}:1"  # this pid, another start
    alive = sandbox.processes()
    left = subprocess.Popen(["sleep", "300"], env={MARK: mine, "PATH": "/usr/bin:/bin"})
    other = subprocess.Popen(["sleep", "300"], env={MARK: "other:1:1:1", "PATH": "/usr/bin:/bin"})
    try:
        assert sweep(name) == 1
        assert left.wait(10) == -signal.SIGKILL
        assert other.poll() is None
        assert alive.run(python("", str(tmp_path))).ending == Exited(0)
    finally:
        for process in (left, other):
            process.kill()
            process.wait()


def test_open_files_are_bounded(tmp_path: Path) -> None:
    code = "import os\nfor n in range(65): os.open('/dev/null', 0)\n"
    limits = Limits(wall_s=30.0, open_files_max=64)

    finished = sandbox.processes().run(python(code, str(tmp_path), limits=limits))

    assert finished.ending == Exited(1)
    assert b"Too many open files" in finished.stderr


def test_machine_finds_agents_and_whether_they_have_a_login(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("#!/bin/sh\necho here $1 2.1.7; ls $HOME\n")
    (tmp_path / "here").chmod(0o755)
    (tmp_path / "login").touch()
    asked = AgentAsked("small", "here", ("-v",), str(tmp_path / "login"), ())
    others = (replace(asked, login=str(tmp_path)), replace(asked, program="absent"))
    (tmp_path / "room").mkdir()
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)}
    subject = LocalMachine(sandbox.processes(), str(tmp_path / "room"), env, {}, (asked, *others))

    agents = subject.survey().agents

    here = str(tmp_path / "here")
    assert agents == (
        FoundAgent(asked, here, "2.1.7", is_logged_in=True),
        FoundAgent(others[0], here, "2.1.7"),
        FoundAgent(others[1], None),
    )


def test_machine_finds_its_tools_and_their_versions(tmp_path: Path) -> None:
    subject = LocalMachine(
        sandbox.processes(),
        str(tmp_path),
        {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        {"python": sandbox.PYTHON, "uv": str(tmp_path / "absent")},
    )

    tools = {tool.name: tool for tool in subject.survey().tools}

    assert tools["python"].version.startswith("3.")
    assert tools["git"].version[0].isdigit()
    assert tools["uv"].path is None
