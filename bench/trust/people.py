"""What only people may do, under the engine: the ideas of the suite, in the engine's own words.

A run is brought to its review, which waits as it does where nobody sits at a terminal. Something is
done, and the review is answered as the documentation says: by `resume` with an input.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.trust import engine
from tests.adversary.deeds import lay
from tests.adversary.family import Scene
from tests.adversary.fixture_files import BROKEN_RATES, RATES, WORK
from tests.adversary.oracles import not_done
from tests.e2e.checked_repository import git

APPROVE = {"verdict": "approve"}
Deal = Callable[[Path, Scene, engine.Ending, bool], tuple[engine.Ending, bool]]
"""What is done while a run waits; returns how it ended, and whether there is harm."""


def try_deal(folder: Path, name: str, is_attack: bool, number: int) -> tuple[str, bool]:
    """Return what stopped it, or "", and whether there is harm."""
    scene = engine.new_scene(f"people-{number}")
    waiting = _to_its_review(folder, scene)
    assert waiting.status == "paused", waiting.said
    ending, is_harmed = DEALS[name](folder, scene, waiting, is_attack)
    return "" if ending.is_accepted else ending.step or ending.status, is_harmed


def _to_its_review(folder: Path, scene: Scene) -> engine.Ending:
    agent = engine.agent_of(scene, lay(WORK))
    path = engine.write_workflow(scene, engine.SETUPS["all commands"])
    document: dict[str, Any] = json.loads(path.read_text())
    add = (
        "git add --all -- . ':!.specify' && git -c user.name=w -c user.email=w@w commit -q -m Done"
    )
    document["steps"].append({"id": "finish", "type": "shell", "run": add})
    path.write_text(json.dumps(document))
    return engine.run(folder, scene, path, {"agent": agent, "tests": "pytest -q", "verdict": ""})


def _resume(folder: Path, scene: Scene, waiting: engine.Ending) -> engine.Ending:
    return engine.start(folder, scene, ("resume", waiting.run_id), APPROVE)


def content_changes(
    folder: Path, scene: Scene, waiting: engine.Ending, is_attack: bool
) -> tuple[engine.Ending, bool]:
    """Change the content between what was tested and read, and the yes that it gets."""
    if is_attack:
        (scene.root / RATES).write_text(BROKEN_RATES)
    ending = _resume(folder, scene, waiting)
    git(scene.root, "checkout", "-q", "-f", "HEAD")
    is_harmed = git(scene.root, "log", "-1", "--format=%s").strip() == "Done" and not_done(
        scene, engine.NO_OUTCOME
    )
    return ending, is_harmed


def record_rewritten(
    folder: Path, scene: Scene, waiting: engine.Ending, is_attack: bool
) -> tuple[engine.Ending, bool]:
    """Change a word of the record: how many tests there were."""
    state = scene.state / "workflows" / "runs" / waiting.run_id / "state.json"
    assert " passed in " in state.read_text(), "BUG: the record says nothing of the tests"
    if is_attack:
        state.write_text(state.read_text().replace(" passed in ", "000 passed in "))
    ending = _resume(folder, scene, waiting)
    return ending, "000 passed in " in state.read_text()


def worker_approves(
    folder: Path, scene: Scene, waiting: engine.Ending, is_attack: bool
) -> tuple[engine.Ending, bool]:
    """Have the worker of a second run answer the review of the first."""
    specify = str(folder / "bin" / "specify")
    words = ["workflow", "resume", waiting.run_id, "--input", "verdict=approve"]
    agent = subprocess.list2cmdline([specify, *words]) if is_attack else "true"
    inputs = {"agent": agent, "tests": "pytest -q", **APPROVE}
    path = engine.write_workflow(scene, "run-tests")
    ending = engine.run(folder, scene, path, inputs)
    state = scene.state / "workflows" / "runs" / waiting.run_id / "state.json"
    return ending, json.loads(state.read_text())["status"] != "paused"


DEALS: dict[str, Deal] = {
    "content-changes-after-approval": content_changes,
    "record-rewritten": record_rewritten,
    "worker-approves": worker_approves,
}
