"""What every implementation of the processes port does, the scripted one included."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.ports.processes import (
    Cancelled,
    Command,
    Confinement,
    Exited,
    Finished,
    NotStarted,
    Processes,
    TimedOut,
)
from gatewright.testing.scripted_processes import ScriptedProcesses, exited
from tests import sandbox

BARE = Isolation(IsolationLevel.NONE, Network.OPEN)
LINGER = ("env", "sh", "-c", "echo begun; sleep 300")
SPEAK = ("sh", "-c", "echo one; echo two >&2; exit 7")


def scripted() -> Processes:
    return ScriptedProcesses(
        {
            ("sh",): exited(7, stdout=b"one\n", stderr=b"two\n", level=IsolationLevel.NONE),
            ("env",): Finished(TimedOut(1800.0), b"begun\n", b"", 1, BARE),
            ("true",): lambda command: exited(0, level=command.confinement.level_max),
        }
    )


@pytest.fixture(params=[scripted, sandbox.processes])
def subject(request: pytest.FixtureRequest) -> Processes:
    make: Callable[[], Processes] = request.param
    return make()


def command(
    folder: Path, *argv: str, level: IsolationLevel = IsolationLevel.NONE, name: str = ""
) -> Command:
    return Command(
        argv=argv,
        cwd=str(folder / name),
        env=(("PATH", "/usr/bin:/bin"),),
        confinement=Confinement(level_max=level, writable=(str(folder),)),
    )


def test_exit_code_of_a_program_is_its_own(subject: Processes, tmp_path: Path) -> None:
    assert subject.run(command(tmp_path, *SPEAK)).ending == Exited(7)


def test_streams_are_kept_apart(subject: Processes, tmp_path: Path) -> None:
    finished = subject.run(command(tmp_path, *SPEAK))

    assert (finished.stdout, finished.stderr) == (b"one\n", b"two\n")


def test_lines_of_both_streams_are_heard(subject: Processes, tmp_path: Path) -> None:
    heard: list[str] = []

    subject.run(command(tmp_path, *SPEAK), heard.append)

    assert sorted(heard) == ["one", "two"]


def test_missing_program_is_not_started_and_named(subject: Processes, tmp_path: Path) -> None:
    ending = subject.run(command(tmp_path, "no-such-program")).ending

    assert isinstance(ending, NotStarted)
    assert "no-such-program" in ending.because


@pytest.mark.parametrize("level", IsolationLevel)
def test_isolation_is_never_above_what_was_allowed(
    subject: Processes, tmp_path: Path, level: IsolationLevel
) -> None:
    finished = subject.run(command(tmp_path, "true", level=level))

    assert finished.ending == Exited(0)
    assert finished.isolation.level <= min(level, subject.survey().strongest)


def test_program_that_is_wanted_runs_to_its_end(subject: Processes, tmp_path: Path) -> None:
    assert subject.run(command(tmp_path, *SPEAK), None, lambda: True).ending == Exited(7)


def test_program_that_nobody_wants_is_not_started(subject: Processes, tmp_path: Path) -> None:
    heard: list[str] = []

    finished = subject.run(command(tmp_path, *SPEAK), heard.append, lambda: False)

    assert (finished.ending, finished.stdout, heard) == (Cancelled(), b"", [])


def test_program_is_ended_when_it_is_not_wanted_any_more(
    subject: Processes, tmp_path: Path
) -> None:
    heard: list[str] = []

    finished = subject.run(command(tmp_path, *LINGER), heard.append, lambda: not heard)

    assert (finished.ending, finished.stdout) == (Cancelled(), b"begun\n")
    assert finished.duration_ms < 10_000
