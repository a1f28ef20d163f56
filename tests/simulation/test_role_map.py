"""Who has which role changes where the result is to land, over fakes: read by who needs it."""

from pathlib import Path

import pytest

from gatewright.core.state.run_state import Over, RunState
from gatewright.model.change import Snapshot
from gatewright.model.feature import People
from gatewright.model.ids import CommitId
from gatewright.model.intake import Start
from gatewright.model.records import replace
from gatewright.model.standing import PeopleChanged
from gatewright.model.trouble import Mistake
from gatewright.ports.lanes import CommitRequest
from gatewright.runtime.desk import Desk
from gatewright.runtime.driver import drive
from gatewright.runtime.matter import CONFIGURATION_PATH
from gatewright.runtime.run_edges import RunEdges
from tests.simulation.door import _Repositories
from tests.simulation.mortal import (
    PERSON,
    RUN,
    Disk,
    Killed,
    Reaper,
    _approval,
    _started,
    _tell_nobody,
    _told,
)


def main_names(disk: Disk, people: str) -> CommitId:
    """Let main be at a commit whose configuration names `people`."""
    tree = disk.door.trees.put({CONFIGURATION_PATH: f"gatewright: 1\n{people}\n".encode()})
    commit = disk.lanes.commit(
        CommitRequest(tree=tree, parent=CommitId("c0"), message="who", author="A <a@b>", at="2026")
    )
    disk.lanes.branches_at["main"] = commit
    return commit


def edges_of(disk: Disk, reaper: Reaper | None = None) -> RunEdges:
    """Return the edges of a program that finds what main holds by now."""
    run = disk.edges(reaper or Reaper())
    commit = disk.lanes.branches_at["main"]
    tree = disk.lanes.requests[commit].tree if commit in disk.lanes.requests else disk.origin
    found = _Repositories(Snapshot(tree, commit, ()), None)
    return replace(run, edges=replace(run.edges, repositories=found))


def begun(folder: Path) -> Disk:
    """Return a run that asks its approver, who is the one that sits here."""
    folder.mkdir()
    disk = Disk(folder)
    disk.lanes.branches_at["main"] = CommitId("c0")
    people = People((("approver", (PERSON,)),), is_solo=False)
    _told(edges_of(disk), Start(replace(_started(disk), people=people)))
    return disk


def driven(disk: Disk, reaper: Reaper | None = None) -> RunState:
    return drive(edges_of(disk, reaper), RUN, _tell_nobody)


def changes(disk: Disk) -> list[PeopleChanged]:
    return [each for each in disk.events if isinstance(each, PeopleChanged)]


def test_map_is_read_by_who_decides_and_said_once(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    asked = driven(disk)
    main_names(disk, "people: {approver: [eve]}")

    with pytest.raises(Mistake) as caught:
        Desk(edges_of(disk)).admit(RUN, _approval(asked, disk))
    with pytest.raises(Mistake):
        Desk(edges_of(disk)).admit(RUN, _approval(asked, disk))

    assert caught.value.code == "approval.role"
    assert "eve" in caught.value.found
    assert [each.people.roles for each in changes(disk)] == [(("approver", ("person:eve",)),)]


def test_map_is_read_by_who_drives_and_what_was_decided_stays(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    Desk(edges_of(disk)).admit(RUN, _approval(driven(disk), disk))
    main_names(disk, "people: {approver: [eve]}")

    state = driven(disk)

    assert state.record(state.started.workflow.steps[1].path).is_settled
    assert len(changes(disk)) == 1
    main_names(disk, "people: {approver: [dev]}")
    Desk(edges_of(disk)).admit(RUN, _approval(state, disk))
    assert isinstance(driven(disk).phase, Over)
    assert len(changes(disk)) == 2
    assert Desk(edges_of(disk)).asked(RUN) is None


def test_what_is_asked_is_shown_by_the_map_as_it_is(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    driven(disk)
    main_names(disk, "people: {approver: [eve]}")

    asked = Desk(edges_of(disk)).asked(RUN)

    assert asked is not None
    assert len(changes(disk)) == 1
    assert asked.head == disk.streams.entries[f"run/{RUN}"][-1].digest


def test_map_that_cannot_be_read_stops_who_decides_and_nobody_who_drives(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    main_names(disk, "people: nobody")

    asked = driven(disk)
    with pytest.raises(Mistake, match="cannot be read"):
        Desk(edges_of(disk)).admit(RUN, _approval(asked, disk))

    assert changes(disk) == []


def test_killed_where_the_map_is_read_it_is_said_once(tmp_path: Path) -> None:
    for moment in range(4):
        disk = begun(tmp_path / f"{moment}")
        main_names(disk, "people: {approver: [dev, eve]}")
        with pytest.raises(Killed):
            driven(disk, Reaper((moment,)))

        state = driven(disk)

        assert len(changes(disk)) == 1
        assert "person:eve" in dict(state.started.people.roles)["approver"]


def test_branch_that_is_gone_changes_nobody(tmp_path: Path) -> None:
    disk = begun(tmp_path / "d")
    asked = driven(disk)
    run = edges_of(disk)
    del disk.lanes.branches_at["main"]

    Desk(run).admit(RUN, _approval(asked, disk))

    assert changes(disk) == []
