"""The canaries of a run: how they are named, and what a report says of them."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.checks.canaries import compare_canaries, plan_node_canary, plan_python_canary
from gatewright.model.observations import CanaryOutcome, CaseOutcome, TestCase

CANARY = plan_python_canary("0f", "tests", "test_*.py", "test*")
NAMED = {
    CANARY.passing: CaseOutcome.PASSED,
    CANARY.failing: CaseOutcome.FAILED,
}


def case(name: str, outcome: CaseOutcome, message: str = CANARY.secret) -> TestCase:
    return TestCase(f"tests/a.py::{name}", "tests/a.py", 1, name, outcome, message)


def honest() -> list[TestCase]:
    return [case(name, outcome) for name, outcome in NAMED.items()]


def test_canaries_reported_as_they_are_leave_the_others() -> None:
    other = case("test_other", CaseOutcome.PASSED)

    assert compare_canaries([CANARY], [*honest(), other], 1) == (CanaryOutcome.REPORTED, (other,))


@pytest.mark.parametrize("code", [0, 1])
def test_run_with_a_failure_cannot_end_well(code: int) -> None:
    expected = CanaryOutcome.REPORTED if code else CanaryOutcome.ALTERED

    assert compare_canaries([CANARY], honest(), code)[0] is expected


@pytest.mark.parametrize("index", [0, 1])
def test_canary_that_is_not_reported_is_missing(index: int) -> None:
    assert compare_canaries([CANARY], [honest()[index]], 1)[0] is CanaryOutcome.MISSING


@given(st.sampled_from(CaseOutcome), st.sampled_from(CaseOutcome), st.booleans())
def test_any_other_outcome_is_altered(good: CaseOutcome, bad: CaseOutcome, keeps: bool) -> None:
    message = CANARY.secret if keeps else "AssertionError"
    cases = [case(CANARY.passing, good), case(CANARY.failing, bad, message)]
    is_true = good == "passed" and bad in ("failed", "errored") and keeps

    outcome, _ = compare_canaries([CANARY], cases, 1)

    assert outcome is (CanaryOutcome.REPORTED if is_true else CanaryOutcome.ALTERED)


@pytest.mark.parametrize("file", ["test_*.py", "*_test.py", "check_*.py", "tests.py", "t?st_*.py"])
@pytest.mark.parametrize("function", ["test*", "test_*", "check_*", "*_holds", "it_*_does"])
def test_canary_has_names_that_the_project_collects(file: str, function: str) -> None:
    canary = plan_python_canary("0f", "tests", file, function)

    assert canary.path.startswith("tests/")
    assert canary.path.removeprefix("tests/").removesuffix(".py").isidentifier()
    for name in (canary.passing, canary.failing):
        assert fnmatchcase(name, function)
        assert name.isidentifier()
    compile(canary.text, canary.path, "exec")


def test_names_depend_on_token_and_folder() -> None:
    canaries = [
        plan_node_canary(*each, ".test.js", "") for each in (("a", "x"), ("b", "x"), ("a", "y"))
    ]

    assert len({each.passing for each in canaries}) == 3
