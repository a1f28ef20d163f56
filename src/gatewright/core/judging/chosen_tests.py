"""Which cases of a run a rule speaks of, and what several runs of unsteady tests come to."""

from collections.abc import Sequence

from gatewright.core.judging.cases import BROKEN
from gatewright.core.text.globs import matches_any
from gatewright.model.observations import CaseOutcome, TestCase, TestRun
from gatewright.model.records import replace
from gatewright.model.reported_rules import Repeats
from gatewright.model.rules import TestsRule

_MISSING = "it was not reported in each of the runs"


def choose_cases(cases: Sequence[TestCase], rule: TestsRule) -> tuple[TestCase, ...]:
    """Return the cases that `rule` speaks of: by id, by tag, by both; all where it names none."""
    return tuple(
        case
        for case in cases
        if (not rule.ids or matches_any(rule.ids, case.test_id))
        and (not rule.tags or any(matches_any(rule.tags, tag) for tag in case.tags))
    )


def merge_runs(runs: Sequence[TestRun], repeats: Repeats) -> TestRun:
    """Return several runs of one tree as one.

    Shape: a test that `repeats` names passes where it passed often enough. Any other counts by the
    worst of its outcomes, and as failed where a run does not report it at all.
    """
    by_run = [{case.test_id: case for case in run.cases} for run in runs]
    ids = dict.fromkeys(test_id for run in by_run for test_id in run)
    return replace(
        runs[0],
        cases=tuple(
            _merged(test_id, [run.get(test_id) for run in by_run], repeats) for test_id in ids
        ),
    )


def _merged(test_id: str, cases: Sequence[TestCase | None], repeats: Repeats) -> TestCase:
    """Return what the outcomes of one test in all runs come to."""
    reported = [case for case in cases if case is not None]
    passed = [case for case in reported if case.outcome is CaseOutcome.PASSED]
    if matches_any(repeats.tests, test_id) and len(passed) >= repeats.pass_at_least:
        return passed[0]
    broken = next((case for case in reported if case.outcome in BROKEN), None)
    if broken is not None:
        return broken
    if len(reported) < len(cases):
        return replace(reported[0], outcome=CaseOutcome.FAILED, message=_MISSING)
    return next((case for case in reported if case.outcome is CaseOutcome.SKIPPED), reported[0])
