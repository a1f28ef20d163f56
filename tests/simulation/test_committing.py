"""Whole runs whose work is committed late: how many commits there are, and what they say."""

from pathlib import Path

import pytest

from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.state.run_state import Over, RunState
from gatewright.model.commit_policy import CommitPolicy, CommitRule
from gatewright.model.intake import AllowCommit, Start
from gatewright.model.records import replace
from gatewright.model.workflow import StepDefinition
from gatewright.ports.lanes import CommitRequest
from gatewright.runtime.driver import drive
from gatewright.runtime.run_log import RunLog
from tests.simulation.mortal import (
    PERSON,
    RUN,
    Disk,
    Reaper,
    _approval,
    _started,
    _tell_nobody,
    _told,
    live,
    live_on,
    outcome_of,
)

MESSAGE = "feat: {step.title}\n\nproof {verdicts.proof.measured}, none {verdicts.odd.measured}"


def under(step: StepDefinition, policy: CommitPolicy, message: str = "") -> StepDefinition:
    group = tuple(under(each, policy, message) for each in step.group)
    return replace(step, commit=CommitRule(policy, message), group=group)


def disk_under(folder: Path, policy: CommitPolicy, message: str = "") -> Disk:
    folder.mkdir()
    disk = Disk(folder)
    disk.steps = tuple(under(each, policy, message) for each in disk.steps)
    return disk


def requests(disk: Disk, state: RunState) -> list[CommitRequest]:
    return [disk.lanes.requests[commit] for commit in state.commits]


@pytest.mark.parametrize("policy", [CommitPolicy.BY_STEP, CommitPolicy.ON_APPROVAL])
def test_killed_at_any_commit_it_comes_to_the_same(tmp_path: Path, policy: CommitPolicy) -> None:
    reaper, disk = Reaper(), disk_under(tmp_path / "0", policy)
    wanted = outcome_of(disk, live(disk, reaper))
    places = [at for at, name in enumerate(reaper.names) if name in ("commit", "publish")]

    assert places
    for moment in [2 * at + late for at in places for late in (0, 1)]:
        again = disk_under(tmp_path / f"{moment + 1}", policy)
        assert outcome_of(again, live_on(again, moment)) == wanted, again.deaths


def test_all_work_is_one_commit_that_names_each_step(tmp_path: Path) -> None:
    disk = disk_under(tmp_path / "d", CommitPolicy.BY_STEP)
    (made,) = requests(disk, live(disk, Reaper()))

    assert made.message.startswith("feat: add\n")
    assert made.message.count("Gatewright-Step: ") == 3


def test_message_has_no_line_of_what_nobody_measured(tmp_path: Path) -> None:
    disk = disk_under(tmp_path / "d", CommitPolicy.ON_ACCEPT, MESSAGE)
    messages = [each.message for each in requests(disk, live(disk, Reaper()))]

    assert len(messages) == 3
    assert not any("measured" in each or "none" in each for each in messages)


def test_nothing_is_committed_before_a_person_lets_it_be(tmp_path: Path) -> None:
    disk = disk_under(tmp_path / "d", CommitPolicy.ON_REQUEST)
    run = disk.edges(Reaper())
    _told(run, Start(_started(disk)))
    state = drive(run, RUN, _tell_nobody)
    while not waits_for_permission(state):
        _told(run, _approval(state, disk))
        state = drive(run, RUN, _tell_nobody)

    assert (state.commits, disk.lanes.requests) == ((), {})
    RunLog(run, RUN, _tell_nobody).admit(AllowCommit(PERSON, "feat: as we said"), PERSON)
    state = drive(run, RUN, _tell_nobody)
    assert isinstance(state.phase, Over)
    assert [each.message.splitlines()[0] for each in requests(disk, state)] == [
        "feat: as we said"
    ] * 3
