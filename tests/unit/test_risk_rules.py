"""Risk classes as a workflow and a project write them: read, put in their place, or told about."""

import pytest

from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.configured_names import names_of
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.configuration import Configuration
from gatewright.model.risk import RiskRule
from gatewright.model.workflow import Workflow

STEPS = """\
steps:
  build: {by: developer, brief: b, writes: ["**"], gate: [tests], when: "feature.risk == 'high'"}
"""
HEAD = 'workflow: w\nversion: "1"\ntitle: t\nroles: [developer]\n'


def read(text: str, library: Library | None = None) -> Workflow | list[str]:
    parsed = parse_workflow(HEAD + text, "w.yaml", library=library or Library())
    return parsed if isinstance(parsed, Workflow) else [str(each) for each in parsed]


def workflow_of(text: str, library: Library | None = None) -> Workflow:
    parsed = read(text, library)
    assert isinstance(parsed, Workflow), parsed
    return parsed


def test_classes_stand_the_highest_first_with_path_sets_by_their_names() -> None:
    workflow = workflow_of(
        "paths: {schema: [db/*]}\nfacts: {api: {ask: An API?}}\n"
        "risk: {classes: {medium: {lines: 50}, high: {paths: [schema, 'a/*'], when: facts.api}}}\n"
        + STEPS
    )

    assert workflow.risk_classes == (
        RiskRule("high", paths=("tree:schema", "a/*"), when="facts.api"),
        RiskRule("medium", lines_max=50),
    )
    assert workflow.facts[-1].source == "(facts.api) ? 'high' : ('low')"
    assert workflow.outgrown == ""


def test_what_outgrows_a_workflow_goes_with_classes() -> None:
    workflow = workflow_of("risk: {lines: 9, then: feature, classes: {high: {lines: 8}}}\n" + STEPS)

    assert (workflow.risk_lines_max, workflow.outgrown) == (9, "feature")
    assert workflow.risk_classes == (RiskRule("high", 8),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", 'w.yaml:6:3  "build" speaks of feature.risk, and no class is declared'),
        ("risk: {}\n", 'a risk says "classes", or what is too much and "then"'),
        ("risk: {classes: {}}\n", "say what is of a class: medium or high; all else is low"),
        ("risk: {classes: {low: {lines: 3}}}\n", "low"),
        ("risk: {classes: {high: {}}}\n", 'a class says "lines", "paths" or "when"'),
        (
            "risk: {classes: {high: {lines: 3}, medium: {lines: 4}}}\n",
            '"high" begins at fewer lines than "medium"',
        ),
        ("risk: {lines: 3, classes: {high: {lines: 3}}}\n", '"lines" and "paths" need "then"'),
        ("risk: {then: feature}\n", 'a risk needs "lines" or "paths"'),
        ("risk: {classes: {high: {paths: [bd]}}}\n", "none here is called"),
        ("risk: {classes: {high: {when: feature.risk == 'x'}}}\n", "follows from itself"),
        ("risk: {classes: {high: {when: facts.apo}}}\n", 'no fact is called "apo"'),
        (
            "risk: {classes: {high: {when: feature.size > 3}}}\n",
            'nothing is known of "feature.size',
        ),
        (
            "facts: {risk: {ask: How risky?}}\nrisk: {classes: {high: {lines: 3}}}\n",
            "is found, and nobody is asked",
        ),
        (
            "facts: {a: {from: feature.risk == 'x'}}\nrisk: {classes: {high: {when: facts.a}}}\n",
            '"a" follows from itself',
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, says: str) -> None:
    told = read(text + STEPS)

    assert isinstance(told, list)
    assert any(says in each for each in told), told


INNER = """\
workflow: inner
version: "1"
title: t
roles: [developer]
steps:
  look: {by: developer, brief: b, writes: ["**"], gate: [tests], when: "feature.risk != 'low'"}
"""


def test_procedure_speaks_of_the_class_of_the_run_that_it_is_in() -> None:
    library = Library({"inner": (INNER, "inner.yaml")}.get, ("inner",))
    use = "steps: {do: {uses: inner}}\n"

    told = read(use, library)
    assert isinstance(told, list)
    assert '"do" speaks of feature.risk' in told[0]
    workflow = workflow_of("risk: {classes: {high: {lines: 3}}}\n" + use, library)
    assert [each.path for each in workflow.steps if each.when] == ["do/look"]


def test_gate_that_asks_by_the_class_speaks_of_it() -> None:
    told = read(
        "steps:\n  look: {gate: [{approval: {roles: [developer], question: q,"
        " when: feature.risk == 'high'}}]}\n"
    )

    assert isinstance(told, list)
    assert '"look" speaks of feature.risk' in told[0]


def test_project_declares_classes_for_workflows_that_have_none() -> None:
    configuration = parse_configuration(
        "gatewright: 1\nrisk: {classes: {high: {paths: ['**/migrations/**']}}}\n"
    )
    assert isinstance(configuration, Configuration)
    library = Library(configured=names_of(configuration))

    assert workflow_of(STEPS, library).risk_classes == configuration.risk
    assert workflow_of(STEPS, library).facts[-1].name == "risk"
    own = workflow_of("risk: {classes: {high: {lines: 3}}}\n" + STEPS, library)
    assert own.risk_classes == (RiskRule("high", 3),)
    assert [each.name for each in own.facts] == ["risk"]


def test_project_speaks_of_no_facts() -> None:
    told = parse_configuration("gatewright: 1\nrisk: {classes: {high: {when: facts.ui}}}\n")

    assert isinstance(told, tuple)
    assert "when" in str(told[0])
