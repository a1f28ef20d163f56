"""New tests fail before the code is written, and nothing else does."""

import pytest

from gatewright.core.judges.judge_red import judge_red
from gatewright.model.observations import CanaryOutcome
from gatewright.model.verdicts import Status
from tests.observed import SUBJECT, run_of


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ({"a": "."}, {"a": ".", "b": "F"}, Status.PASS),
        ({"a": "."}, {"a": ".", "b": "F", "c": "E"}, Status.PASS),
        ({"a": "."}, {"a": ".", "b": "F", "c": "s"}, Status.PASS),
        ({"a": "."}, {"a": ".", "b": "."}, Status.FAIL),
        ({"a": "."}, {"a": ".", "b": "F", "c": "."}, Status.FAIL),
        ({"a": "."}, {"a": "."}, Status.FAIL),
        ({"a": "."}, {"a": "F", "b": "F"}, Status.FAIL),
        ({"a": "."}, {"b": "F"}, Status.FAIL),
        ({"a": "."}, {"a": ".", "b": "s"}, Status.FAIL),
    ],
)
def test_each_new_test_fails_and_no_old_one(
    before: dict[str, str], after: dict[str, str], status: Status
) -> None:
    verdict = judge_red("red", run_of(before), run_of(after), SUBJECT)

    assert verdict.status is status


@pytest.mark.parametrize("canary", [CanaryOutcome.MISSING, CanaryOutcome.ALTERED])
def test_run_that_hides_a_planted_test_says_nothing(canary: CanaryOutcome) -> None:
    head = run_of({"a": ".", "b": "F"}, canary=canary)

    assert judge_red("red", run_of({"a": "."}), head, SUBJECT).status is Status.ERROR


@pytest.mark.parametrize(
    ("after", "revised", "status"),
    [
        ({"a": "F", "b": "."}, ["t.py"], Status.PASS),
        ({"a": "F", "b": ".", "c": "F"}, ["t.py"], Status.PASS),
        ({"a": "F", "b": "."}, ["other.py"], Status.FAIL),
        ({"a": ".", "b": "."}, ["t.py"], Status.FAIL),
        ({"a": "F"}, ["t.py"], Status.FAIL),
        ({"a": ".", "b": "."}, [], Status.NOT_APPLICABLE),
    ],
)
def test_of_revised_tests_those_that_changed_fail(
    after: dict[str, str], revised: list[str], status: Status
) -> None:
    before = run_of({"a": ".", "b": "."})

    verdict = judge_red("red", before, run_of(after), SUBJECT, revised)

    assert verdict.status is status
