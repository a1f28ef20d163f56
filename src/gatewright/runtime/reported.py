"""Tests, coverage and findings of any stack, judged from reports that a command writes."""

from collections.abc import Callable

from gatewright.core.content.path_sets import covers
from gatewright.core.judges.judge_coverage import changed_lines
from gatewright.core.judges.judge_reported_coverage import (
    NO_LINES,
    ReportedLines,
    judge_reported_coverage,
    lines_of_files,
)
from gatewright.core.judges.judge_reported_findings import judge_reported_findings
from gatewright.core.judges.judge_tests import judge_tests
from gatewright.core.judging.cases import is_broken
from gatewright.core.judging.chosen_tests import merge_runs
from gatewright.core.judging.subject import Subject
from gatewright.core.projects.sides import is_source_file
from gatewright.core.text.globs import matches_any
from gatewright.model.ids import TreeId
from gatewright.model.observations import CanaryOutcome, Execution, FindingsRun, TestRun
from gatewright.model.path_sets import REGION
from gatewright.model.records import replace
from gatewright.model.reported_rules import ReportedCoverageRule, ReportedFindingsRule
from gatewright.model.rules import ALL_PASS, CheckDefinition, ReportedRule, ReportedTestsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.ports.reports import WrittenReport
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.report_run import ReportRun
from gatewright.runtime.reporting import path_of, run_reports

SOURCE_BYTES_MAX = 1024 * 1024
SOURCE_FILES_MAX = 20_000
REGULAR = ("100644", "100755")


def check_reported(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedRule, subject: Subject
) -> Verdict:
    """Return the verdict on what the reports of a command say."""
    match rule:
        case ReportedTestsRule():
            return _check_tests(hearing, definition, rule, subject)
        case ReportedCoverageRule():
            return _check_coverage(hearing, definition, rule, subject)
        case ReportedFindingsRule():
            return _check_findings(hearing, definition, rule, subject)


def _check_tests(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedTestsRule, subject: Subject
) -> Verdict:
    """Return the verdict on tests: each side runs as often as the rule says."""
    matter = hearing.matter
    head = _tests(hearing, definition, rule, matter.snapshot.tree)
    needs_base = matter.base_tree is not None and rule.demand.mode != ALL_PASS
    control = (
        _tests(hearing, definition, rule, matter.base_tree)
        if needs_base and matter.base_tree is not None
        else None
    )
    return judge_tests(definition.name, head, control, rule.demand, subject)


def _tests(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedTestsRule, tree: TreeId
) -> TestRun | Trouble:
    """Return what the tests of one tree came to, all runs of it taken together."""
    runs: list[TestRun] = []
    for number in range(rule.repeats.of if rule.repeats else 1):
        run = _one_run(hearing, definition, rule, tree, number)
        if isinstance(run, Trouble):
            return run
        runs.append(run)
    return merge_runs(runs, rule.repeats) if rule.repeats else runs[0]


def _one_run(
    hearing: Hearing,
    definition: CheckDefinition,
    rule: ReportedTestsRule,
    tree: TreeId,
    number: int = 0,
) -> TestRun | Trouble:
    """Return one run of the tests."""
    written = _written(hearing, definition, rule, tree, number)
    if isinstance(written, Trouble):
        return written
    run, reports = written
    cases = hearing.edges.reports.tests(reports, run.tree)
    if isinstance(cases, Trouble):
        return cases
    if run.execution.exit_code and not any(map(is_broken, cases)):
        return _contradiction(run.execution, "no failing test")
    return TestRun(run.execution, cases, CanaryOutcome.UNSUPPORTED, None)


def _written(
    hearing: Hearing,
    definition: CheckDefinition,
    rule: ReportedRule,
    tree: TreeId,
    number: int = 0,
) -> tuple[ReportRun, tuple[WrittenReport, ...]] | Trouble:
    """Return a run of the command of `definition`, and the reports of it that `rule` reads."""
    run = run_reports(hearing, definition, tree, number)
    if isinstance(run, Trouble):
        return run
    reports = run.reports[path_of(rule)]
    return reports if isinstance(reports, Trouble) else (run, reports)


def _contradiction(execution: Execution, told: str) -> Trouble:
    """Return the trouble of a command whose end and whose report differ."""
    return Trouble(
        "report.exit",
        "a command whose report says why it does not end with 0",
        f"it ended with {execution.exit_code}, and its report has {told}",
        f"run it: {' '.join(execution.argv)}",
    )


def _check_coverage(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedCoverageRule, subject: Subject
) -> Verdict:
    """Return the verdict on lines and branches of the head."""
    name = definition.name
    is_source = _source_of(hearing, rule)
    if isinstance(is_source, Trouble):
        return judge_reported_coverage(name, is_source, NO_LINES, rule, subject)
    run = _covered(hearing, definition, rule)
    lines = NO_LINES if isinstance(run, Trouble) else _lines(hearing, run, is_source)
    return judge_reported_coverage(name, run, lines, rule, subject)


