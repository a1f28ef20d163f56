"""spec-kit's workflow engine, in an environment of its own, and one attempt under it.

Attempts run without any confinement of ours, because the engine has none. What they may use is
bounded, so that a flood ends where the machine goes on.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.adversary.court import new_repository, scene_at
from tests.adversary.family import Deed, Family, Outcome, Scene

REQUIREMENTS = ("specify-cli==1.2.3", "diff-cover==11.0.1")
SETUPS = {"test command": "run-tests", "same tools": "secrets", "guard": "guard"}
"""Each name with the last step that it has before the review; each has all of the one before."""

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
ATTEMPT_S = 60.0
MEMORY_BYTES_MAX = 4 << 30
FILE_BYTES_MAX = 256 << 20
REFUSED_TO_END = "did not end"
NOBODY = "http://127.0.0.1:9"


class CannotInstall(Exception):
    """The engine cannot be had here."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What the engine said of an attempt."""

    status: str
    step: str  # where it stopped
    said: str

    @property
    def is_accepted(self) -> bool:
        return self.status == "completed"


def install(folder: Path) -> None:
    """Install the engine below `folder`.

    Raises: CannotInstall.
    """
    uv, python = str(BIN / "uv"), str(folder / "bin" / "python")
    for argv in (
        (uv, "venv", "--quiet", "--python", sys.executable, str(folder)),
        (uv, "pip", "install", "--quiet", "--python", python, *REQUIREMENTS),
    ):
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise CannotInstall(done.stderr.strip()[-500:])


def attempt(
    folder: Path, family: Family, deed: str, setup: str, number: int
) -> tuple[Scene, Outcome, str]:
    """Run one attempt; return also the step that stopped it, or ""."""
    scene = scene_at(new_repository(f"engine-{number}", family.base))
    workflow = write_workflow(scene, SETUPS[setup])
    ending = _run(folder, scene, workflow, (family.name, deed))
    stopped = "" if ending.is_accepted else ending.step or ending.status
    refusals = {stopped: (ending.status,)} if stopped else {}
    outcome = Outcome(ending.is_accepted, refusals, _kept(scene, ending), _tree(scene))
    return scene, outcome, stopped


def write_workflow(scene: Scene, last: str) -> Path:
    """Write the workflow down to the step `last`, and the review, outside the project."""
    document: dict[str, Any] = YAML(typ="safe").load(HERE / "workflow.yml")
    *steps, review = document["steps"]
    ids = [step["id"] for step in steps]
    document["steps"] = [*steps[: ids.index(last) + 1], review]
    path = scene.outside / "workflow.yml"
    path.write_text(json.dumps(document))  # JSON is YAML
    return path


def setups_passed(stopped: str) -> list[str]:
    """Return the set-ups that an attempt under the longest got past."""
    steps = [step["id"] for step in YAML(typ="safe").load(HERE / "workflow.yml")["steps"]]
    if not stopped:
        return list(SETUPS)
    if stopped not in steps:
        return []
    return [name for name, last in SETUPS.items() if steps.index(last) < steps.index(stopped)]


def play(scene: Scene, deed: Deed) -> None:
    """Do what the agent does."""
    deed(scene)
    if scene.script.exists():
        subprocess.run([str(scene.script)], cwd=scene.root, check=False)


def _run(folder: Path, scene: Scene, workflow: Path, played: tuple[str, str]) -> Ending:
    agent = ("env", f"PYTHONPATH={HERE.parents[1]}", sys.executable, "-P", "-m", "bench.trust")
    words = ("--play", *played, *map(str, (scene.root, scene.outside, scene.token, scene.state)))
    reports = scene.outside / "reports"
    reports.mkdir()
    inputs = {"agent": shlex.join((*agent, *words)), "reports": str(reports), "verdict": "approve"}
    bounds = ["prlimit", f"--as={MEMORY_BYTES_MAX}", f"--fsize={FILE_BYTES_MAX}"]
    argv = [*bounds, str(folder / "bin" / "specify"), "workflow", "run", str(workflow), "--json"]
    for name, value in inputs.items():
        argv += ["--input", f"{name}={value}"]
    output = scene.outside / "engine.txt"
    with output.open("wb") as told:
        process = subprocess.Popen(
            argv,
            cwd=scene.root,
            env=_environment(folder, scene),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(ATTEMPT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return Ending("", REFUSED_TO_END, _text(output))
    return _ending(_text(output))


def _ending(said: str) -> Ending:
    """Return what stands in the one object that the engine prints last."""
    start = said.rfind('{\n  "run_id"')
    try:
        document = json.loads(said[start:]) if start >= 0 else {}
    except json.JSONDecodeError:
        document = {}
    return Ending(
        str(document.get("status", "crashed")), str(document.get("current_step_id") or ""), said
    )


def _environment(folder: Path, scene: Scene) -> Mapping[str, str]:
    home = scene.outside / "home"
    home.mkdir()
    return {
        "PATH": f"{BIN}:{folder / 'bin'}:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOBODY),
    }


def _kept(scene: Scene, ending: Ending) -> str:
    """Return all that was shown, and kept of the run."""
    files = sorted((scene.root / ".specify").rglob("*"))
    return "\n".join([ending.said, *(_text(path) for path in files if path.is_file())])


def _tree(scene: Scene) -> Mapping[str, bytes]:
    """Return what the person would commit: all that git does not ignore."""
    argv = ("git", "-c", "core.fsmonitor=", "ls-files", "-z", "-co", "--exclude-standard")
    done = subprocess.run(argv, cwd=scene.root, capture_output=True, check=False, timeout=30)
    names = {name for name in os.fsdecode(done.stdout).split("\0") if name}
    paths = {name: scene.root / name for name in names if not name.startswith(".specify/")}
    return {name: _bytes(path) for name, path in paths.items() if path.is_file()}


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FILE_BYTES_MAX)
