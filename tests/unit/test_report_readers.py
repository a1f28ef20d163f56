"""What the readers take from a report, and what they refuse."""

import pytest

from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.cobertura import parse_cobertura
from gatewright.checks.readers.junit import merge_cases, parse_junit
from gatewright.checks.readers.lcov import parse_lcov
from gatewright.model.observations import CaseOutcome, FileCoverage, TestCase
from gatewright.model.trouble import Trouble

TREE = CheckoutPaths("/tree", "", {"src/a.py", "lib/a.py", "b.js"}.__contains__)
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><testsuites>&b;</testsuites>'


def outcomes(content: bytes) -> list[tuple[str, CaseOutcome]]:
    cases = parse_junit(content)
    assert not isinstance(cases, Trouble), cases
    return [(case.name, case.outcome) for case in cases]


def test_junit_counts_cases_and_not_what_a_suite_says() -> None:
    report = b"""<testsuites tests="99" failures="0"><testcase name="bare"/>
      <testsuite tests="0" failures="0"><testcase name="a"/>
      <testcase name="b"><failure message="m">text</failure></testcase>
      <testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase>
      </testsuite></testsuites>"""

    assert outcomes(report) == [
        ("bare", CaseOutcome.PASSED),
        ("a", CaseOutcome.PASSED),
        ("b", CaseOutcome.FAILED),
        ("c", CaseOutcome.ERRORED),
        ("d", CaseOutcome.SKIPPED),
    ]


def test_junit_message_is_kept_and_cut() -> None:
    report = b'<testsuite><testcase name="b"><failure message="why">%s</failure></testcase>'
    cases = parse_junit(report % (b"x" * 5000) + b"</testsuite>")

    assert not isinstance(cases, Trouble)
    assert cases[0].message.startswith("why\nxxx")
    assert len(cases[0].message) == 2000


def test_case_with_two_endings_has_the_worse() -> None:
    report = b'<testsuite><testcase name="a"><skipped/><failure/><skipped/></testcase></testsuite>'

    assert outcomes(report) == [("a", CaseOutcome.FAILED)]


@pytest.mark.parametrize(
    "report",
    [
        b"",
        b"not xml",
        BOMB,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuites/>',
        b"<testsuites><testcase",
        b"<html/>",
        b'<testsuite><testcase name="\xff"/></testsuite>',
        b'<testsuite><testcase name="\x00"/></testsuite>',
        b'<?xml version="1.0" encoding="utf-7"?><testsuite>+ADw-</testsuite><x/>',
        b"<testsuite><testcase><testcase/></testcase></testsuite>",
        b"<testsuite>" * 100 + b"</testsuite>" * 100,
    ],
)
def test_junit_that_is_none_is_trouble(report: bytes) -> None:
    answer = parse_junit(report)

    assert isinstance(answer, Trouble)
    assert answer.code == "report.unreadable"


def test_case_named_twice_counts_once_with_the_worse_outcome() -> None:
    def case(outcome: CaseOutcome) -> TestCase:
        return TestCase("a::b", "a", 1, "b", outcome)

    for order in (
        [CaseOutcome.PASSED, CaseOutcome.FAILED],
        [CaseOutcome.FAILED, CaseOutcome.PASSED],
    ):
        assert [each.outcome for each in merge_cases(map(case, order))] == [CaseOutcome.FAILED]


def test_cobertura_is_counted_from_its_lines_and_mapped_to_the_tree() -> None:
    report = b"""<coverage line-rate="1"><sources><source>/tree/src</source></sources>
      <packages><package><classes><class filename="a.py" line-rate="1"><lines>
      <line number="1" hits="1"/><line number="2" hits="0"/><line number="3" hits="7"/>
      </lines></class></classes></package></packages></coverage>"""

    assert parse_cobertura(report, TREE) == (
        FileCoverage("src/a.py", frozenset({1, 3}), frozenset({2})),
    )


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "/etc/passwd", "a.py\u2028", "../../tree2/a.py", ""]
)
def test_file_outside_the_checkout_is_left_out(name: str) -> None:
    lines = '<lines><line number="1" hits="1"/></lines>'
    report = f'<coverage><class filename="{name}">{lines}</class></coverage>'.encode()

    assert parse_cobertura(report, TREE) == ()
    assert parse_lcov(f"SF:{name}\nDA:1,1\nend_of_record\n".encode(), TREE) == ()


@pytest.mark.parametrize("hits", ["-1", "x", "", "1e3", "9" * 30, "\u0661"])
def test_number_that_is_none_is_trouble(hits: str) -> None:
    xml = f'<coverage><class filename="b.js"><line number="1" hits="{hits}"/></class></coverage>'

    assert isinstance(parse_cobertura(xml.encode(), TREE), Trouble)
    assert isinstance(parse_lcov(f"SF:b.js\nDA:1,{hits}\n".encode(), TREE), Trouble)


def test_lcov_is_counted_from_its_da_lines() -> None:
    report = b"TN:\nSF:b.js\nDA:1,2\nDA:2,0,abc\nLF:9\nLH:9\nend_of_record\nDA:3,1\n"

    assert parse_lcov(report, TREE) == (FileCoverage("b.js", frozenset({1}), frozenset({2})),)


def test_line_that_ran_in_one_entry_ran() -> None:
    report = b"SF:b.js\nDA:1,0\nend_of_record\nSF:b.js\nDA:1,1\nend_of_record\n"

    assert parse_lcov(report, TREE) == (FileCoverage("b.js", frozenset({1}), frozenset()),)


def test_path_is_meant_from_the_folder_the_tool_ran_in() -> None:
    paths = CheckoutPaths("/tree", "web", {"web/lib.js", "lib.js"}.__contains__)

    assert paths.resolve("lib.js") == "web/lib.js"
    assert paths.resolve("../lib.js") == "lib.js"
    assert paths.resolve("/tree/lib.js") == "lib.js"
    assert paths.resolve("../../tree/lib.js", ["/elsewhere"]) == "lib.js"