def _covered(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedCoverageRule
) -> TestRun | Trouble:
    """Return what ran in the tests that the rule takes its report from, or in its own command."""
    tree = hearing.matter.snapshot.tree
    source = next(
        (
            each
            for each in hearing.matter.configuration.checks
            if rule.from_check and each.name == rule.from_check
        ),
        definition,
    )
    written = _written(hearing, source, rule, tree)
    if isinstance(written, Trouble):
        return written
    run, reports = written
    covered = hearing.edges.reports.coverage(reports, run.tree, is_lcov=bool(rule.lcov))
    if isinstance(covered, Trouble):
        return covered
    if not isinstance(source.rule, ReportedTestsRule):
        return TestRun(run.execution, (), CanaryOutcome.UNSUPPORTED, covered)
    tests = _one_run(hearing, source, source.rule, tree)
    return tests if isinstance(tests, Trouble) else replace(tests, coverage=covered)


def _source_of(hearing: Hearing, rule: ReportedCoverageRule) -> Callable[[str], bool] | Trouble:
    """Return what tells source files: globs of the rule, those of all checks, else recognition."""
    matter = hearing.matter
    globs = rule.source or matter.configuration.source_paths
    tests = () if rule.source else matter.configuration.test_paths
    if globs:
        return lambda path: matches_any(globs, path) and not matches_any(tests, path)
    if matter.projects:
        return lambda path: any(is_source_file(path, project) for project in matter.projects)
    return Trouble(
        "coverage.no-source",
        "globs that say which files are source",
        "no project is recognised here, and the rule names none",
        'source: ["src/**"] in the rule, in .gatewright/config.yaml',
    )


def _lines(hearing: Hearing, run: TestRun, is_source: Callable[[str], bool]) -> ReportedLines:
    """Return what the report says of the source files of the head."""
    matter = hearing.matter
    reported = {file.path: file for file in run.coverage or () if is_source(file.path)}
    source = [
        file.path for file in matter.head_files if file.mode in REGULAR and is_source(file.path)
    ]
    sizes = {file.path: file.size_bytes for file in matter.head_files}
    absent = [path for path in source if path not in reported][:SOURCE_FILES_MAX]
    small = [path for path in absent if sizes[path] <= SOURCE_BYTES_MAX]
    texts = hearing.edges.trees.read(matter.snapshot.tree, small)
    ran = sum(len(file.branches_ran) for file in reported.values())
    missed = sum(len(file.branches_missed) for file in reported.values())
    change = matter.change
    return ReportedLines(
        changed=None if change is None else changed_lines(change, reported, is_source),
        files=lines_of_files(reported, source, texts.get),
        branches_ran=ran,
        branches_total=ran + missed,
    )


def _check_findings(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedFindingsRule, subject: Subject
) -> Verdict:
    """Return the verdict on findings of the head, beside those of the base."""
    matter = hearing.matter
    head = _findings(hearing, definition, rule, matter.snapshot.tree)
    base = None
    if rule.new_only and matter.base_tree is not None:
        base = _findings(hearing, definition, rule, matter.base_tree)
    if isinstance(head, FindingsRun) and isinstance(base, FindingsRun):
        here = {file.path for file in matter.head_files}
        unseen = (set(base.examined) & here) - {*head.examined, *(f.path for f in head.findings)}
        head = replace(head, missing=tuple(sorted(unseen)))
    if rule.over and not any(covers((rule.over,), f.path, rule.sets) for f in matter.head_files):
        head = base = _over_nothing(rule.over)
    return judge_reported_findings(definition.name, head, base, rule, subject)


def _findings(
    hearing: Hearing, definition: CheckDefinition, rule: ReportedFindingsRule, tree: TreeId
) -> FindingsRun | Trouble:
    """Return what the command finds in `tree`, the planted fault left out."""
    written = _written(hearing, definition, rule, tree)
    if isinstance(written, Trouble):
        return written
    run, reports = written
    seen = hearing.edges.reports.findings(reports, run.tree)
    if isinstance(seen, Trouble):
        return seen
    if seen.was_cut_short or (run.execution.exit_code and not seen.findings):
        told = "no finding" if not seen.was_cut_short else "the word that it did not succeed"
        return _contradiction(run.execution, told)
    if run.planted and not any(one.path == run.planted for one in seen.findings):
        return _not_found(run.planted)
    named = {path for path in seen.artifacts if path in run.tree.files}
    return FindingsRun(
        execution=replace(run.execution, tool=seen.tool or run.execution.tool),
        findings=tuple(one for one in seen.findings if one.path != run.planted or not one.path),
        examined=tuple(sorted(named | ({rule.plant.path} if rule.plant else set()))),
    )


def _not_found(planted: str) -> Trouble:
    """Return the trouble of a tool that does not find what it should."""
    return Trouble(
        "findings.planted",
        f"a finding in the planted {planted}",
        "the report has none there",
        "look for an ignore setting; or plant a fault that this tool does find",
    )


def _over_nothing(over: str) -> Trouble:
    """Return the trouble of a rule on paths that there are not."""
    return Trouble(
        "findings.over",
        "a file that the rule is on",
        f"{over.removeprefix(REGION)} covers no file here",
        "say in `paths` of the workflow what the set covers",
    )
