"""What stands in standard reports beside lines and outcomes: branches, tags, levels, files."""

import json
import time
from pathlib import Path

import pytest

from gatewright.checks.readers.sarif import SarifReport, read_sarif
from gatewright.checks.written_reports import WrittenReports
from gatewright.model.observations import CaseOutcome, FileCoverage, FindingLevel
from gatewright.model.trouble import Trouble
from gatewright.ports.reports import ReportedTree, WrittenReport
from gatewright.runtime.reporting import report_path

TREE = ReportedTree("/tree", frozenset({"src/a.x", "tests/a.t"}))


def coverage(*contents: str, is_lcov: bool = True) -> tuple[FileCoverage, ...] | Trouble:
    reports = [WrittenReport(f"{n}", content.encode()) for n, content in enumerate(contents)]
    return WrittenReports().coverage(reports, TREE, is_lcov=is_lcov)


def cobertura(told: str) -> str:
    line = f'<line number="1" hits="1" branch="true" condition-coverage="{told}"/>'
    return f'<coverage><class filename="src/a.x"><lines>{line}</lines></class></coverage>'


def test_branch_that_one_report_took_is_taken() -> None:
    first = "SF:src/a.x\nDA:1,1\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nend_of_record\n"
    second = "SF:src/a.x\nDA:2,4\nBRDA:1,0,1,2\nBRDA:2,0,0,0\nend_of_record\n"

    assert coverage(first, second) == (
        FileCoverage(
            "src/a.x",
            frozenset({1, 2}),
            frozenset(),
            frozenset({"1,0,0", "1,0,1"}),
            frozenset({"2,0,0"}),
        ),
    )


def test_branches_of_cobertura_are_counted_and_their_rate_ignored() -> None:
    (file,) = as_files(coverage(cobertura("100% (1/3)"), is_lcov=False))

    assert (len(file.branches_ran), len(file.branches_missed)) == (1, 2)


def as_files(seen: tuple[FileCoverage, ...] | Trouble) -> tuple[FileCoverage, ...]:
    assert not isinstance(seen, Trouble), seen
    return seen


@pytest.mark.parametrize(
    ("content", "is_lcov"),
    [
        ("SF:src/a.x\nBRDA:1\n", True),
        ("SF:src/a.x\nBRDA:x,0,0,1\n", True),
        ("SF:src/a.x\nBRDA:1,0,0,many\n", True),
        (cobertura("50% (3/2)"), False),
        (cobertura("50% (1/99999999)"), False),
        (cobertura("50% (a/b)"), False),
    ],
)
def test_branch_that_cannot_be_is_trouble(content: str, is_lcov: bool) -> None:
    assert isinstance(coverage(content, is_lcov=is_lcov), Trouble)


def test_test_has_its_file_its_id_and_its_tags() -> None:
    suite = (
        "<testsuite name='s'><properties><property name='tags' value='slow, net'/></properties>"
        "<testcase file='/tree/tests/a.t' classname='C' name='one' line='3'>"
        "<properties><property name='tag' value='own'/><property name='x' value='y'/></properties>"
        "</testcase><testcase file='../gone.t' name='two'/></testsuite>"
    )
    seen = WrittenReports().tests([WrittenReport("r", suite.encode())], TREE)

    assert not isinstance(seen, Trouble)
    assert [(case.test_id, case.file, case.tags) for case in seen] == [
        ("tests/a.t::C::one", "tests/a.t", ("net", "own", "slow")),
        ("s::two", "", ("net", "slow")),
    ]


def test_test_in_two_reports_counts_by_the_worse() -> None:
    good = b"<testsuite><testcase classname='C' name='a'/></testsuite>"
    bad = b"<testsuite><testcase classname='C' name='a'><failure/></testcase></testsuite>"

    for pair in ((good, bad), (bad, good)):
        seen = WrittenReports().tests([WrittenReport("r", one) for one in pair], TREE)
        assert not isinstance(seen, Trouble)
        assert [case.outcome for case in seen] == [CaseOutcome.FAILED]


def sarif(result: object, **run: object) -> SarifReport:
    rules = [{"id": "A", "defaultConfiguration": {"level": "error"}}, {"id": "B"}]
    driver = {"name": "t", "rules": rules}
    whole = {"runs": [{"tool": {"driver": driver}, "results": [result], **run}]}
    report = read_sarif(json.dumps(whole).encode(), "/tree")
    assert isinstance(report, SarifReport)
    return report


@pytest.mark.parametrize(
    ("result", "rule", "level"),
    [
        ({"ruleId": "A"}, "A", FindingLevel.ERROR),
        ({"ruleIndex": 0}, "A", FindingLevel.ERROR),
        ({"rule": {"index": 1}}, "B", FindingLevel.WARNING),
        ({"ruleIndex": 9}, "", FindingLevel.WARNING),
        ({"ruleId": "A", "level": "note"}, "A", FindingLevel.NOTE),
        ({"ruleId": "A", "kind": "pass"}, "A", FindingLevel.NOTE),
        ({"ruleId": "A", "kind": "fail"}, "A", FindingLevel.ERROR),
    ],
)
def test_result_has_its_rule_and_level(result: object, rule: str, level: FindingLevel) -> None:
    (one,) = sarif(result).results

    assert (one.rule, one.level) == (rule, level)


def test_place_is_found_by_its_base_and_by_its_number() -> None:
    by_base = {"uri": "a.x", "uriBaseId": "S"}
    bases = {"S": {"uri": "file:///tree/src/"}}
    artifacts = [{"location": {"uri": "src/a.x"}}, {"location": {"uri": "../out"}}]

    for location in (by_base, {"index": 0}):
        place = {"locations": [{"physicalLocation": {"artifactLocation": location}}]}
        report = sarif(place, originalUriBaseIds=bases, artifacts=artifacts)
        assert [one.path for one in report.results] == ["src/a.x"]
        assert report.artifacts == ("src/a.x",)


@pytest.mark.parametrize(
    ("written", "folder", "yes", "no"),
    [
        ("out/t.xml", "out", "out/t.xml", "out/u.xml"),
        ("t.xml", "", "t.xml", "out/t.xml"),
        ("out/**/*.xml", "out", "out/a/b/t.xml", "t.xml"),
        ("a*/t.xml", "", "ab/t.xml", "b/t.xml"),
    ],
)
def test_report_lies_below_the_first_folder_without_a_sign(
    written: str, folder: str, yes: str, no: str
) -> None:
    path = report_path(written)

    assert path.folder == folder
    assert path.matches(yes)
    assert not path.matches(no)


def test_fault_is_planted_only_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    (tmp_path / "link").symlink_to("/")
    reports = WrittenReports()

    assert reports.plant(str(tmp_path), "new/bad.x", "bad") is None
    assert (tmp_path / "new" / "bad.x").read_text() == "bad"
    for taken in ("there", "link/x", "there/x"):
        assert isinstance(reports.plant(str(tmp_path), taken, "bad"), Trouble)
    assert (tmp_path / "there").read_text() == "mine"


def test_report_of_many_entries_is_read_in_bounded_time() -> None:
    lines = "".join(f"BRDA:{n},0,0,1\n" for n in range(1, 60_000))
    before = time.process_time()

    as_files(coverage(f"SF:src/a.x\n{lines}end_of_record\n"))

    assert time.process_time() - before < 5
