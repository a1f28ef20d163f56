"""A service in trouble: each kind ends as what it is, within its limit, and leaves no process."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from gatewright.bootstrap.agent_profiles import folders_behind, make_worker
from gatewright.definitions.agent_profiles import parse_own
from gatewright.model.agent_profile import AgentProfile
from gatewright.model.events import Ended
from gatewright.model.ids import EffectId, StepPath
from gatewright.model.records import replace
from gatewright.ports.processes import Limits
from gatewright.ports.workers import Order, Unwanted
from gatewright.workers.surroundings import Surroundings
from tests import sandbox
from tests.agents.kit import Agent, binaries, own_file
from tests.model_endpoint.script import Fail, Garbage, Move, Play, Say, Stall
from tests.model_endpoint.service import serve
from tests.unit.test_agent_profiles import KNOWN

LIMITS = Limits(wall_s=60.0, idle_s=20.0)
CLOSED = "http://127.0.0.1:9"
CASES: dict[str, tuple[Move, Ended]] = {
    "401": (Fail(401), Ended.SHUT_OUT),
    "429": (Fail(429), Ended.BUSY),
    "500": (Fail(500), Ended.BUSY),
    "slow": (Stall(300.0), Ended.BUSY),
    "garbage": (Garbage(), Ended.BUSY),
    "unreachable": (Say(""), Ended.BUSY),
}


def try_troubles(room: Path, kit: Path, agents: Sequence[Agent]) -> list[str]:
    """Try every trouble with every agent; return what is not as it must be."""
    room.mkdir()
    alone = [one for one in agents if not one.settings]  # no home of a person is at hand here
    return [
        text for one in alone for case in CASES for text in _try(room / one.profile, kit, one, case)
    ]


def _try(room: Path, kit: Path, agent: Agent, case: str) -> list[str]:
    move, wanted = CASES[case]
    wanted = Ended.BUSY if case in agent.vague else wanted
    room = room.with_name(f"{room.name}-{case}")
    (room / "lane").mkdir(parents=True)
    begun = time.monotonic()
    with serve((Play("", (move,)),)) as endpoint:
        url = CLOSED if case == "unreachable" else endpoint.url
        ended, said = _attempt(room, kit, _profile(agent, kit, url))
    took_s = time.monotonic() - begun
    left = _left_over(room)
    print(f"{agent.profile} {case:<12} {ended:<9} {took_s:5.1f} s  {said[-100:]!r}", flush=True)
    missed = [] if ended is wanted else [f"{agent.profile}, {case}: {ended}, wanted {wanted}"]
    missed += [f"{agent.profile}, {case}: took {took_s:.0f} s"] if took_s > 75 else []
    return missed + [f"{agent.profile}, {case}: left {each}" for each in left]


def _profile(agent: Agent, kit: Path, url: str) -> AgentProfile:
    """Return the profile of an agent that finds its service at `url`."""
    own = parse_own(json.dumps(own_file(url, (agent,))), "agents.yaml", KNOWN)
    return replace(own[0], program=str(binaries(kit) / agent.binary))


def _attempt(room: Path, kit: Path, profile: AgentProfile) -> tuple[Ended, str]:
    """Return how one attempt ends, and its last words."""
    path = f"{binaries(kit)}:{os.environ['PATH']}"
    around = Surroundings(
        scratch=str(room / "scratch"),
        path=path,
        readable=(str(binaries(kit)), *sandbox.RUNTIME, *folders_behind(profile.program)),
    )
    worker = make_worker(profile, sandbox.processes(), around, str(room))
    order = Order(
        effect_id=EffectId("1/step/attempt/1"),
        step=StepPath("step"),
        number=1,
        title="A step",
        lane=str(room / "lane"),
        brief="Write hello.txt",
        limits=LIMITS,
    )
    work = worker.work(order, lambda _: None)
    assert not isinstance(work, Unwanted)
    return work.ended, work.said


def _left_over(room: Path) -> list[str]:
    """Return the command lines of processes that still work in `room`."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "environ").read_bytes() + b"\0" + (place / "cmdline").read_bytes()
            if str(room).encode() in words:
                found.append((place / "cmdline").read_bytes().decode().replace("\0", " ")[:80])
        except OSError:
            continue
    return found
