"""Answers for other programs hold whatever text a stranger put in; and nothing looks clean."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.cli.github import ANNOTATIONS_MAX, render_github
from gatewright.cli.junit import render_junit
from gatewright.cli.sarif import render_sarif
from gatewright.model.judgement import Judgement
from gatewright.model.records import replace
from gatewright.model.verdicts import Place, Reason, Status
from gatewright.views.check import check_view
from tests import judgements as made

COMMAND = re.compile(
    r"::(error|warning|notice) (?:\w+=[^,:\r\n]*,?)+::[^\r\n]*"
)  # actions/runner: properties end at the first "::"
TEXT = st.text(st.characters(), max_size=30)


def attacked_by(text: str) -> Judgement:
    reason = Reason("tests.failed", text, text, text, (Place(text, 3, text),), text, text)
    return replace(made.ATTACKED, verdicts=(made.verdict(text, Status.FAIL, text, [reason]),))


def sarif_run(judgement: Judgement) -> dict[str, Any]:
    document = json.loads(render_sarif(check_view(judgement)))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


@given(TEXT)
def test_github_answer_is_commands_only(text: str) -> None:
    """Law: no text of a stranger starts a line or a property of its own."""
    for row in render_github(check_view(attacked_by(text))).split("\n")[:-1]:
        assert COMMAND.fullmatch(row)


@given(TEXT)
def test_junit_answer_is_xml_with_one_case_for_each_verdict(text: str) -> None:
    """Law: the document is well-formed whatever the words of a stranger are."""
    suite = ElementTree.fromstring(render_junit(check_view(attacked_by(text))).encode())[0]

    assert suite.get("failures") == "1"
    assert [each.tag for each in suite] == ["testcase"]


@given(TEXT)
def test_sarif_answer_has_what_the_standard_requires(text: str) -> None:
    """Law: each result names a declared rule, has text, and a location that is a relative URI."""
    run = sarif_run(attacked_by(text))

    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert isinstance(result["message"]["text"], str)
        physical = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[\w.~/%-]*", physical["artifactLocation"]["uri"], re.ASCII)
        assert physical["region"]["startLine"] >= 1


def test_sarif_without_findings_says_what_was_not_judged() -> None:
    run = sarif_run(made.UNDECIDED)

    (invocation,) = run["invocations"]
    assert run["results"] == []
    assert invocation["executionSuccessful"] is False
    assert "pytest did not start" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_of_nothing_judged_is_no_success() -> None:
    assert sarif_run(made.EMPTY)["invocations"][0]["executionSuccessful"] is False


def test_advice_breaks_no_build() -> None:
    view = check_view(made.ADVISED)

    suite = ElementTree.fromstring(render_junit(view).encode())[0]
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("0", "0", "1")
    assert render_github(view).startswith("::warning ")
    assert [result["level"] for result in sarif_run(made.ADVISED)["results"]] == ["note"]


@pytest.mark.parametrize("count", [ANNOTATIONS_MAX, ANNOTATIONS_MAX + 7])
def test_annotations_left_out_are_counted(count: int) -> None:
    places = tuple(Place("a.py", 2 * n + 1, "x") for n in range(count))
    reason = Reason("findings.new", "h", "w", "f", places)
    verdict = made.verdict("lint", Status.FAIL, "h", [reason])

    rows = render_github(check_view(replace(made.REFUSED, verdicts=(verdict,)))).splitlines()

    assert len(rows) <= ANNOTATIONS_MAX + 1
    assert ("and 7 more" in rows[-1]) is (count > ANNOTATIONS_MAX)
