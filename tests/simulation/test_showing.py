"""Verdicts by every name that is printed of them; whole, or said to be gone; and judged again."""

from pathlib import Path

import pytest

from gatewright.core.judging.naming import verdict_id
from gatewright.model.events import StepJudged, VerdictLine
from gatewright.model.ids import Digest, RunId
from gatewright.model.judgement import Doing, Progress, Recalled, Stability
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake, Trouble
from gatewright.model.verdicts import Status
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.store import Records
from gatewright.runtime.finding_runs import find_run
from gatewright.runtime.remembering import VERDICTS, recall
from gatewright.runtime.reproducing import reproduce_step
from gatewright.runtime.run_verdicts import RunVerdicts, lost_of
from gatewright.runtime.showing import recall_any
from gatewright.testing.memory_journal import MemoryJournal
from gatewright.testing.memory_store import MemoryEvidence, MemoryRecords
from gatewright.testing.toy_tools import ToyTests
from tests.judgements import TESTS
from tests.simulation.door import Door, verdict_of
from tests.simulation.mortal import Disk, Reaper, live

BASE = {"code.py": "add\n", "tests/test_old.py": "old: add\n"}


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Return a run that came to its end with one refusal on the way."""
    disk = Disk(tmp_path)
    live(disk, Reaper())
    return disk


def shown(disk: Disk, name: str, records: Records | None = None) -> Recalled:
    journal = MemoryJournal(disk.streams)
    runs = RunVerdicts(journal, disk.evidence)

    def find(typed: str) -> RunId:
        return find_run(journal.rows(), typed, lambda: "")

    return recall_any(records or MemoryRecords(), runs, find, name)


def refused(disk: Disk, name: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        shown(disk, name)
    return caught.value


def line_of(disk: Disk, step: str, check: str, status: Status = Status.PASS) -> VerdictLine:
    return next(
        line
        for event in disk.events
        if isinstance(event, StepJudged) and event.step == step
        for line in event.verdicts
        if (line.check, line.status) == (check, status)
    )


def test_verdict_of_a_run_is_found_by_every_name_it_has(disk: Disk) -> None:
    digest = line_of(disk, "finish", "tests").verdict
    found = shown(disk, digest)
    assert found.stored is not None
    assert found.of_run is not None

    names = [digest[:12], digest[:4], verdict_id(found.stored.verdict), "12/finish/tests"]
    names += ["adding/finish", "12-adding/finish", "12/finish"]
    assert [shown(disk, name) for name in names] == [found] * len(names)
    assert (found.of_run.step, found.of_run.check) == ("finish", "tests")
    assert found.lost == ()


def test_only_what_is_judged_against_the_base_is_called_so(disk: Disk) -> None:
    first, later = shown(disk, "12/write-plan/work"), shown(disk, "12/build/2/work")

    assert first.stored is not None
    assert first.stored.base is not None
    assert first.stored.base.tree == disk.origin
    assert later.stored is not None
    assert later.stored.base is None


def test_verdict_of_an_earlier_attempt_is_found_by_its_digest(disk: Disk) -> None:
    earlier = line_of(disk, "build/2", "work", Status.FAIL)

    found = shown(disk, earlier.verdict[:12])
    now = shown(disk, "12/build/2/work")

    assert found.stored is not None
    assert (found.stored.verdict.status, found.stored.base) == (Status.FAIL, None)
    assert now.stored is not None
    assert now.stored.verdict.status is Status.PASS


def test_name_of_several_is_a_mistake_that_lists_them(disk: Disk) -> None:
    several = refused(disk, "12/build/2")

    assert several.code == "verdict.ambiguous"
    assert "12/build/2/work, attempt 2: pass" in "\n".join(several.hints)
    assert all(hint.startswith("gatewright show ") for hint in several.hints)
    assert refused(disk, "12").code == "verdict.ambiguous"


@pytest.mark.parametrize("name", ["12/biuld/2/work", "12/finish/lint", "12/d/2", "12//"])
def test_place_where_nothing_was_judged_is_a_mistake_that_offers_others(
    disk: Disk, name: str
) -> None:
    mistake = refused(disk, name)

    assert mistake.code == "verdict.unknown"
    assert "12/finish/tests" in mistake.hints or "12/build/2/work" in mistake.hints


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("99/finish", "run.unknown"),
        ("0" * 12, "verdict.unknown"),
        ("v-", "verdict.ambiguous"),
        ("v-zzz", "verdict.unknown"),
        ("../../12", "run.unknown"),
        ("/finish", "run.unknown"),
    ],
)
def test_unknown_name_is_a_mistake(disk: Disk, name: str, code: str) -> None:
    assert refused(disk, name).code == code


@pytest.mark.parametrize("left", [None, b"{}", b'{"check":"tests","status":"pass"}'])
def test_verdict_whose_evidence_is_gone_or_altered_is_not_shown(
    disk: Disk, left: bytes | None
) -> None:
    digest = line_of(disk, "finish", "tests").verdict
    del disk.evidence.kept[digest]
    if left is not None:
        disk.evidence.kept[digest] = left

    found = shown(disk, "12/finish/tests")

    assert found.stored is None
    assert found.lost == (digest,)
    assert found.of_run is not None
    assert found.of_run.status is Status.PASS


def test_altered_verdict_of_a_check_is_not_shown() -> None:
    door = Door()
    judgement = door.judge(BASE, BASE)
    name = verdict_id(verdict_of(judgement, "tests"))
    kept = door.records.kept[VERDICTS]
    kept[name] = kept[name].replace(b'"status":"pass"', b'"status":"fail"', 1)

    assert recall(door.records, "tests") is None
    assert recall(door.records, name) is None
    kept[name] = b"not a verdict"
    assert recall(door.records, name) is None


def test_logs_and_reports_that_are_gone_are_named() -> None:
    evidence = MemoryEvidence()
    assert lost_of(evidence, TESTS) == (Digest("a" * 64), Digest("b" * 64))


def test_judging_a_step_again_runs_it_again_and_leaves_the_run_as_it_was(disk: Disk) -> None:
    before = list(disk.events)
    door, told = disk.door, list[Progress]()
    for name in ("finish/tests", "build/1/work", "write-plan/plan"):
        found = shown(disk, f"12/{name}")
        assert found.stored is not None
        assert found.of_run is not None
        asked = len(door.tests.asked)

        again = reproduce_step(disk.edges(Reaper()), found.of_run, found.stored, told.append)

        assert again.stability is Stability.SAME
        assert (len(door.tests.asked) > asked) == (name == "finish/tests")
    assert disk.events == before
    assert any(isinstance(each, Doing) for each in told)


class BrokenTests(ToyTests):
    """Tests that cannot be run any more."""

    def run(self, request: TestRequest) -> Trouble:
        return Trouble("tool.absent", "pytest", "none", "install it")


def test_answer_that_differs_is_unstable(disk: Disk) -> None:
    found = shown(disk, "12/finish/tests")
    assert found.stored is not None
    assert found.of_run is not None
    disk.door.tests = BrokenTests()

    again = reproduce_step(disk.edges(Reaper()), found.of_run, found.stored, lambda _: None)

    assert (again.after.status, again.stability) == (Status.ERROR, Stability.UNSTABLE)


def test_what_is_judged_no_more_is_a_mistake(disk: Disk) -> None:
    found = shown(disk, "12/finish/tests")
    assert found.stored is not None
    assert found.of_run is not None
    of_run = replace(found.of_run, check="gone")

    with pytest.raises(Mistake) as caught:
        reproduce_step(disk.edges(Reaper()), of_run, found.stored, lambda _: None)

    assert caught.value.code == "verdict.not-again"
