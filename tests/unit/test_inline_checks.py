"""Checks that a workflow defines: by name or in a gate, and what is told of them."""

from collections.abc import Mapping

import pytest

from gatewright.definitions.inline_checks import check_of_gate
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.brief import BriefInput
from gatewright.model.configuration import Configuration
from gatewright.model.feature import Feature
from gatewright.model.ids import RunId
from gatewright.model.reported_rules import ReportedCoverageRule
from gatewright.model.rules import (
    AssertRule,
    CheckDefinition,
    CoverageRule,
    GitRule,
    ReportedTestsRule,
    Rule,
    TestsRule,
    Thresholds,
)
from gatewright.model.workflow import InlineCheck, StepDefinition, Workflow
from gatewright.views.brief import render_brief

HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [developer, lead]\n'
STEP = "steps:\n  a: {{by: developer, brief: B., writes: [x/**], gate: [{gate}]}}\n"
NOTHING: Mapping[str, str] = {}


def parse(gate: str, more: str = "") -> Workflow | tuple[str, ...]:
    text = HEAD + more + STEP.format(gate=gate)
    answer = parse_workflow(text, "w.yaml", checks=("size",))
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


def step_of(gate: str, more: str = "") -> StepDefinition:
    answer = parse(gate, more)
    assert isinstance(answer, Workflow), answer
    return answer.steps[0]


def judged(check: InlineCheck, *own: CheckDefinition, **literals: str) -> CheckDefinition:
    return check_of_gate(check, literals, Configuration(checks=own))


def test_a_check_in_a_gate_has_a_name_of_its_own() -> None:
    gate = step_of(
        "secrets, {git: {only: [x/**]}}, {git: {unchanged: [y/**]}, id: still},"
        " {git: {must_touch: [x/a]}, advisory: true, timeout: 5m}"
    ).gate

    assert gate.checks == ("secrets", "git-of-a", "still", "git-of-a-2")
    rules = [judged(each).rule for each in gate.defined]
    assert rules == [
        GitRule(only=("x/**",)),
        GitRule(unchanged=("y/**",)),
        GitRule(must_touch=("x/a",)),
    ]
    last = judged(gate.defined[-1])
    assert (last.advisory, last.timeout_s, last.of_step) == (True, 300, True)


def test_a_check_of_the_workflow_is_used_by_its_name() -> None:
    declared = (
        "checks: {small: {assert: change.added < 10, when: facts.ui}, never: {git: {only: [z]}}}\n"
    )
    step = step_of("small, size", declared)

    assert step.gate.checks == ("small", "size")
    assert [each.name for each in step.gate.defined] == ["small"]
    assert step.gate.facts == ("ui",)
    assert judged(step.gate.defined[0]).rule == AssertRule("change.added < 10")
    assert judged(step.gate.defined[0], **{"facts.ui": "true"}).when == "true"


def test_a_built_in_check_is_demanded_more_of_under_its_name() -> None:
    gate = step_of("{tests: {mode: pass, max_skipped: 0}}, {coverage: {changed_lines: 90}}").gate
    tests, coverage = gate.defined

    assert gate.checks == ("tests", "coverage")
    demand = TestsRule(mode="pass", max_skipped=0)
    assert judged(tests).rule == demand
    reported = CheckDefinition("tests", ReportedTestsRule(("make",), "r.xml"))
    assert judged(tests, reported).rule == ReportedTestsRule(("make",), "r.xml", demand)
    assert judged(coverage).rule == CoverageRule(Thresholds(90, 90, 90))
    report = CheckDefinition("coverage", ReportedCoverageRule(("make",), lcov="l", changed_lines=5))
    rule: Rule = ReportedCoverageRule(("make",), lcov="l", changed_lines=90)
    assert judged(coverage, report).rule == rule
    in_place = CheckDefinition("tests", TestsRule(), environment="e")
    assert judged(tests, in_place).environment == "e"


def test_a_worker_is_told_what_the_check_says() -> None:
    step = step_of("{git: {only: [x/**]}}, secrets")

    brief = render_brief(BriefInput(feature=Feature(RunId("1"), "f", "idea"), step=step, number=1))

    assert "- `git-of-a`: changes only in x/**\n" in brief


@pytest.mark.parametrize(
    ("gate", "more", "said"),
    [
        ("{}", "", "w.yaml:6:56  a check has one kind, and this one has none of tests, proof"),
        ("{git: {only: [x]}, assert: 'true'}", "", "one kind, and this one has git and assert"),
        ("{gti: {only: [x]}}", "", 'w.yaml:6:57  unknown key "gti"; did you mean "git"?'),
        ("{git: {onyl: [x]}}", "", 'unknown key "onyl"; did you mean "only"?'),
        ("{findings: {profile: ruff}}", "", "findings of a tool that is built in are lint and typ"),
        ("{tests: {mode: pass}, id: all}", "", 'this is the check "tests" itself: leave out "id"'),
        ("{git: {only: [x]}, id: size}", "", '"size" is the name of another check; choose another'),
        ("{git: {only: [x]}, id: lint}", "", '"lint" is the name of another check; choose another'),
        ("tests, {tests: {mode: pass}}", "", 'w.yaml:6:63  "tests" is the name of another check'),
        ("{git: {only: [x]}, over: x}", "", '"over" is of findings that a command reports'),
        (
            "{git: {only: [x]}, services: [x]}",
            "",
            '"services" is of a probe, or of a check with a report',
        ),
        ("{assert: 'a &&'}", "", "column 5"),
        (
            "size",
            "checks: {size: {git: {only: [x]}}}\n",
            '"size" is a check of the project already',
        ),
        ("size", "checks: {red: {git: {only: [x]}}}\n", '"red" is a check of the project already'),
        ("smll", "checks: {small: {git: {only: [x]}}}\n", 'no check is called "smll"'),
        ("{git: {only: ['{task.key}']}}", "", 'nothing is known of "task.key"'),
        (
            "{git: {max_changed_lines: '{feature.slug}'}}",
            "",
            "a whole number from 0 to 1000000 is e",
        ),
    ],
)
def test_what_is_wrong_with_a_check_is_told_where_it_stands(
    gate: str, more: str, said: str
) -> None:
    answer = parse(gate, more)

    assert isinstance(answer, tuple)
    assert any(said in one for one in answer), answer


def test_a_failure_rule_may_name_a_check_of_its_gate() -> None:
    text = STEP.replace("gate:", "no_go: [{{checks: [git-of-a], rework: self}}], gate:")

    answer = parse_workflow(HEAD + text.format(gate="{git: {only: [x/**]}}"), "w.yaml")

    assert isinstance(answer, Workflow), [str(one) for one in answer]
    assert answer.steps[0].no_go[0].checks == ("git-of-a",)


def test_check_says_who_may_waive_it() -> None:
    gate = step_of(
        "{git: {only: [x/**]}, waive: [lead]}, {git: {only: [x/**]}, id: law, waive: []}, own",
        "checks: {own: {git: {only: [y/**]}}}\n",
    ).gate

    assert [each.waive for each in gate.defined] == [("lead",), (), None]
    told = parse("{git: {only: [x/**]}, waive: [leed]}")
    assert isinstance(told, tuple)
    assert '"leed" is not among the roles; did you mean "lead"?' in told[0]
