"""Work in a person's own checkout: of who comes by itself, whatever drivers live or die."""

import random
from pathlib import Path

from gatewright.core.state.run_state import Blocked, Over, RunState
from gatewright.model.change import Repository, Snapshot
from gatewright.model.events import AttemptFinished, AttemptLost, AttemptStarted, RunStarted
from gatewright.model.here import HERE, is_here, worker_here
from gatewright.model.ids import CommitId
from gatewright.model.intake import Start
from gatewright.model.records import replace
from gatewright.runtime.driver import drive
from gatewright.runtime.here_desk import HereDesk
from gatewright.runtime.run_edges import RunEdges
from tests.laws.seen import Seen, as_many
from tests.simulation import mortal
from tests.simulation.door import REPOSITORY, _Repositories
from tests.simulation.mortal import PLAN, RUN, Disk, Killed, Reaper, _approval, _told

TRIALS = 24
ROUNDS_MAX = 60
WORK = {
    "write-plan": {"docs/plan.md": PLAN},
    "build/1": {"one.py": "one\n", "tests/test_one.py": "a: one\n"},
    "build/2": {"two.py": "two\n", "tests/test_two.py": "a: two\n"},
}


class Checkout(Disk):
    """A run whose agent works in a checkout; nobody but it may be at work."""

    def begin(self) -> None:
        """Begin the run, as an agent asked for it."""
        self.files = {file.path: b"" for file in self.door.trees.files(self.origin)}
        self.files |= self.door.trees.read(self.origin, list(self.files))
        _told(self.here(Reaper()), Start(_started(self)))

    def here(self, reaper: Reaper) -> RunEdges:
        """Return the edges of a program that looks at the checkout as it is now."""
        tree = self.door.trees.put(self.files)
        run = self.edges(reaper)
        seen = _Repositories(Snapshot(tree, CommitId("c0"), ()), None)
        repository: Repository = replace(REPOSITORY, head=CommitId("c0"))
        return replace(run, edges=replace(run.edges, repositories=seen), repository=repository)


def _started(disk: Checkout) -> RunStarted:
    return replace(mortal._started(disk), agent=HERE)


def lived(disk: Checkout, chance: random.Random) -> RunState:
    """Let an agent and drivers come and go, in any order, each driver killed at times; to the end.

    What is on disk is looked at after each.
    """
    for _ in range(ROUNDS_MAX):
        act = chance.choice(("drive", "killed", "work", "look"))
        if act in ("drive", "killed"):
            at = (chance.randrange(40),) if act == "killed" else ()
            try:
                state = drive(disk.here(Reaper(at)), RUN, lambda told: None)
            except Killed as death:
                disk.deaths.append(str(death))
                continue
            if isinstance(state.phase, Over | Blocked):
                return state
            _decide(disk, state)
        elif act == "look":
            HereDesk(disk.here(Reaper()), "claude").begin(RUN)
        else:
            _work(disk, chance)
    return drive(disk.here(Reaper()), RUN, lambda told: None)


def _decide(disk: Checkout, state: RunState) -> None:
    """Say yes to what is asked, where anything is."""
    asked = [each for each in state.active if hasattr(state.record(each).state, "requests")]
    if asked:
        _told(disk.here(Reaper()), _approval(state, disk))


def _work(disk: Checkout, chance: random.Random) -> None:
    """Do what the brief wants, or nothing of it, and hand it in."""
    task = HereDesk(disk.here(Reaper()), "claude").begin(RUN)
    if task is None:
        return
    if chance.random() < 0.8:
        disk.files |= {path: text.encode() for path, text in WORK[task.step].items()}
    HereDesk(disk.here(Reaper()), "claude").submit(RUN)


def test_work_in_a_checkout_is_of_who_comes_and_is_never_lost(seen: Seen, tmp_path: Path) -> None:
    """Work in a person's checkout is of who comes: no driver starts it, and none loses it."""
    for seed in range(as_many(TRIALS)):
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        disk = Checkout(folder)
        disk.begin()
        state = lived(disk, random.Random(seed))

        assert disk.performed == {}
        begun = [each for each in disk.events if isinstance(each, AttemptStarted)]
        ended = [each for each in disk.events if isinstance(each, AttemptFinished)]
        assert all(is_here(each.worker) for each in begun)
        assert not any(isinstance(each, AttemptLost) for each in disk.events)
        assert all(each.checkout is not None for each in ended)
        assert 0 <= len(begun) - len(ended) <= 1
        by = {entry.actor for entry in disk.streams.entries["run/12"] if entry.event in begun}
        assert by <= {worker_here("claude")}
        seen.counts["begun"] += len(begun)
        seen.counts["handed in"] += len(ended)
        seen.counts["killed"] += len(disk.deaths)
        seen.counts["complete"] += isinstance(state.phase, Over)
    seen.at_least(begun=30, handed_in=25, killed=20, complete=3)
