"""Checks of a workflow that take their command from the project, or look over some paths only."""

import pytest

from gatewright.core.judges.judge_reported_findings import judge_reported_findings
from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.configured_names import names_of
from gatewright.definitions.inline_checks import check_of_gate
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.configuration import Configuration
from gatewright.model.digest import digest_of
from gatewright.model.observations import Finding, FindingLevel, FindingsRun
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.reported_rules import LevelsMax, PlantedFault, ReportedFindingsRule
from gatewright.model.rules import (
    BorrowedRule,
    CheckDefinition,
    CommandRule,
    ReportedTestsRule,
    TestsRule,
)
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Workflow
from tests.observed import SUBJECT, execution

PROJECT = """\
gatewright: 1
environments: {load: {profile: command, from: [Makefile], build: [make]}}
services: {app: {start: [app]}}
checks:
  e2e:
    tests: {run: [ci/e2e], junit: out/e.xml, min_run: 3, max_skipped: 0}
    environment: load
    services: [app]
    timeout: 90m
    when: branch == 'main'
  compile: {command: {argv: [ci/compile], expect_exit: [0, 3], forbid_output: [Error]}}
  security: {findings: {run: [ci/scan], sarif: out/s.sarif, max: {error: 2}}}
"""
HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [dev]\n'
STEP = "steps:\n  a: {{by: dev, brief: B., writes: [source], gate: [{gate}]}}\n"


def project() -> Configuration:
    configuration = parse_configuration(PROJECT)
    assert isinstance(configuration, Configuration), configuration
    return configuration


def parse(gate: str, more: str = "") -> Workflow | tuple[str, ...]:
    own = project()
    library = Library(configured=names_of(own))
    checks = tuple(each.name for each in own.checks)
    answer = parse_workflow(HEAD + more + STEP.format(gate=gate), "w", checks, library=library)
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


def judged(gate: str, own: Configuration | None = None, more: str = "") -> CheckDefinition:
    workflow = parse(gate, more)
    assert isinstance(workflow, Workflow), workflow
    (check,) = workflow.steps[0].gate.defined
    return check_of_gate(check, {}, own or project())


def test_a_suite_is_run_as_the_project_runs_it_and_held_to_what_is_said_here() -> None:
    check = judged("{tests: {suite: e2e, min_run: 5, mode: pass}}")

    demand = TestsRule(min_run=5, max_skipped=0, mode="pass")
    assert check.name == "tests-of-a"
    assert check.rule == ReportedTestsRule(("ci/e2e",), "out/e.xml", demand)
    assert (check.environment, check.services) == ("load", ("app",))
    assert (check.timeout_s, check.when) == (90 * 60, "branch == 'main'")


def test_what_is_said_here_of_time_and_condition_counts() -> None:
    check = judged("{tests: {suite: e2e}, timeout: 5m, when: facts.has_ui, id: journeys}")

    assert (check.name, check.timeout_s, check.when) == ("journeys", 300, "facts.has_ui")


def test_the_suite_of_all_tests_is_the_built_in_check() -> None:
    check = judged("{tests: {mode: pass, suite: all}}")

    assert (check.name, check.rule) == ("tests", TestsRule(mode="pass"))


def test_a_command_by_its_profile_forbids_more() -> None:
    check = judged("{command: {profile: compile, forbid_output: [warning]}}")

    assert check.rule == CommandRule(("ci/compile",), (0, 3), ("Error", "warning"))


def test_a_command_by_its_profile_may_end_otherwise() -> None:
    check = judged("{command: {profile: compile, expect_exit: [0]}}")

    assert check.rule == CommandRule(("ci/compile",), (0,), ("Error",))


@pytest.mark.parametrize(
    ("said", "most"), [("", LevelsMax(2)), (", max: {error: 0, warning: 9}", LevelsMax(0, 9))]
)
def test_findings_by_their_profile(said: str, most: LevelsMax) -> None:
    check = judged(f"{{findings: {{profile: security{said}}}}}")

    assert check.rule == ReportedFindingsRule(("ci/scan",), "out/s.sarif", most)


