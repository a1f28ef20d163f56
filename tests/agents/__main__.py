"""`make agents`: real agents build a feature, one of them by ACP; fails where fewer than two did.

Each also takes a step by the tools, in a checkout.

AGENTS=FOLDER keeps what is installed; ONLY=claude,codex names which. Nothing reaches a model.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.agents.editors import EDITORS, try_editor
from tests.agents.feature import plays, run_feature
from tests.agents.kit import AGENTS, Agent, digest_of, install, own_file
from tests.agents.troubles import try_troubles
from tests.model_endpoint.service import serve

LEAST = 2


def main() -> int:
    """Install, drive, look; return 1 where something is not as it must be."""
    wanted = os.environ.get("ONLY", "claude,codex,claude-acp").split(",")
    agents = tuple(one for one in AGENTS if one.profile in wanted)
    room = Path(tempfile.mkdtemp(prefix="gatewright-agents-"))
    kit = Path(os.environ.get("AGENTS") or room / "kit").absolute()
    try:
        install(kit, agents)
        missed = [text for one in agents for text in _told(one, room / one.profile, kit)]
        for one in EDITORS:
            if one.name in wanted:
                missed += try_editor(room / f"{one.name}-editor", kit, one)
        if not os.environ.get("FEATURE_ONLY"):
            missed += try_troubles(room / "troubles", kit, agents)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    if len(_RAN) < LEAST:
        missed.append(f"{len(_RAN)} distinct programs ran; at least {LEAST} must")
    print("\n".join(f"MISSED  {each}" for each in missed) or "All as it must be.")
    return 1 if missed else 0


_RAN: set[str] = set()


def _told(agent: Agent, room: Path, kit: Path) -> list[str]:
    """Have one agent build the feature; say what it came to, and return what is amiss."""
    room.mkdir()
    begun = time.monotonic()
    with serve(plays()) as endpoint:
        came_to = run_feature(room, kit, agent, own_file(endpoint.url, AGENTS))
        requests = len(endpoint.asked)
    missed = [f"{agent.profile}: {each}" for each in _missed(agent, came_to, requests)]
    if not missed:
        _RAN.add(digest_of(kit, agent))
    took_s = time.monotonic() - begun
    print(f"{agent.profile}: {came_to['exit']} in {took_s:.0f} s, {requests} requests", flush=True)
    for one in came_to["attempts"]:
        used = f"{one['tokens']} tokens, {one['money']} hundredths {one['estimated']}"
        words = one["said"].splitlines()
        print(f"  {one['step']:<11} {one['ended']:<6} {used}  {words[0] if words else ''}")
    return missed


def _missed(agent: Agent, came_to: dict[str, Any], requests: int) -> list[str]:
    """Return what is not as it must be, by the journal and the agent's own transcripts."""
    missed = []
    attempts = came_to["attempts"]
    if came_to["exit"] != "completed":
        missed.append(f"the feature is {came_to['exit']}")
    if set(came_to["accepted"]) < {"write-plan", "build/1", "build/2"}:
        missed.append(f"accepted: {came_to['accepted']}")
    if len(attempts) < 4 or requests < len(attempts):
        missed.append(f"{len(attempts)} attempts, {requests} requests")
    if set(came_to["workers"]) != {f"agent:{agent.name}"}:
        missed.append(f"who worked: {came_to['workers']}")
    if not all(agent.mark in one["transcript"] for one in attempts):
        missed.append("a transcript without the mark of the agent")
    sessions = [one["transcript"].partition(agent.session)[2][:30] for one in attempts]
    if len(set(sessions)) != 3 or sessions[-1] != sessions[-2]:
        missed.append(f"the second attempt did not go on with the session: {sessions}")
    if not all(one["tokens"] for one in attempts):
        missed.append("an attempt that used no tokens")
    return missed


if __name__ == "__main__":
    sys.exit(main())
