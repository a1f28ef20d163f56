"""Runs programs for the strangers: bounded, and never in the environment of this project."""

import os
import subprocess
import sys
from pathlib import Path

BOUND_S = 300.0
TAIL_CHARS = 2000


class Broken(Exception):
    """Raised when a stranger could not be brought to the point of being compared."""


def run(
    argv: tuple[str, ...],
    cwd: Path,
    extra: dict[str, str] | None = None,
    allowed: tuple[int, ...] = (0,),
) -> str:
    """Return what `argv` printed on stdout.

    Raises: Broken when it takes longer than BOUND_S or ends with an exit code not `allowed`.
    """
    try:
        done = subprocess.run(
            argv,
            cwd=cwd,
            env=environment(extra or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=BOUND_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Broken(f"{argv[0]} took longer than {BOUND_S:.0f} s") from late
    if done.returncode not in allowed:
        said = (done.stdout + done.stderr)[-TAIL_CHARS:]
        raise Broken(f"{' '.join(argv)[:200]} ended with {done.returncode}:\n{said}")
    return done.stdout


def environment(extra: dict[str, str]) -> dict[str, str]:
    """Return the person's environment without what would point into this project."""
    dropped = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "COVERAGE_PROCESS_START")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **extra}


def own_program(name: str) -> str:
    """Return a program of the environment that this very python belongs to."""
    return str(Path(sys.executable).parent / name)
