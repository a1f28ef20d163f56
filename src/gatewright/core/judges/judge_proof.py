"""Judge whether each new test proves the change: it fails without the change and passes with it.

Differential and language-neutral: same environment on all sides, so only the production change can
explain the difference. A new test that passes without the change is vacuous.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from gatewright.core.code.framework_references import Reference
from gatewright.core.judges.judge_tests import HONEST_CANARIES
from gatewright.core.judging.cases import (
    compare_cases,
    counted,
    function_of,
    has_run,
    is_broken,
    places_of,
)
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.observations import CaseOutcome, TestCase, TestRun
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import (
    Evidence,
    Examined,
    Figure,
    NotChecked,
    Place,
    Reason,
    Status,
    Verdict,
)

JUDGE_VERSION = 2
KIND = "proof"


class Proof(StrEnum):
    """What a new test shows."""

    PROVED = "proved"  # broken or unbuilt without the change, passes with it
    VACUOUS = "vacuous"  # passes without the change
    UNSEEN = "unseen"  # skipped without the change: nothing was shown
    NOT_GREEN = "not green"  # does not pass with the change


def fresh_cases(control: TestRun, head: TestRun) -> tuple[TestCase, ...]:
    """Return the tests of the head that the base does not have and that are no skips."""
    return tuple(case for case in compare_cases(control.cases, head.cases).fresh if has_run(case))


def judge_proof(
    check: str,
    fresh: Sequence[TestCase],
    sides: tuple[TestRun, TestRun],
    red: TestRun | Trouble,
    subject: Subject,
) -> Verdict:
    """Return whether every one of the `fresh` tests is proved.

    Shape: `fresh` is not empty, as run on the head; `sides` are the runs of head and base that tell
           what is new; `red` is the base with the test side of the head.
    """
    runs = [*sides, red] if isinstance(red, TestRun) else [*sides]
    evidence = evidence_of(subject, JUDGE_VERSION, [run.execution for run in runs])
    if isinstance(red, Trouble):
        return judge_trouble(check, KIND, red, unit="new tests", evidence=evidence)
    if red.canary not in HONEST_CANARIES:
        return judge_trouble(check, KIND, _distrust(), unit="new tests", evidence=evidence)
    without = {case.test_id: case for case in red.cases}
    sorted_by_proof: dict[Proof, list[TestCase]] = {proof: [] for proof in Proof}
    for case in fresh:
        sorted_by_proof[_prove(case, without.get(case.test_id))].append(case)
    head, control = sides
    renamed = _take_renamed(sorted_by_proof, head, control)
    verdict = _verdict(check, sorted_by_proof, len(fresh) - len(renamed), evidence)
    note = f"{counted(len(renamed), 'case')} of old tests under another name"
    return replace(verdict, notes=(note,)) if renamed else verdict


def _take_renamed(
    by_proof: dict[Proof, list[TestCase]], head: TestRun, control: TestRun
) -> tuple[TestCase, ...]:
    """Take vacuous cases out that stand in for cases of the same function which are gone.

    Parameters are data of a test, and their text is part of its name: edited, it looks like a new
    test that passes on the base. Where nothing else is proved, it stays one.
    """
    if not by_proof[Proof.PROVED]:
        return ()
    present = {case.test_id for case in head.cases}
    gone = Counter(
        function_of(case.test_id) for case in control.cases if case.test_id not in present
    )
    renamed = []
    for case in by_proof[Proof.VACUOUS]:
        if gone[function_of(case.test_id)] > 0:
            gone[function_of(case.test_id)] -= 1
            renamed.append(case)
    by_proof[Proof.VACUOUS] = [case for case in by_proof[Proof.VACUOUS] if case not in renamed]
    return tuple(renamed)


def with_references(
    answer: Verdict | NotChecked, references: Sequence[Reference], name: str, subject: Subject
) -> Verdict | NotChecked:
    """Return `answer`, failed where the code that was added knows of its tests.

    What runs in one process with such code is no evidence, so it outweighs what the runs say.
    """
    if not references:
        return answer
    reason = _knowing(references)
    if isinstance(answer, Verdict):
        return replace(
            answer,
            status=Status.FAIL,
            headline=reason.headline,
            reasons=(reason, *answer.reasons),
        )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL,
        headline=reason.headline,
        examined=Examined(len({each.path for each in references}), "files"),
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=(reason,),
        notes=(answer.because,),
    )


def _knowing(references: Sequence[Reference]) -> Reason:
    """Return the reason for code that knows of its tests."""
    first, count = references[0], len(references)
    more = f", and {counted(count - 1, 'more place', 'more places')}" if count > 1 else ""
    return Reason(
        code="proof.knows-the-tests",
        headline=f"the code of this change knows of its tests: {first.what}{more}",
        wanted="production code that names no test tool and reaches into none",
        found=f"{first.path}:{first.line} {first.what}{more}",
        places=tuple(Place(each.path, each.line, each.what) for each in references),
        way_out="take it out of this change, or let a person bring it to the base on its own",
    )


def _prove(with_change: TestCase, without_change: TestCase | None) -> Proof:
    """Return what one new test shows. Absent without the change means it could not be built."""
    if is_broken(with_change):
        return Proof.NOT_GREEN
    if without_change is None or is_broken(without_change):
        return Proof.PROVED
    return Proof.VACUOUS if without_change.outcome is CaseOutcome.PASSED else Proof.UNSEEN


def _distrust() -> Trouble:
    """Return the trouble of a red run whose report cannot be believed."""
    return Trouble(
        code="tests.canary",
        wanted="the run on the base reports two planted tests as they are",
        found="the run of the new tests on the base hides a planted test",
        way_out="look for hooks or plug-ins among the changed test files",
    )


def _each_of(count: int) -> str:
    return counted(count, "new test") + (", each" if count > 1 else "")


def _verdict(
    check: str, by_proof: dict[Proof, list[TestCase]], count: int, evidence: Evidence
) -> Verdict:
    """Return the verdict over all new tests."""
    reasons = _reasons(by_proof, count)
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline
        if reasons
        else f"{_each_of(count)} fails without the change and passes with it",
        examined=Examined(count, "new tests", expected=count),
        evidence=evidence,
        reasons=reasons,
        figures=(Figure("proof.proved", str(len(by_proof[Proof.PROVED])), f"= {count}"),),
    )


def _reasons(by_proof: dict[Proof, list[TestCase]], count: int) -> tuple[Reason, ...]:
    """Return a reason for each way of not proving anything, the most telling first."""
    return tuple(
        reason
        for reason in (
            _reason(by_proof[Proof.VACUOUS], count, "proof.vacuous", "without your change"),
            _reason(by_proof[Proof.NOT_GREEN], count, "proof.not-green", "with your change"),
            _reason(by_proof[Proof.UNSEEN], count, "proof.unseen", "without your change"),
        )
        if reason is not None
    )


_VERBS = {
    "proof.vacuous": ("passes", "pass"),
    "proof.not-green": ("does not pass", "do not pass"),
    "proof.unseen": ("is skipped", "are skipped"),
}
_WAYS_OUT = {
    "proof.vacuous": "let the test fail for the missing behaviour, or take it out of this change",
    "proof.not-green": "make it pass",
    "proof.unseen": "let the test run on the base too, so that its failure can be seen",
}


def _reason(cases: Sequence[TestCase], count: int, code: str, when: str) -> Reason | None:
    """Return the reason over `cases`, or None where there are none."""
    if not cases:
        return None
    verb = _VERBS[code][0 if len(cases) == 1 else 1]
    return Reason(
        code=code,
        headline=f"{len(cases)} of {counted(count, 'new test')} {verb} {when}",
        wanted="every new test fails on the base and passes with the change",
        found=f"{counted(len(cases), 'new test')} {verb} {when} ({count} looked at)",
        places=places_of(cases),
        way_out=_WAYS_OUT[code],
    )
