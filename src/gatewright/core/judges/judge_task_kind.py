"""Judge the proof of a task that is no new behaviour: a refactoring, or a chore.

A refactoring is proved by the tests that were there: what passed before passes after, under the
same name. A chore has nothing to prove, as long as it leaves the code alone.
"""

from collections.abc import Sequence

from gatewright.core.judging.cases import counted, places_of
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.observations import CaseOutcome, TestRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "proof"
PLACES_MAX = 50
_NOTHING = Trouble(
    code="proof.nothing-to-keep",
    wanted="tests that pass before the refactoring, so that they can pass after it",
    found="no test passes on the base",
    way_out="write tests of what is to stay as it is, in a change of their own, first",
)


def judge_refactor(check: str, control: TestRun, head: TestRun, subject: Subject) -> Verdict:
    """Return whether every test that passed before passes after, under the same id."""
    evidence = evidence_of(subject, JUDGE_VERSION, [control.execution, head.execution])
    before = [case for case in control.cases if case.outcome is CaseOutcome.PASSED]
    if not before:
        return judge_trouble(check, KIND, _NOTHING, unit="tests", evidence=evidence)
    after = {case.test_id for case in head.cases if case.outcome is CaseOutcome.PASSED}
    lost = [case for case in before if case.test_id not in after]
    reason = Reason(
        code="proof.not-kept",
        headline=f"{counted(len(lost), 'test')} of {len(before)} not as before the refactoring",
        wanted="each test that passes on the base passes with the change, under the same name",
        found=f"{counted(len(lost), 'test')} failed, gone or renamed",
        places=places_of(lost[:PLACES_MAX]),
        way_out="keep the tests as they are; what they say changes in a task of new behaviour",
    )
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL if lost else Status.PASS,
        headline=reason.headline
        if lost
        else f"{counted(len(before), 'test')}, each passes before and after the refactoring",
        examined=Examined(len(before), "tests", expected=len(before)),
        evidence=evidence,
        reasons=(reason,) if lost else (),
    )


def judge_chore(check: str, sources: Sequence[str], subject: Subject) -> Verdict:
    """Return that there is nothing to prove, unless code was changed. Shape: `sources` is it."""
    evidence = evidence_of(subject, JUDGE_VERSION)
    count = len(sources)
    if not sources:
        return Verdict(
            check=check,
            kind=KIND,
            status=Status.NOT_APPLICABLE,
            headline="a chore, and no code is changed",
            examined=Examined(0, "files of code"),
            evidence=evidence,
        )
    reason = Reason(
        code="proof.no-chore",
        headline=f"a chore that changes {counted(count, 'file')} of code",
        wanted="a chore leaves the code as it is",
        found=f"{sources[0]}" + (f" and {count - 1} more" if count > 1 else ""),
        places=tuple(Place(path) for path in sources[:PLACES_MAX]),
        way_out="leave the code alone, or make it a task of behaviour, with its test",
    )
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL,
        headline=reason.headline,
        examined=Examined(count, "files of code", expected=count),
        evidence=evidence,
        reasons=(reason,),
    )
