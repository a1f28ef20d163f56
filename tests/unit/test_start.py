"""Whether a workflow is for a feature."""

import pytest

from gatewright.core.evolve.evolve import begin
from gatewright.core.facts.start import HOW_TO_DECLARE, why_not
from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.declaring import Declared
from gatewright.model.digest import digest_of
from gatewright.model.feature import Facts
from gatewright.model.records import replace
from gatewright.model.workflow import Workflow
from tests.unit.run_stories import AT, start_of

TEXT = """
workflow: large
version: "1"
title: Large
roles: [developer]
params: {kind: {type: string, default: core}}
facts: {staged: {ask: Is it staged?}}
start: {applies: "facts.staged || params.kind == 'large'", otherwise: small}
steps: {a: {by: developer, brief: Do it., writes: ["x/**"], gate: [tests]}}
"""


def refusal(workflow: Workflow, **facts: bool) -> tuple[str, str]:
    started = start_of(workflow.steps)
    started = replace(started, workflow=workflow, facts=Facts(tuple(facts.items())))
    refused = why_not(begin(started, AT))
    return (refused.code, refused.way_out) if refused is not None else ("", "")


def parsed(text: str = TEXT, **params: str) -> Workflow:
    workflow = parse_workflow(text, "w.yaml", params=params)
    assert isinstance(workflow, Workflow), workflow
    return workflow


def test_workflow_is_begun_for_what_it_is_for() -> None:
    workflow = parsed()

    assert refusal(workflow, staged=True) == ("", "")
    assert refusal(workflow, staged=False) == ("run.other-workflow", "gatewright run -W small")
    assert refusal(workflow) == ("run.undecided", "--fact staged=...")
    assert refusal(parsed(kind="large"), staged=False) == ("", "")


def test_workflow_without_another_names_none_and_without_a_rule_is_for_all() -> None:
    assert refusal(parsed(TEXT.replace(", otherwise: small", "")), staged=False)[1] == ""
    start = next(line for line in TEXT.splitlines() if line.startswith("start:"))
    assert refusal(parsed(TEXT.replace(start, "")), staged=False) == ("", "")


def test_condition_that_cannot_be_told_begins_nothing() -> None:
    workflow = parsed(TEXT.replace("facts.staged ||", "facts.other == 1 ||"))

    assert refusal(workflow) == ("run.undecided", "")


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        ("{otherwise: small}", 'say "applies"'),
        ("{}", 'a start says what "applies", or what to "declare"'),
        ("{declare: readiness}", 'no schema is called "readiness"'),
        ("{declare: plan}", '"plan" is no form'),
        ("{watch: [{branch: 'x/*'}]}", '"watch" is not carried out yet'),
        ("{applies: 'x ==', otherwise: small}", "w.yaml:8:18"),
    ],
)
def test_start_that_cannot_be_meant_is_told(start: str, wrong: str) -> None:
    line = next(line for line in TEXT.splitlines() if line.startswith("start:"))
    answer = parse_workflow(TEXT.replace(line, f"start: {start}"), "w.yaml")

    assert isinstance(answer, tuple)
    assert wrong in str(answer[0])


FORM = """
document: go
fields: {reason: {words: 2..}}
"""


def test_workflow_begins_once_its_form_is_filled_in() -> None:
    start = next(line for line in TEXT.splitlines() if line.startswith("start:"))
    text = TEXT.replace(start, "start: {declare: go}")
    library = Library(documents=Shelf({"go": (FORM, "go.yaml")}.get, ("go",)))
    workflow = parse_workflow(text, "w.yaml", library=library)
    assert isinstance(workflow, Workflow), workflow
    assert [each.name for each in workflow.documents] == ["go"]

    assert refusal(workflow) == ("run.undeclared", HOW_TO_DECLARE)
    started = replace(start_of(workflow.steps), workflow=workflow)
    for form, code in (("go", None), ("other", "run.undeclared")):
        declared = Declared(form, "person:ada", "reason: it is time", digest_of("x"))
        refused = why_not(begin(replace(started, declared=declared), AT))
        assert (refused.code if refused is not None else None) == code


def test_schema_that_is_no_form_is_told() -> None:
    start = next(line for line in TEXT.splitlines() if line.startswith("start:"))
    page = ("document: page\nsections: {why: {}}\n", "page.yaml")
    library = Library(documents=Shelf({"page": page}.get, ("page",)))
    answer = parse_workflow(
        TEXT.replace(start, "start: {declare: page}"), "w.yaml", library=library
    )

    assert isinstance(answer, tuple)
    assert '"page" is no form' in str(answer[0])
