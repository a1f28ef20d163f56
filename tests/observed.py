"""Builders of observations for tests of the pure judges: short to write, whole values."""

from collections.abc import Mapping

from gatewright.core.judging.subject import Subject
from gatewright.model.ids import Digest, TreeId
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.observations import (
    CanaryOutcome,
    CaseOutcome,
    Execution,
    FileCoverage,
    TestCase,
    TestRun,
)
from gatewright.model.trouble import Trouble

HEAD, BASE = TreeId("a" * 40), TreeId("b" * 40)
SUBJECT = Subject(HEAD, BASE, Digest("d" * 64))
ISOLATION = Isolation(IsolationLevel.NAMESPACES, Network.NONE)
LOST_TOOL = Trouble("tests.could-not-start", "a run", "pytest is missing", "install it", "tail")

_OUTCOMES = {
    ".": CaseOutcome.PASSED,
    "F": CaseOutcome.FAILED,
    "E": CaseOutcome.ERRORED,
    "s": CaseOutcome.SKIPPED,
}


def execution(tree: TreeId = HEAD) -> Execution:
    """Return an execution that exited well."""
    return Execution(
        tool="pytest 9",
        argv=("python", "-m", "pytest"),
        cwd="",
        exit_code=0,
        ending="exited",
        isolation=ISOLATION,
        duration_ms=10,
        tree=tree,
        environment_key=None,
    )


def case_of(test_id: str, mark: str) -> TestCase:
    """Return a case; `mark` is pytest's letter."""
    file, _, name = test_id.partition("::")
    return TestCase(test_id, file, 1, name, _OUTCOMES[mark], "it broke" if mark in "FE" else "")


def run_of(
    odd: Mapping[str, str] | None = None,
    *,
    canary: CanaryOutcome = CanaryOutcome.REPORTED,
    coverage: tuple[FileCoverage, ...] | None = None,
    coverage_trouble: Trouble | None = None,
    **marks: str,
) -> TestRun:
    """Return a run; each keyword is a test function of `t.py` with pytest's letter.

    Shape: `odd` holds the names that are no identifiers.
    """
    marks |= odd or {}
    return TestRun(
        execution(),
        tuple(case_of(f"t.py::{name}", mark) for name, mark in marks.items()),
        canary,
        coverage,
        coverage_trouble,
    )
