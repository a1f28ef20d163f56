"""Judge a run of the tests: nothing fails that did not fail on the base, nothing is lost.

Old failures are remembered and left alone, unless the rule is that all pass. A run that could not
be judged is an error; it is a failure when the base could be judged in the same environment, for
then the change did it.
"""

from typing import TypeVar

from gatewright.core.judging.cases import (
    Comparison,
    compare_cases,
    counted,
    has_run,
    is_broken,
    places_of,
    ran,
)
from gatewright.core.judging.chosen_tests import choose_cases
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.observations import CanaryOutcome, CaseOutcome, TestCase, TestRun
from gatewright.model.records import replace
from gatewright.model.rules import ALL_PASS, TestsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "tests"
HONEST_CANARIES = (CanaryOutcome.REPORTED, CanaryOutcome.UNSUPPORTED)


def judge_tests(
    check: str,
    head: TestRun | Trouble,
    control: TestRun | Trouble | None,
    rule: TestsRule,
    subject: Subject,
) -> Verdict:
    """Return the verdict on the tests of the head.

    Shape: `control` is the same run on the base; None where there is no base.
    """
    runs = [run for run in (head, control) if isinstance(run, TestRun)]
    evidence = evidence_of(subject, JUDGE_VERSION, [run.execution for run in runs])
    head, control = _chosen(head, rule), _chosen(control, rule)
    if isinstance(head, Trouble):
        return _judge_no_run(check, head, control, evidence)
    examined = Examined(len(ran(head)), "tests")
    nothing_collected = head.canary is CanaryOutcome.MISSING and not head.cases and rule.min_run > 0
    if head.canary not in HONEST_CANARIES and not nothing_collected:
        return _judge_canary(check, head, control, evidence)
    if examined.count < rule.min_run:
        return _judge_too_few(check, head, control, rule, evidence)
    if rule.mode != ALL_PASS and not _any_passes(head, control):
        return _judge_none_passes(check, head, evidence)
    before = _cases(control)
    comparison = compare_cases(before, head.cases)
    if rule.mode == ALL_PASS:
        every = tuple(filter(is_broken, head.cases))
        comparison = replace(comparison, broken_new=every, broken_old=())
    has_control = isinstance(control, TestRun) and rule.mode != ALL_PASS
    reasons = _reasons(comparison, head, rule, has_control=has_control)
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=_headline(comparison, head, control),
        examined=examined,
        evidence=evidence,
        reasons=reasons,
        notes=_notes(comparison, head, control),
    )


Seen = TypeVar("Seen", TestRun, TestRun | Trouble, TestRun | Trouble | None)


def _chosen(seen: Seen, rule: TestsRule) -> Seen:
    """Return what was seen of the tests that `rule` speaks of."""
    if not isinstance(seen, TestRun):
        return seen
    return replace(seen, cases=choose_cases(seen.cases, rule))


def _any_passes(head: TestRun, control: TestRun | Trouble | None) -> bool:
    """Return whether some test passes, with the change or without it."""
    return any(case.outcome is CaseOutcome.PASSED for case in (*head.cases, *_cases(control)))


def _cases(control: TestRun | Trouble | None) -> tuple[TestCase, ...]:
    """Return what ran on the base."""
    return control.cases if isinstance(control, TestRun) else ()


def _judge_none_passes(check: str, head: TestRun, evidence: Evidence) -> Verdict:
    """Return the error of tests that fail on both sides, all of them: they tell nothing apart."""
    first = next(case for case in head.cases if is_broken(case))
    found = f"none of {counted(len(ran(head)), 'test')} passes, with the change or without it"
    reason = Reason(
        code="tests.none-pass",
        headline=found,
        wanted="at least one test that passes here",
        found=found,
        places=places_of(case for case in head.cases if is_broken(case)),
        way_out="look at what the first one says; often a setting or a service is missing",
        tail=first.message,
    )
    return _refusal(check, Status.ERROR, found, 0, evidence, reason)


def _judge_no_run(
    check: str, head: Trouble, control: TestRun | Trouble | None, evidence: Evidence
) -> Verdict:
    """Return a failure where the base could be judged, else an error."""
    if isinstance(control, TestRun) and ran(control):
        reason = Reason(
            code="check.broken-by-change",
            headline=head.found,
            wanted=f"tests that run; without the change {len(ran(control))} did",
            found=head.found,
            way_out=head.way_out,
            tail=head.tail,
        )
        headline = f"the tests cannot be run with this change: {head.found}"
        return _refusal(check, Status.FAIL, headline, 0, evidence, reason)
    return judge_trouble(check, KIND, head, unit="tests", evidence=evidence)


