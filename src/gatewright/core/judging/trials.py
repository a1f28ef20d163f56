"""Altered contents that were tried: what was altered, and whether any test noticed."""

from collections.abc import Sequence
from enum import StrEnum

from gatewright.core.judging.cases import has_run
from gatewright.model.observations import CaseOutcome, Execution, TestRun
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Place

OWN_TROUBLE = "tests."
"""Begins the code of a trouble of the tests themselves: they broke, so they noticed."""


class Outcome(StrEnum):
    """What came of one trial."""

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"
    UNDECIDED = "undecided"  # something else kept the tests from running


@dataclass(frozen=True, slots=True)
class Trial:
    """One alteration that was tried."""

    place: Place
    outcome: Outcome
    executions: tuple[Execution, ...] = ()


def outcome_of(
    head: TestRun, seen: TestRun | Trouble, files: Sequence[str] | None = None
) -> Outcome:
    """Return whether `seen` differs from the head for the worse.

    Shape: `files` are the test files that were run; None for all. Tests that cannot be built, do
           not end or vanish notice too.
    """
    if isinstance(seen, Trouble):
        is_of_tests = seen.code.startswith(OWN_TROUBLE)
        return Outcome.NOTICED if is_of_tests else Outcome.UNDECIDED
    still = {case.test_id for case in seen.cases if case.outcome is CaseOutcome.PASSED}
    for case in head.cases:
        was_asked = files is None or case.file in files
        if was_asked and case.outcome is CaseOutcome.PASSED and case.test_id not in still:
            return Outcome.NOTICED
    return Outcome.UNNOTICED


def may_notice(head: TestRun) -> bool:
    """Return whether any test of the head passes, so that it could fail."""
    return any(has_run(case) and case.outcome is CaseOutcome.PASSED for case in head.cases)
