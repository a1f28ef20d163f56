"""What only people do is refused to processes of ours, and goes on the record, within a bound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.model.events import ActForbidden
from gatewright.model.ids import RunId
from gatewright.model.intake import Abort, Hint, Start
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk import Desk
from gatewright.runtime.people_only import RECORDED_MAX
from tests.simulation.mortal import PERSON, RUN, Disk, Reaper, _started, _told

ACTS: dict[str, Callable[[Desk], object]] = {
    "retry": lambda desk: desk.admit(RUN, Hint(None, PERSON, "again")),
    "abort": lambda desk: desk.admit(RUN, Abort(PERSON, "")),
    "checkout": lambda desk: desk.take(RUN, None),
    "land": lambda desk: desk.land(RUN),
    "clean": lambda desk: desk.clean(RUN, is_insisted=True),
}


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    made = Disk(tmp_path)
    _told(made.edges(Reaper()), Start(_started(made)))
    return made


def worker_desk(disk: Disk) -> Desk:
    return Desk(replace(disk.edges(Reaper()), find_starter=lambda: "its mark"))


@pytest.mark.parametrize("what", ACTS)
def test_act_of_a_person_is_refused_to_a_worker_and_recorded(what: str, disk: Disk) -> None:
    before = disk.events

    with pytest.raises(Mistake) as caught:
        ACTS[what](worker_desk(disk))

    assert caught.value.code == "decision.from-worker"
    assert disk.events == [*before, ActForbidden(what, "its mark")]


def test_record_does_not_fill_with_what_was_tried(disk: Disk) -> None:
    before = len(disk.events)
    for _ in range(RECORDED_MAX + 3):
        with pytest.raises(Mistake):
            worker_desk(disk).require_person(RUN, "approve")

    assert len(disk.events) == before + RECORDED_MAX


def test_run_that_is_not_there_is_not_made_by_it(disk: Disk) -> None:
    with pytest.raises(Mistake) as caught:
        worker_desk(disk).require_person(RunId("99"), "approve")

    assert caught.value.code == "decision.from-worker"
    assert list(disk.streams.entries) == ["run/12"]
