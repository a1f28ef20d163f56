"""What several runs of one tree come to, test by test."""

import pytest

from gatewright.core.judging.chosen_tests import choose_cases, merge_runs
from gatewright.core.ruler.test_machinery import SIZE_BYTES_MAX, find_hooks, new_hooks
from gatewright.model.observations import CanaryOutcome, CaseOutcome
from gatewright.model.records import replace
from gatewright.model.reported_rules import Repeats
from gatewright.model.rules import TestsRule
from tests.observed import case_of, run_of

FAILED, PASSED, SKIPPED = CaseOutcome.FAILED, CaseOutcome.PASSED, CaseOutcome.SKIPPED
REPEATS = Repeats(3, 2, ("t.py::net*",))


def merged(*marks: str, name: str = "a") -> CaseOutcome:
    """Return what one test comes to; "" is a run that does not report it."""
    runs = [run_of({name: mark} if mark else {}, other=".") for mark in marks]
    return next(case.outcome for case in merge_runs(runs, REPEATS).cases if case.name == name)


@pytest.mark.parametrize(
    ("marks", "outcome"),
    [
        ("...", PASSED),
        ("..F", FAILED),
        ("sF.", FAILED),
        (".s.", SKIPPED),
        ("E..", CaseOutcome.ERRORED),
    ],
)
def test_test_counts_by_the_worst_of_its_outcomes(marks: str, outcome: CaseOutcome) -> None:
    assert merged(*marks) is outcome


def test_of_equal_outcomes_the_first_is_kept() -> None:
    runs = [run_of({"a": "."}, other=".") for _ in range(2)]
    first, other = (
        replace(run, cases=tuple(replace(each, message=said) for each in run.cases))
        for run, said in zip(runs, ("one", "two"), strict=True)
    )

    assert {case.message for case in merge_runs([first, other], REPEATS).cases} == {"one"}
    told = replace(other, canary=CanaryOutcome.ALTERED)
    assert merge_runs([told, first], REPEATS).canary is CanaryOutcome.ALTERED


@pytest.mark.parametrize("marks", [("", ".", "."), (".", ".", "")])
def test_test_that_is_not_told_of_in_each_run_counts_as_failed(marks: tuple[str, ...]) -> None:
    assert merged(*marks) is FAILED


@pytest.mark.parametrize(
    ("marks", "outcome"),
    [
        ((".", "F", "."), PASSED),
        ((".", ".", ""), PASSED),
        ((".", "F", "F"), FAILED),
        (("F", "F", "."), FAILED),
    ],
)
def test_test_that_is_repeated_passes_where_it_passed_often_enough(
    marks: tuple[str, ...], outcome: CaseOutcome
) -> None:
    assert merged(*marks, name="net") is outcome


def test_tests_are_chosen_by_id_and_by_tag() -> None:
    one, other = case_of("t.py::a", "."), replace(case_of("t.py::b", "."), tags=("slow",))

    assert choose_cases([one, other], TestsRule()) == (one, other)
    assert choose_cases([one, other], TestsRule(ids=("t.py::a",))) == (one,)
    assert choose_cases([one, other], TestsRule(tags=("sl*",))) == (other,)
    assert choose_cases([one, other], TestsRule(ids=("t.py::a",), tags=("slow",))) == ()


def test_conftest_that_is_not_there_or_cannot_be_read() -> None:
    assert find_hooks(None) == ()
    assert find_hooks(b"#" * SIZE_BYTES_MAX) == ()
    assert find_hooks(b"#" * (SIZE_BYTES_MAX + 1)) is None
    assert find_hooks(b"def f(:") is None


def test_hook_that_is_there_twice_is_new_once() -> None:
    (hook,) = find_hooks(b"def pytest_configure(config): ...\n") or ()

    assert new_hooks((hook,), (hook, hook)) == (hook,)
    assert new_hooks((hook, hook), (hook, hook)) == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("from _pytest.config import Config", "import of Config"),
        ("from a import pytest_runtest_setup", "import of pytest_runtest_setup"),
        ("from a import b as pytest_configure", "import of b"),
        ("from a import *", "import of *"),
        ("from . import *", "import of *"),
        ("import pluggy", "import of pluggy"),
        ("import a as pytest_b", "import of a"),
    ],
)
def test_import_that_reaches_into_the_test_tool_is_a_hook(line: str, told: str) -> None:
    (hook,) = find_hooks(line.encode()) or ()

    assert hook.what == told


@pytest.mark.parametrize("line", ["import pytest", "from a import b", "from . import b"])
def test_import_of_something_else_is_none(line: str) -> None:
    assert find_hooks(line.encode()) == ()
