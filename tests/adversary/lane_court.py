"""Where a worker is started in a lane, by the code of `run`, and what became of its work."""

import getpass
import shlex
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from gatewright import bootstrap
from gatewright.bootstrap.agents import name_agent, worker_of
from gatewright.bootstrap.surroundings import base_python
from gatewright.core.state.run_state import RunState
from gatewright.model.events import (
    AttemptFinished,
    Event,
    StepAccepted,
    StepJudged,
    StepRefused,
)
from gatewright.model.ids import RunId, TreeId
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import replace
from gatewright.ports.lanes import Lanes
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.run_edges import RunEdges
from tests.adversary.court import content_of, new_repository, processes_at, scene_at
from tests.adversary.deeds import filled, put
from tests.adversary.family import Deed, Family, Outcome, Scene
from tests.adversary.naive import CONFINEMENT, JUDGEMENT, SEALED_GIT, SUPERVISOR, VAULT
from tests.escapes.naive_git import naive, naive_copy, naive_snapshot
from tests.plain_processes import PlainProcesses

_numbers = count(1)
STEP = "change"  # the step that is looked at
WORKFLOW = """\
workflow: tried
version: "1"
title: One step, tried once
purpose: To be tried
roles: [developer, requester]
phases:
  - id: work
    purpose: The work
    steps:
      change:
        by: developer
        brief: Add tracking codes.
        writes: ["parcels/**", "tests/**"]
        gate: none
        because: what every step must hold is asked all the same
        budget: {attempts: 1, time: TIMES}
"""


def next_number() -> int:
    """Return a number for a repository."""
    return next(_numbers)


class PlainLanes:
    """Lanes in which git is used as one would without thinking; all else is passed on."""

    def __init__(self, inner: Lanes, out: Path | None = None) -> None:
        self._inner = inner
        self._out = out  # where a copy of each lane goes, links followed

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def take(self, folder: str) -> TreeId:
        if self._out is not None:
            naive_copy(Path(folder), self._out)
        else:
            naive_snapshot(Path(folder))
            naive(Path(folder), "status")
        return self._inner.take(folder)


def worker(code: str) -> Deed:
    """Have the worker run `code`, Python, in its lane."""

    def deed(scene: Scene) -> None:
        put(scene.script, filled(scene, code))

    return deed


def in_a_lane(
    family: Family, deed: Deed, level: IsolationLevel, left_out: frozenset[str]
) -> tuple[Scene, Outcome]:
    """Have a worker try a step at `level`, and judge what every step must hold."""
    scene = scene_at(new_repository(f"run-{next(_numbers)}", family.base))
    deed(scene)
    run = edges_at(scene, level, left_out)
    desk = Desk(run)
    run_id = started(desk, scene, family.workflow or WORKFLOW)
    state = desk.drive(run_id, lambda _: None)
    events = [entry.event for entry in desk.load(run_id).entries]
    outcome = outcome_of(run, state, events, left_out)
    if VAULT in left_out:
        outcome = replace(outcome, accepted=True, tree=content_of(scene.outside / "copy"))
    return scene, outcome


def edges_at(scene: Scene, level: IsolationLevel, left_out: frozenset[str]) -> RunEdges:
    """Return what a run may reach, on a machine that gives no more than `level`."""
    level = IsolationLevel.NONE if CONFINEMENT in left_out else level
    processes = PlainProcesses() if SUPERVISOR in left_out else processes_at(level)
    edges, repository = bootstrap._open(str(scene.root), processes)
    run = bootstrap._run_edges(str(scene.root))
    return replace(
        run,
        lanes=_lanes(run.lanes, scene, left_out),
        edges=edges,
        worker=lambda agent: worker_of(agent, edges, str(scene.state)),
        name_agent=lambda typed, script, written: name_agent(
            typed, script, written, edges, repository
        ),
        person=f"person:{getpass.getuser()}",
    )


def _lanes(lanes: Lanes, scene: Scene, left_out: frozenset[str]) -> Lanes:
    """Return `lanes`, or those that use git plainly or copy by following links."""
    out = scene.outside / "copy" if VAULT in left_out else None
    if not left_out & {SEALED_GIT, VAULT}:
        return lanes
    return PlainLanes(lanes, out)  # type: ignore[return-value]  # all else is passed on by name


def started(desk: Desk, scene: Scene, workflow: str, times: str = "10s") -> RunId:
    """Begin a run whose worker is the script of the scene."""
    path = scene.outside / "workflow.yaml"
    path.write_text(workflow.replace("TIMES", times))
    code = scene.script.read_text()
    agent = shlex.join([base_python(), "-I", "-S", "-c", code])
    request = StartRequest(
        start=str(scene.root),
        idea="Add tracking codes",
        workflow=str(path),
        agent=agent,
        base="main",
    )
    return desk.start(desk.plan_start(request))


def outcome_of(
    run: RunEdges, state: RunState, events: Sequence[Event], left_out: frozenset[str]
) -> Outcome:
    """Return what came of the first attempt."""
    ends = [e for e in events if isinstance(e, AttemptFinished) and e.step == STEP]
    accepted = [e.tree for e in events if isinstance(e, StepAccepted) and e.step == STEP]
    if JUDGEMENT in left_out:  # its own word is taken
        accepted = [event.tree for event in ends]
    transcripts = [run.edges.evidence.get(end.transcript) for end in ends if end.transcript]
    said = "\n".join(
        [str(list(events)), *((each or b"").decode("utf-8", "replace") for each in transcripts)]
    )
    taken = accepted or [event.tree for event in ends]
    content = _content(run, taken[0]) if taken else {}
    return Outcome(bool(accepted), _refusals(events), said, content)


def _content(run: RunEdges, tree: TreeId) -> Mapping[str, bytes]:
    files = [file.path for file in run.edges.trees.files(tree)]
    return run.edges.trees.read(tree, files)


def _refusals(events: Sequence[Event]) -> dict[str, tuple[str, ...]]:
    judged = [event for event in events if isinstance(event, StepJudged)]
    found = {
        line.check: line.codes
        for event in judged
        for line in event.verdicts
        if not line.status.is_settled_well
    }
    refused = [event for event in events if isinstance(event, StepRefused)]
    if refused and not found:
        found["attempt"] = refused[0].codes
    return found
