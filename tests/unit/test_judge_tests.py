"""What a test run comes to: against its base, alone, and when it cannot be believed."""

import pytest

from gatewright.core.judges.judge_tests import judge_tests
from gatewright.model.observations import CanaryOutcome, TestRun
from gatewright.model.rules import TestsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from tests.observed import LOST_TOOL, SUBJECT, case_of, run_of

NOTHING = run_of()
EMPTY = run_of(canary=CanaryOutcome.MISSING)


@pytest.mark.parametrize(
    ("head", "control", "status", "codes"),
    [
        (run_of(a="."), run_of(a="."), Status.PASS, []),
        (run_of(a=".", b="."), run_of(a="."), Status.PASS, []),
        (run_of(a="F"), run_of(a="."), Status.FAIL, ["tests.failed"]),
        (run_of(a="E"), run_of(a="."), Status.FAIL, ["tests.failed"]),
        (run_of(a="F", b="."), run_of(a="F", b="."), Status.PASS, []),
        (run_of(a="F", b="."), None, Status.FAIL, ["tests.failed"]),
        (run_of(a="F"), None, Status.ERROR, ["tests.none-pass"]),
        (run_of(a="E"), run_of(a="E"), Status.ERROR, ["tests.none-pass"]),
        (run_of(a="."), None, Status.PASS, []),
        (run_of(a="."), LOST_TOOL, Status.PASS, []),
        (run_of(a="s", b="."), run_of(a=".", b="."), Status.FAIL, ["tests.lost"]),
        (run_of(b="."), run_of(a=".", b="."), Status.FAIL, ["tests.lost"]),
        (run_of(b="."), run_of(a="F", b="."), Status.PASS, []),
        (run_of(b="."), run_of(a="s", b="."), Status.PASS, []),
        (NOTHING, None, Status.ERROR, ["tests.none-ran"]),
        (run_of(a="s"), None, Status.ERROR, ["tests.none-ran"]),
        (run_of(a="s"), run_of(a="."), Status.FAIL, ["tests.none-ran"]),
        (EMPTY, run_of(a="."), Status.FAIL, ["tests.none-ran"]),
        (EMPTY, None, Status.ERROR, ["tests.none-ran"]),
        (LOST_TOOL, None, Status.ERROR, ["tests.could-not-start"]),
        (LOST_TOOL, LOST_TOOL, Status.ERROR, ["tests.could-not-start"]),
        (LOST_TOOL, NOTHING, Status.ERROR, ["tests.could-not-start"]),
        (LOST_TOOL, run_of(a="."), Status.FAIL, ["check.broken-by-change"]),
    ],
    ids=[
        "same",
        "one-more",
        "fails-now",
        "does-not-build-now",
        "failed-before-too",
        "fails-without-base",
        "none-passes-without-base",
        "none-passes-on-either-side",
        "passes-without-base",
        "base-not-judged",
        "skipped-now",
        "deleted",
        "deleted-but-failed-before",
        "deleted-but-skipped-before",
        "nothing-ran",
        "all-skipped",
        "all-skipped-but-ran-before",
        "all-deleted",
        "nothing-collected",
        "no-run",
        "no-run-on-either-side",
        "no-run-and-nothing-before",
        "no-run-but-one-before",
    ],
)
def test_run_is_judged_against_its_base(
    head: TestRun | Trouble, control: TestRun | Trouble | None, status: Status, codes: list[str]
) -> None:
    verdict = judge_tests("tests", head, control, TestsRule(), SUBJECT)

    assert (verdict.status, [reason.code for reason in verdict.reasons]) == (status, codes)


@pytest.mark.parametrize("outcome", [CanaryOutcome.MISSING, CanaryOutcome.ALTERED])
def test_altered_report_is_a_failure_when_the_base_reports_honestly(
    outcome: CanaryOutcome,
) -> None:
    verdict = judge_tests(
        "tests", run_of(a=".", canary=outcome), run_of(a="."), TestsRule(), SUBJECT
    )

    assert verdict.status is Status.FAIL
    assert verdict.reasons[0].code == "tests.canary"
    assert verdict.examined.count == 0


def test_altered_report_without_an_honest_base_is_an_error() -> None:
    blind = run_of(a=".", canary=CanaryOutcome.MISSING)

    assert judge_tests("tests", blind, blind, TestsRule(), SUBJECT).status is Status.ERROR
    assert judge_tests("tests", blind, None, TestsRule(), SUBJECT).status is Status.ERROR


def test_tool_without_planted_tests_is_said() -> None:
    head = run_of(a=".", canary=CanaryOutcome.UNSUPPORTED)

    verdict = judge_tests("tests", head, None, TestsRule(), SUBJECT)

    assert verdict.status is Status.PASS
    assert any("planted" in note for note in verdict.notes)


def test_nothing_collected_is_a_lost_report_where_nothing_need_run() -> None:
    verdict = judge_tests("tests", EMPTY, run_of(a="."), TestsRule(min_run=0), SUBJECT)

    assert [reason.code for reason in verdict.reasons] == ["tests.canary"]


def test_too_few_tests_are_counted_with_those_left_out() -> None:
    head = run_of(a=".", b="s", c="s")

    verdict = judge_tests("tests", head, None, TestsRule(min_run=2), SUBJECT)

    assert verdict.headline == "1 test ran, 2 skipped"


def test_old_failures_are_named_and_left_alone() -> None:
    verdict = judge_tests(
        "tests", run_of(a="F", b="."), run_of(a="F", b=".", c="F"), TestsRule(), SUBJECT
    )

    assert verdict.notes == (
        "1 test failed on the base too, left alone",
        "1 test that failed on the base are gone",
    )


def test_test_that_moved_to_another_file_is_not_lost() -> None:
    before = run_of(test_a=".", b=".")
    after = TestRun(
        before.execution,
        (case_of("moved.py::test_a", "."), case_of("t.py::b", ".")),
        CanaryOutcome.REPORTED,
        None,
    )

    assert judge_tests("tests", after, before, TestsRule(), SUBJECT).status is Status.PASS


def test_renamed_parameter_is_not_lost_but_a_dropped_one_is() -> None:
    before = run_of({"a[1]": ".", "a[2]": "."})
    renamed = run_of({"a[one]": ".", "a[2]": "."})
    dropped = run_of({"a[2]": "."})

    assert judge_tests("tests", renamed, before, TestsRule(), SUBJECT).status is Status.PASS
    assert judge_tests("tests", dropped, before, TestsRule(), SUBJECT).status is Status.FAIL


def test_more_skips_than_allowed_are_refused() -> None:
    verdict = judge_tests("tests", run_of(a=".", b="s"), None, TestsRule(max_skipped=0), SUBJECT)

    assert [reason.code for reason in verdict.reasons] == ["tests.skipped"]


def test_error_of_tests_that_all_fail_says_what_the_first_one_says() -> None:
    (reason,) = judge_tests("tests", run_of(a="s", b="F"), None, TestsRule(), SUBJECT).reasons

    assert (reason.code, reason.tail) == ("tests.none-pass", "it broke")
    assert [place.text.partition(":")[0] for place in reason.places] == ["b"]
