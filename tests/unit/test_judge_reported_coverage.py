"""Lines and branches of a whole report: what is counted, what is wanted, what says nothing."""

from gatewright.core.judges.judge_coverage import ChangedLines
from gatewright.core.judges.judge_reported_coverage import (
    NO_LINES,
    ReportedLines,
    judge_reported_coverage,
    lines_of_files,
)
from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.records import replace
from gatewright.model.reported_rules import ReportedCoverageRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import LOST_TOOL, SUBJECT, run_of

RULE = ReportedCoverageRule(("make",), lcov="out/lcov", line=80)
HALF = ChangedLines("a.py", frozenset({1, 2}), frozenset({3, 4}), is_absent=False)
FULL = ChangedLines("b.py", frozenset({1}), frozenset(), is_absent=False)
ABSENT = ChangedLines("c.py", frozenset(), frozenset({1}), is_absent=True)


def judge(
    *files: ChangedLines,
    rule: ReportedCoverageRule = RULE,
    changed: tuple[ChangedLines, ...] | None = None,
    run: TestRun | Trouble | None = None,
    branches: tuple[int, int] = (0, 0),
) -> Verdict:
    lines = ReportedLines(changed, files, *branches)
    return judge_reported_coverage("cover", run or run_of(a="."), lines, rule, SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_total_is_recounted_from_the_lines() -> None:
    assert (judge(FULL).status, judge(FULL).headline) == (Status.PASS, "100 % of lines ran")
    verdict = judge(HALF, FULL)

    assert codes(verdict) == ["coverage.line"]
    assert verdict.headline == "60 % of lines ran; 80 % are wanted"
    assert judge(HALF, FULL, rule=replace(RULE, line=60)).status is Status.PASS


def test_file_that_no_report_names_counts_as_not_run() -> None:
    verdict = judge(FULL, ABSENT)

    assert verdict.headline == "50 % of lines ran; 80 % are wanted"
    assert len(verdict.reasons) == 2
    assert verdict.notes == ("1 source file not in the report, counted as not run",)
    assert judge(FULL, ABSENT, rule=replace(RULE, line=50)).status is Status.PASS


def test_each_file_may_be_held_by_itself() -> None:
    rule = ReportedCoverageRule(("make",), lcov="out/lcov", per_file=60)

    assert codes(judge(HALF, FULL, rule=rule)) == ["coverage.file"]
    verdict = judge(FULL, rule=rule)
    assert (verdict.status, verdict.headline) == (Status.PASS, "each file ran enough")


def test_change_without_a_line_that_can_run_is_not_applicable() -> None:
    rule = ReportedCoverageRule(("make",), lcov="out/lcov", changed_lines=80)

    verdict = judge(FULL, rule=rule, changed=())

    assert verdict.status is Status.NOT_APPLICABLE
    assert verdict.examined.count == 0
    assert codes(judge(FULL, rule=rule, changed=(HALF,))) == ["coverage.changed-lines"]
    assert judge(FULL, rule=rule, changed=None).status is Status.PASS


def test_report_that_says_nothing_is_an_error() -> None:
    branched = replace(RULE, branch=50)

    assert codes(judge()) == ["check.nothing-examined"]
    assert codes(judge(ABSENT)) == ["check.nothing-examined"]
    assert codes(judge(FULL, rule=branched)) == ["coverage.no-branches"]
    assert judge(FULL, rule=branched, branches=(1, 2)).status is Status.PASS
    assert codes(judge(FULL, rule=branched, branches=(1, 3))) == ["coverage.branch"]


def test_run_that_says_nothing_is_an_error() -> None:
    silent = run_of(a=".", coverage_trouble=LOST_TOOL)
    shared = replace(RULE, run=(), from_check="unit")

    assert codes(judge(FULL, run=silent)) == [LOST_TOOL.code]
    assert codes(judge(FULL, run=LOST_TOOL)) == [LOST_TOOL.code]
    assert judge_reported_coverage("c", LOST_TOOL, NO_LINES, RULE, SUBJECT).status is Status.ERROR
    assert judge(FULL, rule=shared, run=run_of(a="s")).status is Status.ERROR
    assert judge(FULL, rule=shared).status is Status.PASS


def test_command_that_did_not_end_well_is_told() -> None:
    run = run_of(a=".")
    failed = replace(run, execution=replace(run.execution, exit_code=2))

    assert judge(FULL, run=failed).notes == ("the command ended with 2",)


def test_lines_of_each_source_file_are_those_reported_or_all_that_may_be_code() -> None:
    reported = {"a.py": FileCoverage("a.py", frozenset({1}), frozenset({2}))}
    texts = {"b.py": b"x = 1\n\n# words\ny = 2\n", "c.bin": b"\0"}

    found = lines_of_files(reported, ["a.py", "b.py", "c.bin", "gone.py"], texts.get)

    assert [(each.path, sorted(each.ran), sorted(each.missed)) for each in found] == [
        ("a.py", [1], [2]),
        ("b.py", [], [1, 4]),
        ("c.bin", [], [1]),
        ("gone.py", [], [1]),
    ]
    assert [each.is_absent for each in found] == [False, True, True, True]
