"""Runs commands with nothing around them, for tests of tools."""

import subprocess
import time
from collections.abc import Callable

from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.ports.processes import (
    Command,
    Ending,
    Exited,
    Finished,
    IsolationSurvey,
    NotStarted,
    TimedOut,
)

BARE = Isolation(IsolationLevel.NONE, Network.OPEN)


class PlainProcesses:
    """A stand-in for the processes room that keeps every command it was given."""

    def __init__(self) -> None:
        self.commands: list[Command] = []

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> Finished:
        self.commands.append(command)
        started = time.monotonic()
        ending, out, err = _run(command)
        for line in (out + err).decode("utf-8", "replace").splitlines():
            if on_line:
                on_line(line)
        return Finished(ending, out, err, int((time.monotonic() - started) * 1000), BARE)

    def survey(self) -> IsolationSurvey:
        return IsolationSurvey(IsolationLevel.NONE, "none", "not tried", "not tried")


def _run(command: Command) -> tuple[Ending, bytes, bytes]:
    try:
        done = subprocess.run(
            command.argv,
            cwd=command.cwd,
            env=dict(command.env),
            input=command.stdin,
            capture_output=True,
            timeout=command.limits.wall_s,
            check=False,
        )
    except FileNotFoundError as error:
        return NotStarted(str(error)), b"", b""
    except subprocess.TimeoutExpired:
        return TimedOut(command.limits.wall_s), b"", b""
    return Exited(done.returncode), done.stdout, done.stderr
