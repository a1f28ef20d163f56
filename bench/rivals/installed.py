"""The rivals: what is installed for each, which script has it do the steps, what it then says."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gatewright.model.records import dataclass

HERE = Path(__file__).parent
UV = Path(sys.executable).parent / "uv"
INSTALL_S = 300.0
START_S = 120.0  # of an engine, before it does anything
BOUND_S = 120.0  # of the steps themselves


class CannotInstall(Exception):
    """An engine cannot be had here."""


@dataclass(frozen=True, slots=True)
class Rival:
    """An engine, and how it is had to do steps."""

    name: str
    script: str
    requirements: tuple[str, ...]
    persists: str
    loop: bool = False  # steps of one kind come again and again, instead of one after the other


LANGGRAPH = ("langgraph==1.2.22", "langgraph-checkpoint-sqlite==3.1.2")
RIVALS = (
    Rival(
        "LangGraph",
        "langgraph_steps.py",
        LANGGRAPH,
        "a checkpoint of the whole state after each stage; SQLite, WAL, FULL (set by us)",
    ),
    Rival(
        "LangGraph, one node",
        "langgraph_steps.py",
        LANGGRAPH,
        "the same; one node that is gone through again and again",
        loop=True,
    ),
    Rival(
        "DBOS",
        "dbos_steps.py",
        ("dbos==3.4.0",),
        "the result of each step; SQLite as it comes: rollback journal, FULL",
    ),
    Rival(
        "Prefect",
        "prefect_steps.py",
        ("prefect==3.8.8", "fastapi==0.139.0"),  # newer ones of fastapi break its server
        "the result of each task as a file, its states in SQLite behind a server: WAL, NORMAL",
    ),
    Rival(
        "spec-kit",
        "spec_kit_steps.py",
        ("specify-cli==1.2.3",),
        "its whole state as one JSON file after each step, renamed into place, not synced",
    ),
)


@dataclass(frozen=True, slots=True)
class Took:
    """What a rival needed."""

    seconds: float
    kept: int  # that are on disk afterwards
    of: str


def install(rival: Rival, place: Path) -> Path:
    """Return an interpreter with `rival`, installed below `place` once. Raises: CannotInstall."""
    folder = place / rival.script.removesuffix(".py")
    python = folder / "bin" / "python"
    if python.exists():
        return python
    for argv in (
        (str(UV), "venv", "--quiet", "--python", sys.executable, str(folder)),
        (str(UV), "pip", "install", "--quiet", "--python", str(python), *rival.requirements),
    ):
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=INSTALL_S)
        if done.returncode != 0:
            raise CannotInstall(done.stderr.strip()[-500:])
    return python


def ask(rival: Rival, python: Path, stages: int, width: int) -> Took | str:
    """Have `rival` do the steps; return why there is no figure where there is none."""
    shape = "loop" if rival.loop else "chain"
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        script = str(HERE / rival.script)
        argv = [str(python), "-I", script, shape, str(stages), str(width), folder]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                argv,
                cwd=folder,
                env=dict(_environment(folder)),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            ) as process,
        ):
            try:
                process.wait(START_S + BOUND_S)
            except subprocess.TimeoutExpired:
                return f"not done after {BOUND_S:.0f} s"
            finally:
                _end(process.pid)
            said.seek(0)
            return _answer(said.read())


def _answer(said: bytes) -> Took | str:
    """Return what stands on the last line."""
    for line in reversed(said.splitlines()):
        if line.startswith(b'{"seconds"'):
            return Took(**json.loads(line))
    return "ended without an answer"


def _environment(folder: str) -> Iterator[tuple[str, str]]:
    """Yield what a rival finds around it: a home of its own, and no settings of the person."""
    yield "PATH", os.environ.get("PATH", os.defpath)
    yield "HOME", folder
    yield "LANG", "C.UTF-8"
    yield "DO_NOT_TRACK", "1"


def _end(process_id: int) -> None:
    """End what the rival started and is still there: all of it is in one session of ours."""
    with suppress(ProcessLookupError):
        os.killpg(process_id, signal.SIGKILL)
