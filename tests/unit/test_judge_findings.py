from typing import Any

import pytest

from gatewright.core.judges.judge_findings import judge_findings
from gatewright.model.digest import digest_of
from gatewright.model.observations import Finding, FindingLevel, FindingsRun
from gatewright.model.rules import FindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import LOST_TOOL, SUBJECT, execution


def finding(path: str = "a.py", text: str = "import os", line: int = 1) -> Finding:
    return Finding("F401", FindingLevel.ERROR, path, line, "unused", digest_of(text))


def run(*findings: Finding, **more: tuple[str, ...]) -> FindingsRun:
    return FindingsRun(execution(), findings, more.pop("examined", ("a.py", "b.py")), **more)


def judge(head: FindingsRun | Trouble, base: FindingsRun | Trouble | None, **rule: Any) -> Verdict:
    return judge_findings("lint", head, base, FindingsRule("ruff", **rule), SUBJECT)


def test_old_findings_are_left_alone_wherever_their_line_went() -> None:
    verdict = judge(run(finding(line=40)), run(finding(line=3)))

    assert verdict.status is Status.PASS
    assert verdict.headline == "pytest 9, 2 files, 0 new findings, 1 old one left alone"


def test_new_finding_fails_with_its_place() -> None:
    verdict = judge(run(finding(line=7)), run())

    assert verdict.status is Status.FAIL
    assert verdict.reasons[0].found == "a.py:7 F401 unused"


@pytest.mark.parametrize(("most", "wanted"), [(0, "no finding"), (1, "at most 1 finding")])
def test_it_is_said_how_many_findings_there_may_be(most: int, wanted: str) -> None:
    verdict = judge(run(finding(), finding(line=2)), None, max_new=most)

    assert verdict.reasons[0].wanted == wanted


def test_second_equal_finding_is_new() -> None:
    assert judge(run(finding(), finding(line=9)), run(finding())).status is Status.FAIL


@pytest.mark.parametrize("base_paths", [("old.py",), ("a.py", "old.py")])
def test_finding_that_moved_to_another_file_is_old(base_paths: tuple[str, ...]) -> None:
    base = run(finding(path="old.py"), examined=base_paths)

    assert judge(run(finding(path="a.py"), examined=("a.py",)), base).status is Status.PASS


def test_moved_finding_pays_for_one_only() -> None:
    head = run(finding(path="a.py"), finding(path="b.py"))

    assert judge(head, run(finding(path="old.py"))).status is Status.FAIL


def test_without_new_only_or_base_every_finding_counts() -> None:
    assert judge(run(finding()), run(finding()), new_only=False).status is Status.FAIL
    assert judge(run(finding()), None).status is Status.FAIL


def test_note_is_no_finding() -> None:
    note = Finding("note", FindingLevel.NOTE, "a.py", 1, "see here", digest_of("x"))

    assert judge(run(note), run()).status is Status.PASS


def test_nothing_to_read_is_not_applicable_and_never_a_pass() -> None:
    assert judge(run(examined=()), run(examined=())).status is Status.NOT_APPLICABLE


def test_nothing_read_is_an_error() -> None:
    verdict = judge(run(examined=(), missing=("a.py",)), None)

    assert (verdict.status, verdict.reasons[0].code) == (Status.ERROR, "check.nothing-examined")
    assert verdict.headline == "could not judge: pytest 9 read nothing"


def test_everything_left_out_without_a_base_is_an_error() -> None:
    assert judge(run(examined=(), excluded=("a.py",)), None).status is Status.ERROR


def test_what_was_left_out_on_the_base_too_is_no_alarm() -> None:
    head = run(examined=(), excluded=("logo.png",))

    assert judge(head, run(examined=())).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("more", [{"missing": ("b.py",)}, {"excluded": ("b.py",)}])
def test_file_that_is_not_read_any_more_is_an_error(more: dict[str, tuple[str, ...]]) -> None:
    verdict = judge(run(examined=("a.py",), **more), run())

    assert (verdict.status, verdict.reasons[0].code) == (Status.ERROR, "check.not-all-examined")
    assert verdict.headline == "could not judge: 1 file of 2 not read"
    assert (verdict.examined.count, verdict.examined.expected) == (1, 2)


def test_finding_beside_an_unread_file_is_told_with_it() -> None:
    verdict = judge(run(finding(), missing=("c.py",)), run())

    assert verdict.status is Status.FAIL
    assert [each.code for each in verdict.reasons] == ["findings.new", "check.not-all-examined"]


def test_file_that_was_not_read_on_the_base_either_is_a_note() -> None:
    verdict = judge(run(missing=("c.py",)), run(missing=("c.py",)))

    assert verdict.status is Status.PASS
    assert "1 file left out" in verdict.notes[0]


def test_file_left_out_on_both_sides_is_a_note() -> None:
    verdict = judge(run(excluded=("c.py",)), run(excluded=("c.py",)))

    assert verdict.status is Status.PASS
    assert "1 file left out" in verdict.notes[0]


def test_tool_that_only_the_change_breaks_is_a_failure() -> None:
    verdict = judge(LOST_TOOL, run())

    assert (verdict.status, verdict.reasons[0].code) == (Status.FAIL, "check.broken-by-change")


def test_tool_that_the_change_takes_away_is_a_failure() -> None:
    verdict = judge_findings(
        "types", LOST_TOOL, LOST_TOOL, FindingsRule("mypy"), SUBJECT, was_taken=True
    )

    assert (verdict.status, verdict.reasons[0].code) == (Status.FAIL, "check.broken-by-change")


@pytest.mark.parametrize("base", [None, LOST_TOOL, run(examined=())])
def test_tool_that_never_ran_is_an_error(base: FindingsRun | Trouble | None) -> None:
    assert judge(LOST_TOOL, base).status is Status.ERROR


def test_base_that_cannot_be_looked_at_makes_every_finding_new() -> None:
    verdict = judge(run(finding()), LOST_TOOL)

    assert verdict.status is Status.FAIL
    assert "every finding counts as new" in verdict.notes[0]


def test_without_a_base_nothing_is_called_new_or_old() -> None:
    verdict = judge(run(finding()), None)
    (reason,) = verdict.reasons

    said = f"{verdict.headline} {reason.headline} {reason.wanted} {reason.way_out}"
    assert "1 finding" in said
    assert not [word for word in ("new", "old", "base") if word in said]


def test_secret_has_a_code_of_its_own() -> None:
    verdict = judge_findings(
        "secrets", run(finding()), run(), FindingsRule("detect-secrets"), SUBJECT
    )

    assert verdict.reasons[0].code == "secrets.found"


def test_secrets_are_said_shortly() -> None:
    verdict = judge_findings("secrets", run(), run(), FindingsRule("detect-secrets"), SUBJECT)

    assert verdict.headline == "2 files, 0 found"
