"""A repository whose feature is two small tasks, and the scripted agent that does them.

The agent's every attempt says in the witness file when it begins and when it ends, so that what
was done is counted outside the journal.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.checked_repository import environment, make_repository

ATTEMPTS = 40  # each with its own number in the witness file; the last would repeat
CONFIGURATION = """\
gatewright: 1
off: [{off}]
environments:
  py: {{profile: adopt, path: .venv}}
"""
OFF = ("lint", "types", "secrets", "coverage", "proof")
PLAN = """\
# Plan

## Requirements

- R1: halve(4) is 2
- R2: treble(2) is 6

## Tasks

- T1: halve (R1)
- T2: treble (R2)

## Assumptions

- whole numbers only
"""
HALVE = "def halve(number: int) -> int:\n    return number // 2\n"
TREBLE = "def treble(number: int) -> int:\n    return number * 3\n"
TESTED = "from {0} import {0}\n\n\ndef test_{0}() -> None:\n    assert {0}({1}) == {2}\n"
FILES = {
    "write-plan": {"docs/plans/1-halve-treble-numbers.md": PLAN},
    "build/1": {
        "halve.py": HALVE,
        "tests/test_halve.py": TESTED.format("halve", 4, 2),
    },
    "build/2": {
        "treble.py": TREBLE,
        "tests/test_treble.py": TESTED.format("treble", 2, 6),
    },
}
ATTEMPT_S = 0.3  # long enough to be killed in
Script = dict[str, list[list[dict[str, Any]]]]  # step -> attempts -> actions
PROJECT = Path(__file__).parents[2]


def make_room(room: Path, off: tuple[str, ...] = (*OFF, "tests")) -> Path:
    """Return a repository in `room`, with the agent's script and an empty witness file beside."""
    room.mkdir()
    write_script(room, script_steps())
    (room / "witness").touch()
    configuration = CONFIGURATION.format(off=", ".join(off))
    return make_repository(room / "shelf", {".gatewright/config.yaml": configuration})


def write_script(room: Path, steps: Script) -> None:
    """Write what the agent plays; JSON is YAML too."""
    (room / "agent.yaml").write_text(json.dumps({"agent": 1, "steps": steps}))


def script_steps() -> Script:
    """Return what the agent plays: each attempt does all of it, and says so."""
    return {
        step: [
            [
                {"witness": f"begins {step} {number}"},
                {"sleep": ATTEMPT_S},
                *({"write": {"path": path, "text": text}} for path, text in files.items()),
                {"witness": f"ends {step} {number}"},
            ]
            for number in range(1, ATTEMPTS + 1)
        ]
        for step, files in FILES.items()
    }


def environment_of(room: Path) -> dict[str, str]:
    """Return an environment whose state is in `room`; the agent bears witness there."""
    return {**environment(room / "state"), "GATEWRIGHT_WITNESS": str(room / "witness")}


def driver(room: Path, *words: str) -> "subprocess.Popen[str]":
    """Start a process that brings the feature of `room` to its end."""
    argv = words or (str(room / "shelf"), str(room / "agent.yaml"))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.run_driver", *argv],
        cwd=PROJECT,
        env=environment_of(room),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(room: Path) -> dict[str, Any]:
    """Bring the feature of `room` to its end, undisturbed, and return its projection."""
    with driver(room) as running:
        out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def witnessed(room: Path) -> list[str]:
    """Return the lines of the witness file."""
    return (room / "witness").read_text().splitlines()


def journal_path(room: Path) -> Path:
    """Return where the journal of `room` is."""
    (path,) = (room / "state").rglob("journal.sqlite")
    return path
