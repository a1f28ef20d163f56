"""Judge a step that writes tests before the code: each new test fails, and no old one noticed.

What is not there yet cannot pass. A test that passes before its code is written asks for nothing.
"""

from collections.abc import Collection, Iterator, Sequence

from gatewright.core.judges.judge_tests import HONEST_CANARIES
from gatewright.core.judging.cases import compare_cases, counted, has_run, is_broken, places_of
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.observations import TestCase, TestRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Reason, Status, Verdict

JUDGE_VERSION = 2
KIND = "red"
PLACES_MAX = 50
_DISTRUST = Trouble(
    code="tests.canary",
    wanted="a run that reports two planted tests as they are",
    found="the run of the new tests hides a planted test",
    way_out="look for hooks or plug-ins among the changed test files",
)


def judge_red(
    check: str,
    control: TestRun,
    head: TestRun,
    subject: Subject,
    revised: Collection[str] | None = None,
) -> Verdict:
    """Return whether there are new tests, all of them fail, and nothing else does.

    Shape: `head` is `control` with the tests of the step. A file that cannot be loaded, for what it
           imports is not there yet, counts as one test that fails. Of tests that are `revised`,
           these are the files that changed: those that fail now are as good as new, and where no
           file changed people are asked whether that is right.
    """
    evidence = evidence_of(subject, JUDGE_VERSION, [control.execution, head.execution])
    if head.canary not in HONEST_CANARIES:
        return judge_trouble(check, KIND, _DISTRUST, unit="new tests", evidence=evidence)
    if revised is not None and not revised:
        return _unchanged(check, evidence)
    compared = compare_cases(control.cases, head.cases)
    changed = [case for case in compared.broken_new if case.file and case.file in (revised or ())]
    fresh = [case for case in compared.fresh if has_run(case)]
    fresh += [case for case in changed if case not in fresh]
    new = {case.test_id for case in fresh}
    broken = [case for case in compared.broken_new if case.test_id not in new]
    reasons = tuple(_reasons(fresh, [*broken, *compared.lost]))
    each = ", each" if len(fresh) > 1 else ""
    told = f"{counted(len(fresh), 'new test')}{each} fails before the code is written"
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else told,
        examined=Examined(len(fresh), "new tests"),
        evidence=evidence,
        reasons=reasons,
    )


def _unchanged(check: str, evidence: Evidence) -> Verdict:
    """Return that there is nothing that could be red."""
    told = "no test was changed: people say whether that is right"
    return Verdict(check, KIND, Status.NOT_APPLICABLE, told, Examined(0, "new tests"), evidence)


def _reasons(fresh: Sequence[TestCase], others: Sequence[TestCase]) -> Iterator[Reason]:
    """Yield why a step of tests is not as it has to be."""
    if not fresh:
        yield Reason(
            code="red.nothing",
            headline="no new test",
            wanted="tests that fail until the code is written",
            found="no test that was not there before",
            way_out="write the tests of what is wanted; leave the code to the next step",
        )
    passing = [case for case in fresh if not is_broken(case)]
    if passing:
        yield Reason(
            code="red.passes",
            headline=f"{counted(len(passing), 'new test')} of {len(fresh)} "
            f"{'passes' if len(passing) == 1 else 'pass'} before the code is written",
            wanted="every new test fails until the code is written",
            found=f"{counted(len(passing), 'new test')} that asks for nothing new",
            places=places_of(passing[:PLACES_MAX]),
            way_out="let each test demand something that is not there yet, or leave it out",
        )
    if others:
        yield Reason(
            code="red.others",
            headline=f"{counted(len(others), 'old test')} broken or gone",
            wanted="the tests that were there are as they were",
            found=f"{counted(len(others), 'test')} that passed before",
            places=places_of(others[:PLACES_MAX]),
            way_out="put them back; a step of new tests leaves the old ones alone",
        )
