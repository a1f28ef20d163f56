"""The harness of the strangers: a difference is never lost, and equal figures are silent."""

import pytest

from gatewright.model.records import replace
from tests.strangers.by_hand import (
    counts_of_pytest,
    counts_of_tap,
    counts_of_unittest,
    is_measured,
    lines_of_coverage,
)
from tests.strangers.comparing import differences, hand_differences, planted_differences, shown
from tests.strangers.judging import Reason, Seen
from tests.strangers.rows import ROWS
from tests.strangers.shapes import Expected, Lines, Planted

EXPECTED = Expected(
    exit_code=40,
    statuses={"tests": "pass", "proof": "fail"},
    not_checked=("types",),
    reasons={"proof": "proof.vacuous"},
    tests_ran=3,
)
VACUOUS = Reason("proof.vacuous", "let it fail", (("tests/test_new.py", "test_is_vacuous"),))
SEEN = Seen(
    exit_code=40,
    statuses={"tests": "pass", "proof": "fail"},
    headlines={"tests": "3 ran, 0 failed", "proof": "1 of 2 new tests passes"},
    reasons={"tests": (), "proof": (VACUOUS,)},
    not_checked={"types": "no type checker is set up here"},
    tests_ran=3,
    runs=(),
    seconds=1.0,
)
PLANTED = Planted(
    files={},
    appended={},
    vacuous_file="tests/test_new.py",
    vacuous_test="test_is_vacuous",
    expected=EXPECTED,
)
LINES: Lines = {"src/a.py": (frozenset({1, 2}), frozenset({3}))}
COUNTS = (3, 0, 1)


def test_row_as_expected_has_no_difference() -> None:
    assert differences(EXPECTED, SEEN) == ()
    assert planted_differences(PLANTED, SEEN) == ()


@pytest.mark.parametrize(
    "seen",
    [
        replace(SEEN, exit_code=0),
        replace(SEEN, statuses={"tests": "pass"}),
        replace(SEEN, statuses={**SEEN.statuses, "lint": "pass"}),
        replace(SEEN, statuses={**SEEN.statuses, "tests": "waived"}),
        replace(SEEN, not_checked={}),
        replace(SEEN, reasons={"tests": (), "proof": ()}),
        replace(SEEN, tests_ran=2),
    ],
)
def test_row_that_differs_says_so(seen: Seen) -> None:
    assert len(differences(EXPECTED, seen)) == 1


def test_error_without_way_out_differs() -> None:
    expected = Expected(
        exit_code=41, statuses={"tests": "error"}, not_checked=(), reasons={"tests": "x"}
    )
    seen = replace(
        SEEN,
        exit_code=41,
        statuses={"tests": "error"},
        reasons={"tests": (Reason("x", "", ()),)},
        not_checked={},
    )
    assert differences(expected, seen) == ("tests could not be judged and names no way out",)


def test_vacuous_test_must_be_the_planted_one() -> None:
    other = Reason("proof.vacuous", "let it fail", (("tests/test_new.py", "test_doubles"),))
    seen = replace(SEEN, reasons={"tests": (), "proof": (other,)})
    assert planted_differences(PLANTED, seen)


def test_equal_lines_by_hand_are_silent() -> None:
    assert hand_differences((COUNTS, LINES), (COUNTS, LINES), ("src",)) == ()


@pytest.mark.parametrize(
    "ours",
    [
        {"src/a.py": (frozenset({1}), frozenset({2, 3}))},
        {},
        {**LINES, "src/b.py": (frozenset({1}), frozenset())},
    ],
)
def test_one_line_of_difference_by_hand_is_named(ours: Lines) -> None:
    assert hand_differences((COUNTS, LINES), (COUNTS, ours), ("src",))


def test_lines_outside_what_is_measured_do_not_count() -> None:
    ours = {**LINES, "tests/test_a.py": (frozenset({1}), frozenset())}
    assert hand_differences((COUNTS, LINES), (COUNTS, ours), ("src",)) == ()


def test_measured_is_a_folder_or_a_file_never_a_prefix() -> None:
    assert is_measured("src/a.py", ("src",))
    assert is_measured("a.py", ("a.py",))
    assert not is_measured("src2/a.py", ("src",))


def test_counts_are_read_from_what_people_read() -> None:
    assert counts_of_pytest("..\n1 failed, 179 passed, 2 skipped in 1.24s\n") == (179, 1, 2)
    assert counts_of_pytest("5 passed, 7 subtests passed in 0.1s") == (5, 0, 0)
    assert counts_of_unittest("Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2)") == (6, 3, 0)
    assert counts_of_unittest("Ran 9 tests in 0.1s\n\nOK (skipped=4)\n") == (5, 0, 4)
    assert counts_of_tap("# pass 96\n# fail 1\n# cancelled 0\n# skipped 2\n") == (96, 1, 2)


def test_lines_of_coverage_are_kept_apart() -> None:
    report = '{"files": {"src/a.py": {"executed_lines": [1, 2], "missing_lines": [3]}}}'
    assert lines_of_coverage(report, ("src",)) == LINES


def test_shown_lines_are_bounded() -> None:
    assert shown(frozenset(range(1, 12))) == "1, 2, 3, 4, 5, 6, 7, 8 and 3 more"


def test_rows_are_ten_shapes_of_ten_packages() -> None:
    assert len({row.name for row in ROWS}) == len({row.shape for row in ROWS}) == 10
    assert all(row.removed_because for row in ROWS if row.removed)
