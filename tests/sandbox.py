"""Real supervised processes for tests, at each isolation level that this machine gives."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache

from gatewright.model.isolation import IsolationLevel, Network
from gatewright.ports.processes import Command, Confinement, IsolationSurvey, Limits
from gatewright.processes.launcher import SupervisedProcesses

PYTHON = os.path.realpath(sys.executable)
RUNTIME = (sys.base_prefix, sys.prefix)


@cache
def processes() -> SupervisedProcesses:
    """Return the one launcher of this test process."""
    return SupervisedProcesses(PYTHON, tempfile.gettempdir(), "tests")


@cache
def survey() -> IsolationSurvey:
    return processes().survey()


def levels() -> list[IsolationLevel]:
    """Return the levels that really work here; each is tried, not assumed from the strongest."""
    found = [IsolationLevel.NONE]
    if survey().landlock.startswith("ABI"):
        found.append(IsolationLevel.FILES)
    if survey().bubblewrap.startswith("bubblewrap"):
        found.append(IsolationLevel.NAMESPACES)
    return found


def python(
    code: str,
    folder: str,
    *arguments: str,
    level: IsolationLevel = IsolationLevel.NONE,
    network: Network = Network.NONE,
    readable: tuple[str, ...] = (),
    limits: Limits | None = None,
    stdin: bytes = b"",
) -> Command:
    """Return a command that runs `code` in `folder`, which it may write."""
    return Command(
        argv=(PYTHON, "-I", "-S", "-c", code, *arguments),
        cwd=folder,
        env=(("PATH", "/usr/bin:/bin"), ("HOME", folder)),
        stdin=stdin,
        limits=limits or Limits(wall_s=30.0),
        confinement=Confinement(
            level_max=level,
            network=network,
            readable=(*RUNTIME, *readable),
            writable=(folder,),
        ),
    )


def processes_with(token: str) -> list[int]:
    """Return the processes whose command line holds `token`."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as cmdline:
                if token.encode() in cmdline.read():
                    found.append(int(name))
        except OSError:
            continue
    return found


def becomes_true(condition: Callable[[], bool], within_s: float = 10.0) -> bool:
    """Return whether `condition` came true before the deadline."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return condition()
