"""Checks from reports in the configuration: what each key comes to, and what cannot be meant."""

import pytest

from gatewright.core.judging.drafts import derive_draft
from gatewright.definitions.configuration import parse_configuration
from gatewright.model.configuration import Configuration
from gatewright.model.reported_rules import (
    LevelsMax,
    PlantedFault,
    Repeats,
    ReportedCoverageRule,
    ReportedFindingsRule,
)
from gatewright.model.rules import (
    ALL_PASS,
    CoverageRule,
    ReportedTestsRule,
    Rule,
    TestsRule,
    Thresholds,
)

UNIT = "unit: {tests: {run: [make, test], junit: out/unit.xml}}"


def parse(*checks: str) -> Configuration:
    parsed = parse_configuration("gatewright: 1\nchecks:\n  " + "\n  ".join(checks))
    assert isinstance(parsed, Configuration), [str(one) for one in parsed]
    return parsed


def rule_of(*checks: str) -> Rule:
    """Return the rule of the last check."""
    return parse(*checks).checks[-1].rule


@pytest.mark.parametrize(
    ("checks", "rule"),
    [
        ((UNIT,), ReportedTestsRule(("make", "test"), "out/unit.xml")),
        (
            (
                "u: {tests: {run: [t], junit: 'out/*.xml', mode: pass, tags: [slow], ids: ['a/**'],"
                " min_run: 3, repeats: {of: 3, pass_at_least: 2, tests: ['**/net*']}}}",
            ),
            ReportedTestsRule(
                ("t",),
                "out/*.xml",
                TestsRule(min_run=3, mode=ALL_PASS, ids=("a/**",), tags=("slow",)),
                Repeats(3, 2, ("**/net*",)),
            ),
        ),
        (
            (UNIT, "c: {coverage: {from: unit, lcov: out/lcov, line: 80, source: ['src/**']}}"),
            ReportedCoverageRule(from_check="unit", lcov="out/lcov", source=("src/**",), line=80),
        ),
        (
            (
                "c: {coverage: {run: [c], cobertura: c.xml, branch: 7, changed_lines: 6,"
                " per_file: 5}}",
            ),
            ReportedCoverageRule(("c",), cobertura="c.xml", branch=7, changed_lines=6, per_file=5),
        ),
        (("coverage: {coverage: {changed_lines: 75}}",), CoverageRule(Thresholds(75, 75, 75))),
        (
            (
                "l: {findings: {run: [lint], sarif: out/l.sarif, max: {warning: 5},"
                " new_only: false, plant: {path: bad.x, text: '{token}'}}}",
            ),
            ReportedFindingsRule(
                ("lint",),
                "out/l.sarif",
                LevelsMax(warning=5),
                new_only=False,
                plant=PlantedFault("bad.x", "{token}"),
            ),
        ),
    ],
    ids=["tests", "tests in full", "coverage from tests", "coverage", "built in", "findings"],
)
def test_check_comes_to_a_rule(checks: tuple[str, ...], rule: Rule) -> None:
    assert rule_of(*checks) == rule


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("{tests: {run: [t]}}", '"run" needs "junit"'),
        ("{tests: {junit: t.xml}}", '"junit" needs "run"'),
        (
            "{tests: {repeats: {of: 3, pass_at_least: 2, tests: [a]}}}",
            "built-in tests are not repeated",
        ),
        (
            "{tests: {run: [t], junit: a, repeats: {of: 2, pass_at_least: 3, tests: [a]}}}",
            "3 of 2 runs cannot pass",
        ),
        ("{coverage: {run: [t], line: 1}}", '"run" needs "cobertura" or "lcov"'),
        ("{coverage: {run: [t], lcov: a}}", "this rule demands nothing"),
        ("{coverage: {run: [t], lcov: a, cobertura: b, line: 1}}", "exclude each other"),
        ("{coverage: {run: [t], from: unit, lcov: a, line: 1}}", "exclude each other"),
        ("{coverage: {line: 80}}", '"line" needs "run" or "from"'),
        ("{coverage: {from: nobody, lcov: a, line: 1}}", 'no check called "nobody"'),
        (
            "{coverage: {run: [t], lcov: a, changed_lines: {staging: 1}}}",
            '"changed_lines" is one number',
        ),
        ("{findings: {max_new: 1}}", '"profile", or "run" and "sarif"'),
        ("{findings: {run: [t], sarif: a, profile: ruff}}", '"profile", or "run" and "sarif"'),
        ("{findings: {profile: ruff, sarif: a}}", '"sarif" needs "run"'),
        ("{findings: {run: [t], sarif: a, max_new: 1}}", 'write "max"'),
        ("{findings: {run: [t]}}", '"run" needs "sarif"'),
    ],
)
def test_rule_that_cannot_be_meant_is_refused(check: str, said: str) -> None:
    problems = parse_configuration(f"gatewright: 1\nchecks:\n  {UNIT}\n  x: {check}\n")

    assert not isinstance(problems, Configuration)
    assert said in str(problems[0])
    assert problems[0].line == 4


def test_draft_calls_no_test_unsteady() -> None:
    check = "u: {tests: {run: [t], junit: a, repeats: {of: 3, pass_at_least: 2, tests: [a]}}}"

    drafted = derive_draft(parse(check)).checks

    assert drafted[0].rule == ReportedTestsRule(("t",), "a")
