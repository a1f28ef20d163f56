"""What a gate makes of checks that nobody did: nothing opens it by absence."""

import pytest

from gatewright.core.judging.subject import Subject
from gatewright.core.judging.unchecked import (
    explain_silence,
    is_document,
    names_of_gate,
    unanswered,
    verdict_of_project,
    verdict_of_refused_content,
    verdict_of_silence,
    verdict_of_unchecked,
)
from gatewright.model.configuration import Configuration
from gatewright.model.ids import Digest, TreeId
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import NotChecked, Status

SUBJECT = Subject(TreeId("h"), TreeId("b"), Digest("d"))


@pytest.mark.parametrize(
    ("unchecked", "status", "code"),
    [
        (NotChecked("types", "not installed"), Status.ERROR, "gate.not-checked"),
        (NotChecked("types", "nothing here", is_void=True), Status.NOT_APPLICABLE, ""),
        (NotChecked("proof", "none", code="proof.none"), Status.FAIL, "proof.none"),
        (NotChecked("proof", "none", code="proof.none", is_void=True), Status.FAIL, "proof.none"),
    ],
)
def test_only_what_there_is_nothing_of_is_void(
    unchecked: NotChecked, status: Status, code: str
) -> None:
    verdict = verdict_of_unchecked(unchecked, SUBJECT)

    assert verdict.status is status
    assert verdict.may_open == (status is Status.NOT_APPLICABLE)
    assert [reason.code for reason in verdict.reasons] == ([code] if code else [])
    assert all(reason.wanted and reason.found for reason in verdict.reasons)
    assert verdict.examined.count == 0


def test_what_holds_a_step_names_a_way_out_even_if_none_was_told() -> None:
    told = verdict_of_unchecked(NotChecked("lint", "no", "install it"), SUBJECT)
    untold = verdict_of_unchecked(NotChecked("lint", "no"), SUBJECT)

    assert told.reasons[0].way_out == "install it"
    assert "off in .gatewright/config.yaml" in untold.reasons[0].way_out


def test_silence_is_an_error_of_its_own() -> None:
    verdict = verdict_of_silence("tests", SUBJECT)

    assert verdict.status is Status.ERROR
    assert [reason.code for reason in verdict.reasons] == ["gate.not-judged"]


def test_answer_for_one_project_answers_the_check_and_no_other() -> None:
    said = ["tests packages/api", "types", "lintel"]

    assert unanswered(("tests", "lint", "types"), said) == ("lint",)


def test_project_stands_for_every_configured_check_once() -> None:
    checks = ("tests", "project", "size")

    assert names_of_gate(checks, ("size", "docs")) == ("tests", "size", "docs")
    assert names_of_gate(("project",), ()) == ()
    assert names_of_gate(("tests",), ("size",)) == ("tests",)


def test_silence_is_explained_by_the_team_or_by_a_tree_of_documents() -> None:
    off = Configuration(off=("tests",))
    documents = ("README.md", "docs/a.rst", "LICENSE", ".gitignore", ".gatewright/config.yaml")

    for known in (explain_silence("tests", off, ["a.go"]),
                  explain_silence("tests", Configuration(), documents)):  # fmt: skip
        assert known is not None
        assert known.is_void
    assert explain_silence("lint", off, ["a.go"]) is None
    assert explain_silence("tests", Configuration(), [*documents, "build.sh"]) is None


@pytest.mark.parametrize("path", ["run.sh", "Makefile", "a.py", "docs/conf.py", "md", "LICENSE.go"])
def test_what_runs_or_is_built_from_is_no_document(path: str) -> None:
    assert not is_document(path)


def test_project_without_checks_is_void_and_with_many_names_the_first() -> None:
    none, many = verdict_of_project((), SUBJECT), verdict_of_project(tuple("abcdefgh"), SUBJECT)

    assert (none.status, none.examined.count) == (Status.NOT_APPLICABLE, 0)
    assert (many.status, many.examined.count) == (Status.PASS, 8)
    assert "f and 2 more" in many.headline
    assert "more" not in verdict_of_project(tuple("abcdef"), SUBJECT).headline


@pytest.mark.parametrize("is_old", [True, False])
def test_content_that_cannot_be_judged_is_the_fault_of_whose_it_is(is_old: bool) -> None:
    mistake = Mistake("configuration.malformed", "it cannot be read", found="line 1", hints=("x",))

    verdict = verdict_of_refused_content(mistake, SUBJECT, is_old=is_old)

    assert verdict.status is (Status.ERROR if is_old else Status.FAIL)
    assert [reason.code for reason in verdict.reasons] == ["configuration.malformed"]
