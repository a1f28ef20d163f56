"""Cleaning: lanes of ended runs go; a branch goes once its work is elsewhere, or by a word."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from gatewright.model.ids import StepPath
from gatewright.model.intake import Abort, Intake, Landed, Refusal, Start, Take
from gatewright.model.leftovers import Cleaned, Leftover
from gatewright.ports.lanes import Took
from gatewright.runtime.cleaning import clean
from gatewright.runtime.driver import drive
from gatewright.runtime.lane_names import lane_by_hand
from gatewright.runtime.run_log import RunLog
from tests.simulation.door import REPOSITORY
from tests.simulation.mortal import PERSON, RUN, Disk, Reaper, _started, _tell_nobody, live

BRANCH = "gw/12-adding"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    made = Disk(tmp_path)
    made.lanes.branches_at["main"] = _started(made).origin.commit
    return made


def tell(disk: Disk, intake: Intake) -> None:
    answer = RunLog(disk.edges(Reaper()), RUN, _tell_nobody).admit(intake, PERSON)
    assert not isinstance(answer, Refusal), answer


def to_the_question(disk: Disk) -> None:
    """Drive a run until its plan is a commit, and somebody is asked."""
    tell(disk, Start(_started(disk)))
    drive(disk.edges(Reaper()), RUN, _tell_nobody)
    assert BRANCH in disk.lanes.branches_at


def cleaned(disk: Disk, *, is_insisted: bool = False) -> Cleaned:
    run = disk.edges(Reaper())
    return clean(run, run.journal.rows(), is_insisted=is_insisted)


def named(found: Iterable[Leftover]) -> list[str]:
    return [f"{each.kind} {each.name}" for each in found]


def test_run_that_is_not_over_is_left_alone(disk: Disk) -> None:
    to_the_question(disk)
    before = list(disk.lanes.names())

    left = cleaned(disk, is_insisted=True)

    assert (left.removed, named(left.kept)) == ((), ["run 12"])
    assert list(disk.lanes.names()) == before != []
    assert BRANCH in disk.lanes.branches_at


def test_run_that_is_driven_is_left_alone(disk: Disk) -> None:
    to_the_question(disk)
    tell(disk, Abort(PERSON, "enough"))
    run = disk.edges(Reaper())

    with run.journal.drive("run/12"):
        left = cleaned(disk)

    assert [each.because for each in left.kept] == ["is just being ended"]
    assert list(disk.lanes.names()) == ["12-write-plan"]


def test_branch_of_an_aborted_run_stays_until_somebody_insists(disk: Disk) -> None:
    to_the_question(disk)
    tell(disk, Abort(PERSON, "enough"))
    disk.lanes.open("121-other", disk.origin, _started(disk).origin.commit)

    left = cleaned(disk)

    assert named(left.removed) == ["lane 12-write-plan"]
    assert named(left.kept) == [f"branch {BRANCH}"]
    assert left.kept[0].ways_out[-1] == "gatewright clean 12 --force"
    assert named(cleaned(disk, is_insisted=True).removed) == [f"branch {BRANCH}"]
    assert cleaned(disk) == Cleaned()
    assert list(disk.lanes.names()) == ["121-other"]


def test_branch_of_a_run_that_landed_goes_by_itself(disk: Disk) -> None:
    state = live(disk, Reaper())

    left = cleaned(disk)
    assert len(left.removed) == len(disk.performed) - 1  # a step that was tried twice has one lane
    assert [(each.name, each.ways_out[0]) for each in left.kept] == [(BRANCH, "gatewright land 12")]
    took = disk.lanes.land(REPOSITORY, state.commits[-1], "main")
    assert isinstance(took, Took)
    tell(disk, Landed(took.commit, took.branch, PERSON))

    assert named(cleaned(disk).removed) == [f"branch {BRANCH}"]


def test_landed_branch_that_the_target_lost_again_stays(disk: Disk) -> None:
    state = live(disk, Reaper())
    tell(disk, Landed(state.commits[-1], "main", PERSON))

    assert [each.because for each in cleaned(disk).kept] == ["holds commits that are nowhere else"]
    assert BRANCH in disk.lanes.branches_at


@pytest.mark.parametrize("is_worked_on", [True, False])
def test_work_by_hand_that_was_not_handed_in_stays(disk: Disk, is_worked_on: bool) -> None:
    tell(disk, Start(_started(disk)))
    folder = disk.lanes.open(lane_by_hand(RUN), disk.origin, _started(disk).origin.commit)
    tell(disk, Take(StepPath("write-plan"), PERSON, folder))
    tell(disk, Abort(PERSON, "enough"))
    if is_worked_on:
        Path(folder, "mine.py").write_text("mine\n")

    left = cleaned(disk)

    assert named(left.kept if is_worked_on else left.removed) == ["lane 12.hand"]
    assert (disk.lanes.folder("12.hand") is not None) == is_worked_on
    if is_worked_on:
        assert left.kept[0].ways_out[0] == f"cd {folder}"
        assert named(cleaned(disk, is_insisted=True).removed) == ["lane 12.hand"]
