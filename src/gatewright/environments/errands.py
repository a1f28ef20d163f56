"""The one way this room runs a program: confined, with an empty HOME and a known environment.

Nothing of the person's environment reaches a build but the network settings that bootstrap
allowed. A program that runs strangers' code never gets the shared cache as writable folder.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from gatewright.model.isolation import Network
from gatewright.model.judgement import CHATTER
from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass, field
from gatewright.model.trouble import Trouble
from gatewright.ports.processes import (
    Command,
    Confinement,
    Exited,
    Finished,
    Killed,
    Limits,
    NotStarted,
    Processes,
)

FAILED = "environment.failed"
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
TAIL_LINES = 20
LINE_CHARS_MAX = 400
NETWORK_SIGNS = late_pattern(
    r"dns error|failed to lookup address|error sending request|tcp connect error"
    r"|[Nn]etwork is unreachable|[Cc]onnection refused|[Nn]etwork connectivity is disabled"
    r"|\b(ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One program to run for a build, with what it may touch."""

    argv: tuple[str, ...]
    cwd: str
    scratch: str  # absolute; HOME and TMPDIR are made in it
    writable: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    network: Network = Network.OPEN
    env: tuple[tuple[str, str], ...] = ()
    program_folders: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


class ErrandRunner:
    """Runs errands and puts their failures into words."""

    def __init__(self, processes: Processes, network_env: Mapping[str, str]) -> None:
        self._processes = processes
        self._network_env = tuple(sorted(network_env.items()))
        self._network_files = tuple(_absolute_paths(network_env))

    def run(self, errand: Errand, tell: Callable[[str], None] | None = None) -> Finished:
        """Run `errand` at the strongest isolation there is."""
        home, temporary = _private_folders(errand.scratch)
        is_open = errand.network is Network.OPEN
        env = {
            **(dict(self._network_env) if is_open else {}),
            "PATH": os.pathsep.join((*errand.program_folders, SYSTEM_PATH)),
            "HOME": home,
            "TMPDIR": temporary,
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            **dict(errand.env),
        }
        command = Command(
            argv=errand.argv,
            cwd=errand.cwd,
            env=tuple(sorted(env.items())),
            limits=errand.limits,
            confinement=Confinement(
                network=errand.network,
                readable=(*errand.readable, *(self._network_files if is_open else ())),
                writable=(errand.scratch, *errand.writable),
            ),
        )
        if tell is None:
            return self._processes.run(command)
        return self._processes.run(command, lambda said: tell(CHATTER + said))


def has_succeeded(finished: Finished) -> bool:
    """Return whether the program ended by itself with exit code 0."""
    return finished.ending == Exited(0)


def is_network_failure(finished: Finished) -> bool:
    """Return whether the program says that it could not reach the network."""
    said = (finished.stderr + finished.stdout).decode("utf-8", "replace")
    return NETWORK_SIGNS.search(said) is not None


def derive_trouble(finished: Finished, *, wanted: str, way_out: str, code: str = FAILED) -> Trouble:
    """Put a failed run into words: how it ended, and the first line that says why."""
    lines = said_lines(finished)
    found = f"{describe_ending(finished)}: {first_meaningful(lines)}"
    tail = "\n".join(lines[-TAIL_LINES:])
    if code == FAILED and is_network_failure(finished):
        return Trouble(
            code="environment.network",
            wanted=wanted,
            found=f"no package registry could be reached. {found}",
            way_out="Go online, or set the proxy or mirror variables of your network, and repeat.",
            tail=tail,
        )
    return Trouble(code=code, wanted=wanted, found=found, way_out=way_out, tail=tail)


def describe_ending(finished: Finished) -> str:
    """Return how a program ended, for people."""
    match finished.ending:
        case Exited(code):
            return f"exit {code}"
        case Killed(signal):
            return f"killed by signal {signal}"
        case NotStarted(because):
            return f"not started ({because})"
        case ending:
            return type(ending).__name__


def said_lines(finished: Finished) -> list[str]:
    """Return the non-empty lines a program printed, stdout first, each cut and printable."""
    text = (finished.stdout + b"\n" + finished.stderr).decode("utf-8", "replace")
    return [_printable(line)[:LINE_CHARS_MAX] for line in text.splitlines() if line.strip()]


def first_meaningful(lines: list[str]) -> str:
    """Return the first line that names an error, else the last line, else a dash."""
    signs = ("error", "\u00d7", "npm err", "fatal", "traceback")
    for line in lines:
        if line.strip().lower().startswith(signs):
            return line.strip()
    return lines[-1].strip() if lines else "it said nothing"


def _printable(line: str) -> str:
    """Return `line` without control characters: it may hold terminal escapes."""
    return "".join(char if char.isprintable() else " " for char in line)


def _absolute_paths(variables: Mapping[str, str]) -> list[str]:
    """Return the paths among `variables`: certificates and local mirrors must be readable."""
    parts = [part for value in variables.values() for part in value.split()]
    paths = [part.removeprefix("file://") for part in parts]
    return [path for path in paths if os.path.isabs(path) and Path(path).exists()]


def _private_folders(scratch: str) -> tuple[str, str]:
    """Make an empty HOME and a TMPDIR inside `scratch`."""
    home, temporary = Path(scratch, "home"), Path(scratch, "tmp")
    home.mkdir(parents=True, exist_ok=True)
    temporary.mkdir(exist_ok=True)
    return str(home), str(temporary)
