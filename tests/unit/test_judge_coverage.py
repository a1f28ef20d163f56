"""How much of the changed code ran, and what counts as not run."""

import pytest

from gatewright.core.judges.judge_coverage import (
    all_lines,
    changed_lines,
    judge_coverage,
)
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.rules import CoverageRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Stage, Status
from tests.observed import BASE, HEAD, LOST_TOOL, SUBJECT, run_of


def change_of(*files: ChangedFile) -> Change:
    return Change(BASE, HEAD, files)


def edited(path: str, *texts: str, status: FileStatus = FileStatus.MODIFIED) -> ChangedFile:
    lines = tuple(Line(number, text) for number, text in enumerate(texts, start=1))
    return ChangedFile(path, status, path, lines)


def covered(path: str, ran: set[int], missed: set[int]) -> dict[str, FileCoverage]:
    return {path: FileCoverage(path, frozenset(ran), frozenset(missed))}


def is_python(path: str) -> bool:
    return path.endswith(".py")


def judge(
    change: Change,
    coverage: dict[str, FileCoverage],
    stage: Stage = Stage.DEVELOPMENT,
    head: TestRun | Trouble | None = None,
) -> tuple[Status, list[str], str]:
    verdict = judge_coverage(
        "coverage",
        head if head is not None else run_of(a="."),
        changed_lines(change, coverage, is_python),
        CoverageRule(),
        stage,
        SUBJECT,
    )
    return verdict.status, [reason.code for reason in verdict.reasons], verdict.headline


@pytest.mark.parametrize(
    ("ran", "stage", "status"),
    [
        (6, Stage.DEVELOPMENT, Status.PASS),
        (5, Stage.DEVELOPMENT, Status.FAIL),
        (7, Stage.STAGING, Status.PASS),
        (6, Stage.STAGING, Status.FAIL),
        (8, Stage.PRODUCTION, Status.PASS),
        (7, Stage.PRODUCTION, Status.FAIL),
    ],
)
def test_threshold_rises_with_the_stage(ran: int, stage: Stage, status: Status) -> None:
    coverage = covered("a.py", set(range(1, ran + 1)), set(range(ran + 1, 11)))

    found, _, _ = judge(change_of(edited("a.py", *["x"] * 10)), coverage, stage)

    assert found is status


def test_lines_that_were_not_changed_do_not_count() -> None:
    coverage = covered("a.py", {1}, {2, 3, 4, 5})

    assert judge(change_of(edited("a.py", "x")), coverage) == (
        Status.PASS,
        [],
        "100 % of changed lines ran; development wants 60 %",
    )


def test_changed_file_that_no_report_names_counts_as_not_run() -> None:
    change = change_of(edited("new.py", "def f():", "    return 1", "", "# why"))

    status, codes, headline = judge(change, {})

    assert (status, codes) == (Status.FAIL, ["coverage.changed-lines", "coverage.absent-file"])
    assert headline == "0 % of changed lines ran; development wants 60 %"


@pytest.mark.parametrize(
    "file",
    [
        edited("README.md", "text"),
        edited("a.py", "x", status=FileStatus.DELETED),
        edited("a.py", "# only a comment"),
    ],
    ids=["no-code", "deleted", "comment"],
)
def test_change_without_code_is_not_applicable(file: ChangedFile) -> None:
    assert judge(change_of(file), {})[0] is Status.NOT_APPLICABLE


def test_run_without_coverage_is_an_error_and_never_a_pass() -> None:
    change = change_of(edited("a.py", "x"))
    blind = run_of(a=".", coverage_trouble=LOST_TOOL)

    assert judge(change, {}, head=LOST_TOOL)[0] is Status.ERROR
    assert judge(change, {}, head=blind)[0] is Status.ERROR


def test_all_lines_of_the_source_are_judged_without_a_base() -> None:
    coverage = covered("a.py", {1, 2}, {3}) | covered("test.js", {1}, set())

    assert [(lines.path, len(lines.ran)) for lines in all_lines(coverage, is_python)] == [
        ("a.py", 2)
    ]


def test_source_file_whose_lines_are_unknown_is_judged_whole() -> None:
    change = change_of(ChangedFile("a.py", FileStatus.MODIFIED, "a.py", is_binary=True))

    assert judge(change, {})[1] == ["coverage.changed-lines", "coverage.absent-file"]
    assert judge(change, covered("a.py", {1}, {2, 3}))[0] is Status.FAIL


@pytest.mark.parametrize("marks", [{}, {"a": "s"}])
def test_lines_that_no_test_could_run_are_an_error(marks: dict[str, str]) -> None:
    status, codes, _ = judge(change_of(edited("a.py", "x = 1")), {}, head=run_of(marks))

    assert (status, codes) == (Status.ERROR, ["tests.none-ran"])
