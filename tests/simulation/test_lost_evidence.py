"""What an attempt needs and cannot have holds the run at once; nobody is paid to try without it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.cli.run import exit_of
from gatewright.core.state.run_state import Blocked, RunState
from gatewright.model.events import AttemptStarted
from gatewright.model.ids import CommitId, Digest, TreeId
from gatewright.model.intake import Hint, Refusal, Start
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.runtime.driver import drive
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog
from gatewright.testing.memory_lanes import MemoryLanes
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.views.exits import Exit
from tests.simulation.mortal import (
    PERSON,
    RUN,
    Disk,
    Reaper,
    _approval,
    _started,
    _tell_nobody,
    _told,
)


class Forgetful(MemoryEvidence):
    """Evidence that somebody removes as soon as it is written."""

    def get(self, digest: Digest) -> bytes | None:
        return None


class Spoiled(MemoryLanes):
    """Lanes whose trees somebody removed."""

    def open(self, name: str, tree: TreeId, parent: CommitId) -> str:
        raise Mistake("repository.incomplete", "an object is missing", found=tree)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def begun(disk: Disk) -> list[str]:
    return [
        f"{each.step} {each.number}" for each in disk.events if isinstance(each, AttemptStarted)
    ]


def driven(run: RunEdges, disk: Disk) -> RunState:
    """Start the run, and drive it past its first question where it comes so far."""
    _told(run, Start(_started(disk)))
    state = drive(run, RUN, _tell_nobody)
    if isinstance(state.phase, Blocked):
        return state
    _told(run, _approval(state, disk))
    return drive(run, RUN, _tell_nobody)


def nobody(disk: Disk) -> RunEdges:
    return replace(disk.edges(Reaper()), worker=lambda _: None)


def no_tree(disk: Disk) -> RunEdges:
    return replace(disk.edges(Reaper()), lanes=Spoiled(disk.door.trees, str(disk.folder)))


@pytest.mark.parametrize("spoil", [nobody, no_tree])
def test_run_whose_agent_or_ground_is_gone_is_blocked_before_the_first_attempt(
    spoil: Callable[[Disk], RunEdges], disk: Disk
) -> None:
    state = driven(spoil(disk), disk)

    assert isinstance(state.phase, Blocked)
    assert "is missing or altered" in state.phase.because
    assert exit_of(state) == Exit.BLOCKED
    assert begun(disk) == []


def test_lost_verdict_blocks_until_a_person_says_how_it_goes_on(disk: Disk) -> None:
    run = disk.edges(Reaper())
    run = replace(run, edges=replace(run.edges, evidence=Forgetful()))

    state = driven(run, disk)

    assert isinstance(state.phase, Blocked)
    assert "the verdict of work on attempt 1, evidence " in state.phase.because
    assert begun(disk) == ["write-plan 1", "build/1 1", "build/2 1"]
    assert drive(run, RUN, _tell_nobody) == state
    answer = RunLog(run, RUN, _tell_nobody).admit(Hint(None, PERSON, "write it"), PERSON)
    assert not isinstance(answer, Refusal), answer

    state = drive(run, RUN, _tell_nobody)

    assert not isinstance(state.phase, Blocked)
    assert begun(disk)[3:] == ["build/2 2"]  # it was told `work.empty` from the journal
    assert len(state.commits) == 3
