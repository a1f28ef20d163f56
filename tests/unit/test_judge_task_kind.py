"""The proof of work that is no new behaviour."""

import pytest

from gatewright.core.judges.judge_task_kind import judge_chore, judge_refactor
from gatewright.model.observations import TestRun
from gatewright.model.verdicts import Status
from tests.observed import SUBJECT, run_of


@pytest.mark.parametrize(
    ("control", "head", "status", "codes"),
    [
        (run_of(a=".", b="F"), run_of(a=".", b="F"), Status.PASS, []),
        (run_of(a="."), run_of(a=".", new="F"), Status.PASS, []),
        (run_of(a=".", b="."), run_of(a=".", b="F"), Status.FAIL, ["proof.not-kept"]),
        (run_of(a="."), run_of(renamed="."), Status.FAIL, ["proof.not-kept"]),
        (run_of(a="."), run_of(a="s"), Status.FAIL, ["proof.not-kept"]),
        (run_of(a="F"), run_of(a="."), Status.ERROR, ["proof.nothing-to-keep"]),
        (run_of(), run_of(), Status.ERROR, ["proof.nothing-to-keep"]),
    ],
)
def test_refactoring_keeps_what_passed_under_its_name(
    control: TestRun, head: TestRun, status: Status, codes: list[str]
) -> None:
    verdict = judge_refactor("proof", control, head, SUBJECT)

    assert verdict.status is status
    assert [reason.code for reason in verdict.reasons] == codes


def test_refactoring_says_how_many_tests_are_as_before() -> None:
    kept = judge_refactor("proof", run_of(a=".", b="."), run_of(a=".", b="."), SUBJECT)
    lost = judge_refactor("proof", run_of(a=".", b="."), run_of(a="."), SUBJECT)

    assert kept.headline == "2 tests, each passes before and after the refactoring"
    assert lost.headline == "1 test of 2 not as before the refactoring"


def test_chore_leaves_code_alone() -> None:
    assert judge_chore("proof", (), SUBJECT).status is Status.NOT_APPLICABLE
    verdict = judge_chore("proof", ("a.py", "b.py"), SUBJECT)
    assert verdict.status is Status.FAIL
    assert verdict.reasons[0].found == "a.py and 1 more"
