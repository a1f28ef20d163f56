"""What it means that hunks were undone, and who noticed."""

import pytest

from gatewright.core.code.hunks import Hunk
from gatewright.core.code.reversal_plan import ReversalPlan
from gatewright.core.judges.judge_reversal import judge_reversal, place_of_hunk
from gatewright.core.judging.trials import Outcome, Trial, may_notice, outcome_of
from gatewright.model.observations import TestRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Place, Status, Verdict
from tests.observed import LOST_TOOL, SUBJECT, run_of

HEAD = run_of(one=".", two=".", old="F", off="s")


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (run_of(one=".", two=".", old="F", off="s"), Outcome.UNNOTICED),
        (run_of(one=".", two=".", old=".", off="."), Outcome.UNNOTICED),
        (run_of(one="F", two=".", old="F"), Outcome.NOTICED),
        (run_of(one="E", two="."), Outcome.NOTICED),
        (run_of(one="s", two="."), Outcome.NOTICED),
        (run_of(two="."), Outcome.NOTICED),
        (LOST_TOOL, Outcome.NOTICED),
        (Trouble("environment.failed", "", "", ""), Outcome.UNDECIDED),
    ],
)
def test_worse_than_the_head_is_noticed(seen: TestRun | Trouble, outcome: Outcome) -> None:
    assert outcome_of(HEAD, seen) is outcome


def test_only_the_files_that_were_run_are_looked_at() -> None:
    assert outcome_of(HEAD, run_of(), ("other.py",)) is Outcome.UNNOTICED


def test_nothing_passes_so_nothing_could_notice() -> None:
    assert may_notice(HEAD)
    assert not may_notice(run_of(one="F", two="s"))


PLAN = ReversalPlan((Hunk("a.py", 0, 2, ()), Hunk("a.py", 5, 6, ())))


@pytest.mark.parametrize(
    ("outcomes", "status", "code"),
    [
        ([Outcome.NOTICED, Outcome.NOTICED], Status.PASS, None),
        ([Outcome.NOTICED, Outcome.UNNOTICED], Status.FAIL, "proof.unnoticed"),
        ([Outcome.UNNOTICED], Status.FAIL, "proof.unnoticed"),
        ([Outcome.NOTICED], Status.PASS, None),
        ([Outcome.UNDECIDED, Outcome.UNDECIDED], Status.ERROR, "proof.not-tried"),
        ([], Status.ERROR, "proof.not-tried"),
    ],
)
def test_one_hunk_that_nobody_notices_fails(
    outcomes: list[Outcome], status: Status, code: str | None
) -> None:
    trials = [Trial(Place("a.py", 1), outcome) for outcome in outcomes]

    verdict = judge_reversal("reversal", trials, PLAN, SUBJECT)

    assert verdict.status is status
    assert [reason.code for reason in verdict.reasons] == ([code] if code else [])


def test_what_was_left_out_is_said() -> None:
    plan = ReversalPlan(PLAN.hunks, inert=2, removals=1, moved=1, uncut=("b.py",))

    notes = judge_reversal("reversal", [Trial(Place("a.py"), Outcome.NOTICED)], plan, SUBJECT).notes

    assert [note.split(":")[0] for note in notes] == [
        "1 hunk not tried",
        "2 hunks left out",
        "1 hunk left out",
        "1 hunk left out",
        "not cut into hunks",
    ]


def test_place_is_where_the_code_of_a_hunk_begins() -> None:
    head = b"a\n\n\ndef f():\n    return 1\n\n"

    assert place_of_hunk(Hunk("a.py", 1, 6, ()), head) == Place("a.py", 4, "lines 4-5: def f():")
    assert place_of_hunk(Hunk("a.py", 0, 1, ()), head) == Place("a.py", 1, "a")
    assert place_of_hunk(Hunk("a.py", 1, 3, ()), head) == Place("a.py", 2, "")
    assert place_of_hunk(Hunk("a.py", 6, 6, (b"x",)), head) == Place("a.py", 7, "")


def test_verdict_counts_in_words() -> None:
    def told(*outcomes: Outcome) -> Verdict:
        trials = [Trial(Place("a.py", 1), outcome) for outcome in outcomes]
        return judge_reversal("reversal", trials, PLAN, SUBJECT)

    good, bad = Outcome.NOTICED, Outcome.UNNOTICED
    assert told(good).headline == "1 hunk undone, and a test noticed"
    assert told(good, good).headline == "2 hunks undone one by one, each noticed by a test"
    assert told(bad).reasons[0].found == "1 hunk is noticed by no test (1 undone one by one)"
    assert told(bad, bad).reasons[0].found == "2 hunks are noticed by no test (2 undone one by one)"
