"""A whole feature by one real agent: driven in a process of its own, and looked at afterwards.

`python -m tests.agents.feature ROOT AGENT` drives, approves what is asked, and prints the end.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from gatewright import bootstrap
from gatewright.model.events import AttemptFinished, AttemptStarted
from gatewright.model.ids import Digest
from gatewright.runtime.desk_words import StartRequest
from tests.agents.kit import Agent, binaries
from tests.e2e.checked_repository import environment, make_repository
from tests.e2e.run_driver import IDEA, projection, to_the_end
from tests.e2e.run_repository import FILES, PROJECT
from tests.model_endpoint.script import Play, Say, Write

LIMIT_S = 600


def plays() -> tuple[Play, ...]:
    """Return what the model does: each step well, but one for which it does nothing at first."""
    markers = {"write-plan": "Write no code yet", "build/1": "> halve", "build/2": "> treble"}
    work = {step: tuple(Write(path, text) for path, text in FILES[step].items()) for step in FILES}
    lazy = Play("> treble", (Say("All is done, and every test passes."),))
    made = [Play(markers[step], (*work[step], Say(f"Did {step}."))) for step in FILES]
    return (made[0], made[1], _second_time(made[2]), lazy)


def _second_time(play: Play) -> Play:
    """Return `play` for an attempt that was refused before."""
    return Play(SECOND, play.moves)


SECOND = "of feature 1 (halve-treble-numbers), attempt 2"


def main(root: str, agent: str) -> int:
    """Bring the feature to its end, and print what it came to."""
    desk = bootstrap.desk(root)
    request = StartRequest(start=root, idea=IDEA, agent=agent, workflow="feature")
    run_id = desk.start(desk.plan_start(request))
    state = to_the_end(desk, run_id)
    events = [entry.event for entry in desk.load(run_id).entries]
    store = bootstrap.reader(root).store()
    attempts = [
        {
            "step": one.step,
            "ended": str(one.ended),
            "said": one.said,
            "tokens": one.usage.tokens if one.usage else None,
            "money": one.usage.money if one.usage else None,
            "estimated": [str(each) for each in one.usage.estimated] if one.usage else [],
            "isolation": int(one.isolation.level) if one.isolation else None,
            "transcript": (store.get(Digest(one.transcript or "")) or b"").decode(),
        }
        for one in events
        if isinstance(one, AttemptFinished)
    ]
    workers = [one.worker for one in events if isinstance(one, AttemptStarted)]
    told = {**projection(state, events), "attempts": attempts, "workers": workers}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def run_feature(room: Path, kit: Path, agent: Agent, own: dict[str, object]) -> dict[str, Any]:
    """Have `agent` build the feature in a new repository in `room`. Raises: AssertionError."""
    root = make_repository(room / "shelf")
    env = environment(room / "state")
    env |= {"PATH": f"{binaries(kit)}:{env['PATH']}", "XDG_CONFIG_HOME": str(room / "config")}
    for path, text in agent.settings:
        (room / "state" / path).parent.mkdir(parents=True)
        (room / "state" / path).write_text(text)
    place = room / "config" / "gatewright" / "agents.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(own))
    done = subprocess.run(
        [sys.executable, "-m", "tests.agents.feature", str(root), agent.name],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    document: dict[str, Any] = json.loads(done.stdout)
    return document


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
