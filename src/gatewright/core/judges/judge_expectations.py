"""Judge whether old expectations still hold: the tests as the base has them, on the new code.

A test that passed on the base, fails under its old text with the change, and was edited in the
change, says that an expectation was changed to fit the code. That is right as often as wrong: a
person can tell, no program can. So this advises, and is asked where a person decides.
"""

from collections.abc import Sequence

from gatewright.core.judges.judge_tests import HONEST_CANARIES
from gatewright.core.judging.cases import counted, is_broken
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.judging.weakening import Weakening
from gatewright.model.observations import CaseOutcome, TestCase, TestRun
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "expectations"
PLACES_MAX = 50
SAID_CHARS_MAX = 160


def old_expectations(
    control: TestRun, head: TestRun, files: Sequence[str] | None
) -> tuple[TestCase, ...]:
    """Return the tests whose old text is worth a run: they passed on the base.

    Shape: `files` hold the edited tests; None where something was edited that any test may read.
           What is broken with the change is left out: it was not made to fit.
    """
    broken = {case.test_id for case in head.cases if is_broken(case)}
    return tuple(
        case
        for case in control.cases
        if case.outcome is CaseOutcome.PASSED and case.test_id not in broken
        if files is None or case.file in files
    )


def judge_expectations(
    check: str,
    expected: Sequence[TestCase],
    old: TestRun | Trouble,
    weakened: Sequence[Weakening],
    subject: Subject,
) -> Verdict:
    """Return whether the `expected` tests still pass under their old text.

    Shape: `expected` is not empty, as run on the base; `old` is the head with the test side of the
           base; `weakened` are the tests that look at less than they did.
    """
    runs = [old.execution] if isinstance(old, TestRun) else []
    evidence = evidence_of(subject, JUDGE_VERSION, runs)
    if isinstance(old, TestRun) and old.canary not in HONEST_CANARIES:
        old = _distrust()
    softened = [_softened(weakened)] if weakened else []
    if isinstance(old, Trouble):
        verdict = judge_trouble(check, KIND, old, unit="tests", evidence=evidence)
        return replace(verdict, reasons=(*verdict.reasons, *softened))
    failing = _failing(expected, old)
    count = len(expected)
    reasons = [*([_edited(failing, count)] if failing else []), *softened]
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else _kept(count),
        examined=Examined(count, "tests", expected=count),
        evidence=evidence,
        reasons=tuple(reasons),
    )


def _kept(count: int) -> str:
    verb = "passes" if count == 1 else "pass"
    return f"{counted(count, 'test')} {verb} as the base has {'it' if count == 1 else 'them'} too"


def _distrust() -> Trouble:
    """Return the trouble of a run whose report cannot be believed."""
    return Trouble(
        code="tests.canary",
        wanted="the run of the old tests reports two planted tests as they are",
        found="the run of the old tests hides a planted test",
        way_out="look for code that changes what the test tool reports",
    )


def _failing(expected: Sequence[TestCase], old: TestRun) -> list[Place]:
    """Return the tests that do not pass under their old text, and what they say."""
    now = {case.test_id: case for case in old.cases}
    unbuilt = {case.file for case in old.cases if case.outcome is CaseOutcome.ERRORED}
    places = []
    for case in expected:
        seen = now.get(case.test_id)
        if seen is not None and is_broken(seen):
            places.append(_place(case, seen.message))
        elif seen is None and case.file in unbuilt:
            places.append(_place(case, "cannot be built"))
    return places


def _place(case: TestCase, message: str) -> Place:
    """Return where a test stood on the base, and what it says now."""
    said = next((line.strip() for line in message.splitlines() if line.strip()), "fails")
    return Place(case.file or case.test_id, case.line, f"{case.name}: {said[:SAID_CHARS_MAX]}")


def _edited(places: Sequence[Place], count: int) -> Reason:
    """Return the reason for expectations that were changed to fit."""
    number = len(places)
    verb = "fails" if number == 1 else "fail"
    were = "was" if number == 1 else "were"
    return Reason(
        code="tests.edited",
        headline=f"{counted(number, 'test')} {were} edited and {verb} with the old text",
        wanted="what was expected on the base still holds, or a person says that it need not",
        found=f"{number} of {counted(count, 'test')} {verb} under the text of the base",
        places=tuple(places[:PLACES_MAX]),
        way_out="keep the old expectation, or let a person see that it was to change",
    )


def _softened(weakened: Sequence[Weakening]) -> Reason:
    """Return the reason for tests that look at less."""
    count = len(weakened)
    verb = "looks" if count == 1 else "look"
    return Reason(
        code="tests.weakened",
        headline=f"{counted(count, 'test')} {verb} at less than on the base",
        wanted="tests that demand at least what they demanded on the base",
        found=f"{weakened[0].name} {weakened[0].what}"
        + (f", and {count - 1} more" if count > 1 else ""),
        places=tuple(
            Place(each.path, each.line, f"{each.name}: {each.what}")
            for each in weakened[:PLACES_MAX]
        ),
        way_out="put back what the test demanded, or let a person see that it was to go",
    )
