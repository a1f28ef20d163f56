"""spec-kit's workflow engine, in an environment of its own, and one attempt under it.

Attempts run without any confinement of ours, because the engine has none. What they may use is
bounded, so that a flood ends where the machine goes on.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from gatewright.model.records import dataclass, replace
from tests.adversary.court import new_repository, scene_at
from tests.adversary.family import Deed, Family, Outcome, Scene

REQUIREMENTS = ("specify-cli==1.2.3", "diff-cover==11.0.1")
SETUPS = {"test command": "run-tests", "all commands": "changed-lines"}
"""Each name with the last step that it has before the review; each has all of the one before."""

RECORDS = ".specify"
HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
ATTEMPT_S = 60.0
MEMORY_BYTES_MAX = 2 << 30
FILE_BYTES_MAX = 4 << 30
READ_BYTES_MAX = 64 << 20
REFUSED_TO_END = "did not end"
NO_OUTCOME = Outcome(False, {})
NOBODY = "http://127.0.0.1:9"


class CannotInstall(Exception):
    """The engine cannot be had here."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What the engine said of an attempt."""

    status: str
    step: str  # where it stopped
    said: str
    run_id: str

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
    folder: Path, family: Family, deed: Deed, setup: str, number: int
) -> tuple[Scene, Outcome, str]:
    """Run one attempt; return also the step that stopped it, or ""."""
    scene = new_scene(f"engine-{number}", family.base)
    agent = " && ".join([agent_of(scene, deed)] * steps_worked_on(family))
    inputs = {"agent": agent, "tests": test_command(family), "verdict": "approve"}
    ending = run(folder, scene, write_workflow(scene, SETUPS[setup]), inputs)
    stopped = "" if ending.is_accepted else ending.step or ending.status
    refusals = {stopped: (ending.status,)} if stopped else {}
    outcome = Outcome(ending.is_accepted, refusals, _kept(scene, ending), _tree(scene))
    return scene, outcome, stopped


def new_scene(name: str, base: Mapping[str, str] | None = None) -> Scene:
    """Return a scene whose records are those of this engine, which keeps them in the project."""
    scene = scene_at(new_repository(name, base))
    (scene.outside / "home").mkdir()
    (scene.outside / "reports").mkdir()
    return replace(scene, state=scene.root / RECORDS)


def agent_of(scene: Scene, deed: Deed) -> str:
    """Return the command of an agent that leaves what `deed` leaves, or is the worker it lays."""
    base, left = scene.outside / "base", scene.outside / "left"
    shutil.copytree(scene.root, base, symlinks=True)
    deed(scene)
    if scene.script.exists():
        return shlex.join([sys.executable, "-I", "-S", "-c", scene.script.read_text()])
    scene.root.rename(left)
    base.rename(scene.root)
    return (
        f"find . -mindepth 1 -maxdepth 1 ! -name {RECORDS} -exec rm -rf {{}} + && cp -a {left}/. ."
    )


def steps_worked_on(family: Family) -> int:
    """Return how many steps a worker of this family has before it is done."""
    return max(1, family.workflow.count("by: developer"))


def test_command(family: Family) -> str:
    """Return what runs the tests of the project."""
    return "pytest -q" + (" && npm --prefix web test" if "web/package.json" in family.base else "")


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
    if not stopped or stopped == steps[-1]:
        return list(SETUPS)
    if stopped not in steps:
        return []
    return [name for name, last in SETUPS.items() if steps.index(last) < steps.index(stopped)]


def run(folder: Path, scene: Scene, workflow: Path, inputs: Mapping[str, str]) -> Ending:
    """Have the engine run a workflow file."""
    told = {"reports": str(scene.outside / "reports"), **inputs}
    return start(folder, scene, ("run", str(workflow)), told)


def start(folder: Path, scene: Scene, words: tuple[str, ...], inputs: Mapping[str, str]) -> Ending:
    """Start the engine in the project and wait for its end, for ATTEMPT_S at most."""
    argv = ["prlimit", f"--as={MEMORY_BYTES_MAX}", f"--fsize={FILE_BYTES_MAX}"]
    argv += [str(folder / "bin" / "specify"), "workflow", *words, "--json"]
    for name, value in inputs.items():
        argv += ["--input", f"{name}={value}"]
    output = scene.outside / "engine.txt"
    with output.open("wb") as told:
        process = subprocess.Popen(
            argv,
            cwd=scene.root,
            env=environment(folder, scene),
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
            return Ending("", REFUSED_TO_END, text_of(output), "")
    return _ending(text_of(output))


def _ending(said: str) -> Ending:
    """Return what stands in the one object that the engine prints last."""
    start = said.rfind('{\n  "run_id"')
    try:
        document = json.loads(said[start:]) if start >= 0 else {}
    except json.JSONDecodeError:
        document = {}
    status, step, run_id = (document.get(key) for key in ("status", "current_step_id", "run_id"))
    return Ending(str(status or "crashed"), str(step or ""), said, str(run_id or ""))


def environment(folder: Path, scene: Scene) -> Mapping[str, str]:
    """Return what the engine finds around it: the tools of the project, and no network."""
    return {
        "PATH": f"{BIN}:{folder / 'bin'}:/usr/bin:/bin",
        "HOME": str(scene.outside / "home"),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOBODY),
    }


def _kept(scene: Scene, ending: Ending) -> str:
    """Return all that was shown, and kept of the run."""
    files = sorted(scene.state.rglob("*"))
    return "\n".join([ending.said, *(text_of(path) for path in files if path.is_file())])


def _tree(scene: Scene) -> Mapping[str, bytes]:
    """Return what the person would commit: all that git does not ignore."""
    argv = ("git", "-c", "core.fsmonitor=", "ls-files", "-z", "-co", "--exclude-standard")
    done = subprocess.run(argv, cwd=scene.root, capture_output=True, check=False, timeout=30)
    names = {name for name in os.fsdecode(done.stdout).split("\0") if name}
    paths = {name: scene.root / name for name in names if not name.startswith(f"{RECORDS}/")}
    return {name: _bytes(path) for name, path in paths.items() if path.is_file()}


def text_of(path: Path) -> str:
    """Return the beginning of a file, whatever stands in it."""
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(READ_BYTES_MAX)