@pytest.mark.parametrize(
    ("gate", "told"),
    [
        (
            "{tests: {suite: e3e}}",
            'w:6:68  the configuration has no check "e3e" of tests that a command runs;'
            ' did you mean "e2e"?',
        ),
        (
            "{command: {profile: e2e}}",
            '"e2e" of the configuration is a check of tests, not of command; known: compile',
        ),
        ("{findings: {profile: security, new_only: false}}", 'unknown key "new_only"'),
        ("{tests: {suite: e2e, junit: x.xml}}", 'unknown key "junit"'),
        (
            "{tests: {suite: e2e}, over: source}",
            '"over" is of findings that a command reports',
        ),
        (
            "{findings: {profile: security}, over: sauce}",
            'a bare word is an artifact or a path set, and none here is called "sauce"',
        ),
        ("{command: {profile: compile}, services: [app]}", '"services" is of a probe'),
        ("{command: {argv: [x]}, environment: load}", '"environment" is of a check with a report'),
        (
            "{findings: {run: [x], sarif: y}, environment: lode}",
            'the configuration has no environment "lode"; did you mean "load"?',
        ),
        (
            "{findings: {run: [x], sarif: y}, services: [db]}",
            'the configuration has no service "db"; known: app',
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_place(gate: str, told: str) -> None:
    answer = parse(gate)

    assert isinstance(answer, tuple), gate
    assert len(answer) == 1, answer
    assert told in answer[0]


def test_a_check_at_the_top_is_told_at_its_place_too() -> None:
    told = parse("s", "checks: {s: {tests: {suite: no}}}\n")

    assert isinstance(told, tuple)
    assert told[0].startswith('w:5:29  the configuration has no check "no" of tests')


def test_without_such_checks_it_is_said_where_they_are_defined() -> None:
    text = HEAD + STEP.format(gate="{tests: {suite: e2e}}")

    told = parse_workflow(text, "w")

    assert isinstance(told, tuple)
    assert told[0].hint == "define it in .gatewright/config.yaml"


def test_where_the_project_has_it_no_more_nothing_is_looked_at() -> None:
    kept = judged("{tests: {suite: e2e}}", Configuration())
    another = replace(project().checks[1], name="e2e")

    assert isinstance(kept.rule, BorrowedRule)
    assert judged("{tests: {suite: e2e}}", Configuration(checks=(another,))).rule == kept.rule


def test_an_inline_check_has_its_own_environment_and_services() -> None:
    check = judged("{findings: {run: [x], sarif: y}, environment: load, services: [app]}")

    assert (check.environment, check.services) == ("load", ("app",))


@pytest.mark.parametrize("rule", ["profile: security", "run: [ci/scan], sarif: out/s.sarif"])
def test_findings_may_be_over_a_path_set(rule: str) -> None:
    check = judged(f"{{findings: {{{rule}}}, over: parts}}", more='paths: {parts: ["parts/**"]}\n')

    assert isinstance(check.rule, ReportedFindingsRule)
    assert check.rule.over == "tree:parts"


RULE = ReportedFindingsRule(
    ("scan",), "s.sarif", over="tree:parts", sets=(PathSet("parts", ("parts/**",)),)
)


def found(*paths: str, examined: tuple[str, ...] = ("parts/a.py", "b.py")) -> FindingsRun:
    print_of = digest_of("bad")
    findings = (Finding("R1", FindingLevel.ERROR, path, 1, "bad", print_of) for path in paths)
    return FindingsRun(execution(), tuple(findings), examined)


@pytest.mark.parametrize(
    ("paths", "status"),
    [
        (("b.py",), Status.PASS),
        (("parts/a.py",), Status.FAIL),
        (("",), Status.FAIL),  # of nowhere, so of here, too
    ],
)
def test_only_what_is_over_its_paths_counts(paths: tuple[str, ...], status: Status) -> None:
    verdict = judge_reported_findings("f", found(*paths), None, RULE, SUBJECT)

    assert (verdict.status, verdict.examined.count) == (status, 1)


def test_what_was_looked_at_elsewhere_only_was_not_looked_at() -> None:
    run = found(examined=("b.py",))

    assert judge_reported_findings("f", run, None, RULE, SUBJECT).status is Status.ERROR


def test_a_file_elsewhere_that_is_hidden_now_does_not_matter() -> None:
    run = replace(found(), missing=("b.py",))

    assert judge_reported_findings("f", run, None, RULE, SUBJECT).status is Status.PASS
    run = replace(found(), missing=("parts/c.py",))
    assert judge_reported_findings("f", run, None, RULE, SUBJECT).status is Status.ERROR


def test_what_the_base_has_over_its_paths_is_old() -> None:
    here, base = found("parts/a.py"), found("parts/a.py", "b.py")
    trouble = Trouble("x", "y", "z", "w")

    assert judge_reported_findings("f", here, base, RULE, SUBJECT).status is Status.PASS
    assert judge_reported_findings("f", here, trouble, RULE, SUBJECT).status is Status.FAIL


def test_a_planted_fault_shows_that_it_looked() -> None:
    rule = replace(RULE, plant=PlantedFault("x.py", "bad"))
    run = found(examined=("x.py",))

    assert judge_reported_findings("f", run, None, rule, SUBJECT).status is Status.PASS