def _judge_canary(
    check: str, head: TestRun, control: TestRun | Trouble | None, evidence: Evidence
) -> Verdict:
    """Return what a planted test that was not reported as it is means."""
    was_honest = isinstance(control, TestRun) and control.canary in HONEST_CANARIES
    found = {
        CanaryOutcome.MISSING: "at least one of the two is missing from the report",
        CanaryOutcome.ALTERED: "one of the two was reported with another outcome than it had",
    }[head.canary]
    reason = Reason(
        code="tests.canary",
        headline="two planted tests were not reported as they are",
        wanted="one planted test reported as passed and one as failed",
        found=found,
        way_out="look for hooks, plug-ins or early exits that change what the test run reports",
        tail="",
    )
    status = Status.FAIL if was_honest else Status.ERROR
    headline = f"the report of this test run cannot be believed: {found}"
    return _refusal(check, status, headline, 0, evidence, reason)


def _judge_too_few(
    check: str,
    head: TestRun,
    control: TestRun | Trouble | None,
    rule: TestsRule,
    evidence: Evidence,
) -> Verdict:
    """Return what a run that looked at too little means."""
    count = len(ran(head))
    skipped = len(head.cases) - count
    was_enough = isinstance(control, TestRun) and len(ran(control)) >= rule.min_run
    found = f"{counted(count, 'test')} ran, {skipped} skipped"
    reason = Reason(
        code="tests.none-ran",
        headline=f"{found}; that judges nothing",
        wanted=f"at least {counted(rule.min_run, 'test')} that runs",
        found=found,
        way_out="gatewright show tests    what the tool said",
    )
    status = Status.FAIL if was_enough else Status.ERROR
    return _refusal(check, status, found, count, evidence, reason)


def _refusal(
    check: str, status: Status, headline: str, count: int, evidence: Evidence, reason: Reason
) -> Verdict:
    """Return a verdict with one reason."""
    return Verdict(
        check=check,
        kind=KIND,
        status=status,
        headline=headline,
        examined=Examined(count, "tests"),
        evidence=evidence,
        reasons=(reason,),
    )


def _reasons(
    comparison: Comparison, head: TestRun, rule: TestsRule, *, has_control: bool
) -> tuple[Reason, ...]:
    """Return why the tests do not pass; empty when they do."""
    reasons = []
    if comparison.broken_new:
        reasons.append(_failed(comparison, has_control=has_control))
    if comparison.lost:
        reasons.append(_lost(comparison))
    skipped = sum(not has_run(case) for case in head.cases)
    if rule.max_skipped is not None and skipped > rule.max_skipped:
        reasons.append(
            Reason(
                code="tests.skipped",
                headline=f"{counted(skipped, 'test')} skipped, {rule.max_skipped} allowed",
                wanted=f"at most {rule.max_skipped} skipped",
                found=f"{skipped} skipped",
                places=places_of(case for case in head.cases if not has_run(case)),
            )
        )
    return tuple(reasons)


def _failed(comparison: Comparison, *, has_control: bool) -> Reason:
    """Return the reason that names what fails now."""
    count = len(comparison.broken_new)
    since = " that did not fail without the change" if has_control else ""
    return Reason(
        code="tests.failed",
        headline=f"{counted(count, 'test')} failed",
        wanted="no failing test" + (" but those that fail on the base" if has_control else ""),
        found=f"{counted(count, 'failing test')}{since}",
        places=places_of(comparison.broken_new),
        tail=comparison.broken_new[0].message,
    )


def _lost(comparison: Comparison) -> Reason:
    """Return the reason that names what ran on the base and does not now."""
    count = len(comparison.lost)
    return Reason(
        code="tests.lost",
        headline=f"{counted(count, 'test')} that passed on the base no longer run"
        + ("s" if count == 1 else ""),
        wanted="every test that passes on the base runs with the change too",
        found=f"{counted(count, 'test')} deleted, skipped, renamed or not collected",
        places=places_of(comparison.lost),
        way_out="put them back; a test that is obsolete is a decision for a person",
    )


def _headline(comparison: Comparison, head: TestRun, control: TestRun | Trouble | None) -> str:
    """Return the one clause of the screen."""
    clauses = [
        f"{len(ran(head))} ran, {len(comparison.broken_new) + len(comparison.broken_old)} failed"
    ]
    if comparison.lost:
        clauses.append(f"{len(comparison.lost)} of the base no longer run")
    elif isinstance(control, TestRun) and control.cases:
        clauses.append("nothing that ran on the base is skipped now")
    return "; ".join(clauses)


def _notes(
    comparison: Comparison, head: TestRun, control: TestRun | Trouble | None
) -> tuple[str, ...]:
    """Return what is said beside a verdict, good or bad."""
    notes = []
    if comparison.broken_old:
        notes.append(
            f"{counted(len(comparison.broken_old), 'test')} failed on the base too, left alone"
        )
    if comparison.gone_broken:
        notes.append(
            f"{counted(len(comparison.gone_broken), 'test')} that failed on the base are gone"
        )
    if isinstance(control, Trouble):
        notes.append(f"the base could not be judged: {control.found}")
    if head.canary is CanaryOutcome.UNSUPPORTED:
        notes.append("no planted tests with this tool: its report is taken at its word")
    return tuple(notes)
