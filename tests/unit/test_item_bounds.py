"""What an item of a list says itself bounds the step that is made for it, or allows nothing."""

import pytest

from gatewright.core.text.filling import fill_condition, names_of_condition
from gatewright.definitions.inline_checks import check_of_gate
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.configuration import Configuration
from gatewright.model.document_rules import ContractRule
from gatewright.model.rules import GitRule
from gatewright.model.workflow import InlineCheck, Workflow

BOUND = '{"git": {"max_changed_lines": "{task.lines}", "only": "{task.paths}"}}'
HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [developer]\n'
API = """\
steps:
  draft:
    by: developer
    brief: B.
    produces: {api: {path: "api/{feature.slug}.yaml", type: openapi}}
    gate: [{contract: {artifact: %s, compare: frozen}}]
"""


def bound(**said: str) -> GitRule:
    check = InlineCheck("bound", BOUND)
    names = {f"task.{name}": value for name, value in said.items()}
    rule = check_of_gate(check, {}, Configuration(), names).rule
    assert isinstance(rule, GitRule)
    return rule


def test_lines_and_paths_are_those_of_the_item() -> None:
    rule = bound(lines="75", paths="src/** tests/a.py")

    assert rule.max_changed_lines == 75
    assert rule.only == ("src/**", "tests/a.py")


@pytest.mark.parametrize("lines", ["", "many", "7.5", "-1"])
def test_what_is_no_number_of_lines_allows_none(lines: str) -> None:
    assert bound(lines=lines, paths="src/**").max_changed_lines == 0


@pytest.mark.parametrize("paths", ["", "/etc/passwd", "../x", "{task.paths}"])
def test_what_is_no_path_allows_no_file(paths: str) -> None:
    assert bound(lines="1", paths=paths).only == ("nothing-is-allowed-here",)


def test_an_item_that_is_not_known_allows_nothing() -> None:
    rule = bound()

    assert (rule.max_changed_lines, rule.only) == (0, ("nothing-is-allowed-here",))


def test_a_contract_that_a_step_makes_is_looked_at_where_it_is() -> None:
    workflow = parse_workflow(HEAD + API % "api", "w.yaml")

    assert isinstance(workflow, Workflow)
    [check] = workflow.steps[0].gate.defined
    rule = check_of_gate(check, {}, Configuration()).rule
    assert rule == ContractRule("openapi", "api/{feature.slug}.yaml", "frozen")


def test_a_contract_that_nobody_makes_is_told_about() -> None:
    told = parse_workflow(HEAD + API % "apo", "w.yaml")

    assert not isinstance(told, Workflow)
    assert "apo" in str(told[0])


def test_what_is_on_record_is_nothing_a_step_can_wait_for() -> None:
    text = HEAD + "steps:\n  a: {by: developer, brief: B., when: role_in_scope('developer'),"
    told = parse_workflow(f"{text} writes: [x/**], gate: [secrets]}}\n", "w.yaml")

    assert not isinstance(told, Workflow)
    assert "what is on record is for a gate" in str(told[0])


def test_a_successor_may_have_a_schema_and_the_path_of_what_it_revises() -> None:
    text = HEAD + (
        "steps:\n"
        "  a: {by: developer, brief: B., produces: {one: {path: docs/a.md}}, gate: [secrets]}\n"
        "  b: {by: developer, brief: B., produces: {two: {revises: one, schema: plan}},\n"
        "      gate: [secrets]}\n"
    )

    assert isinstance(parse_workflow(text, "w.yaml"), Workflow)


def test_a_method_is_no_part_of_a_name() -> None:
    assert list(names_of_condition("params.layers.contains(x.key)")) == ["params.layers", "x.key"]
    assert fill_condition("params.a.size() > 1", {"params.a": "'ab'"}) == "'ab'.size() > 1"
