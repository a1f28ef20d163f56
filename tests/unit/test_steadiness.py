"""What looks that differ make of a verdict."""

import pytest

from gatewright.core.judges.judge_tests import judge_tests
from gatewright.core.judging.steadiness import (
    essence_of,
    is_unstable,
    judge_findings_steadiness,
    judge_steadiness,
)
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.ids import Digest, TreeId
from gatewright.model.observations import (
    CanaryOutcome,
    FileCoverage,
    Finding,
    FindingLevel,
    FindingsRun,
    TestRun,
)
from gatewright.model.records import replace
from gatewright.model.rules import TestsRule
from gatewright.model.verdicts import Status, Verdict
from tests.observed import BASE, SUBJECT, execution, run_of


def on_base(run: TestRun) -> TestRun:
    return replace(run, execution=execution(BASE))


def judged(head: TestRun, base: TestRun) -> Verdict:
    return judge_tests("tests", head, on_base(base), TestsRule(), SUBJECT)


def test_one_look_changes_nothing() -> None:
    run = run_of(a=".")
    verdict = judged(run, run)

    assert judge_steadiness(verdict, [(run,), (on_base(run),)], None) is verdict


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_it_does_not_matter_which_look_came_first(order: tuple[int, int]) -> None:
    looks = [run_of(a=".", b="."), run_of(a=".", b="F")]
    told = tuple(looks[n] for n in order)

    verdict = judge_steadiness(judged(told[-1], run_of(a=".")), [told], None)

    assert verdict.status is Status.FAIL
    assert is_unstable(verdict)


def test_looks_are_equal_whatever_their_order_times_and_words() -> None:
    run = run_of(a=".", b="F")
    other = replace(
        run,
        execution=replace(run.execution, duration_ms=99),
        cases=tuple(replace(case, message="other words") for case in reversed(run.cases)),
    )

    assert essence_of(run) == essence_of(other)
    assert essence_of(run) != essence_of(run_of(a=".", b="."))
    assert essence_of(run) != essence_of(replace(run, canary=CanaryOutcome.ALTERED))


def test_what_the_base_expects_to_differ_is_a_note() -> None:
    looks = (run_of(a="."), run_of(a="F"))

    verdict = judge_steadiness(judged(looks[0], looks[0]), [looks], None, may_differ=True)

    assert verdict.status is Status.PASS
    assert verdict.notes[-1].startswith("1 test came out differently")


def test_planted_tests_that_are_told_now_and_then_are_unstable() -> None:
    honest = run_of(a=".")
    looks = (replace(honest, canary=CanaryOutcome.MISSING), honest)

    assert is_unstable(judge_steadiness(judged(honest, honest), [looks], None))


def test_check_that_runs_no_test_is_no_steadier_for_two_looks() -> None:
    looks = (run_of(a="."), run_of(a="F"))
    verdict = replace(judged(looks[0], looks[0]), kind="lint")

    assert judge_steadiness(verdict, [looks], None) is verdict


def test_planted_expectations_are_unsteady_by_what_is_composed_only() -> None:
    looks = (run_of(a="."), run_of(a="F"))
    composed = tuple(replace(run, execution=execution(TreeId("c" * 40))) for run in looks)
    verdict = replace(judged(looks[0], looks[0]), kind="expectations")

    assert not is_unstable(judge_steadiness(verdict, [looks, ()], None))
    assert is_unstable(judge_steadiness(verdict, [composed, ()], None))


def test_lines_that_ran_in_one_look_only_are_told_those_of_the_change_alone() -> None:
    first = run_of(a=".", coverage=(FileCoverage("a.py", frozenset({1, 2}), frozenset()),))
    second = run_of(a=".", coverage=(FileCoverage("a.py", frozenset({1}), frozenset({2})),))
    verdict = replace(judged(first, first), kind="coverage")
    added = ChangedFile("a.py", FileStatus.MODIFIED, "a.py", added=(Line(1, "x"),))
    change = Change(BASE, TreeId("a" * 40), (added,))

    whole = judge_steadiness(verdict, [(first, second), ()], None)

    assert whole.reasons[-1].places[0].line == 2
    assert not is_unstable(judge_steadiness(verdict, [(first, second)], change))


def found(*lines: int, rule: str = "F401", path: str = "a.py") -> FindingsRun:
    """Return a run of a tool that says the same of some lines."""
    findings = tuple(
        Finding(rule, FindingLevel.ERROR, path, line, "so", Digest(f"{line}")) for line in lines
    )
    return FindingsRun(execution(), findings, ("a.py", "b.py"))


@pytest.mark.parametrize(
    ("base", "is_told"),
    [
        ([found(1), found(1)], True),
        ([found(7), found()], False),
        ([found(7, rule="F402"), found()], True),
        ([found(7, path="b.py"), found()], True),
    ],
)
def test_finding_that_comes_and_goes_is_told_where_the_base_is_steady(
    base: list[FindingsRun], is_told: bool
) -> None:
    run = run_of(a=".")
    head = [found(1, 3), found(1)]

    verdict = judge_findings_steadiness(judged(run, run), head, base)

    assert is_unstable(verdict) is is_told


def test_file_that_a_tool_reads_now_and_then_is_told() -> None:
    run, whole = run_of(a="."), found()
    half = replace(whole, examined=("a.py",))

    verdict = judge_findings_steadiness(judged(run, run), [whole, half], [])

    assert [str(place) for place in verdict.reasons[-1].places] == ["b.py"]
