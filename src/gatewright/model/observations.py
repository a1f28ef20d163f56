"""What the gatherers saw, without judgement: the same may pass at one stage and fail at another.

All of it came from a process that ran hostile code, so it is bounded, and it is data only.
"""

from enum import StrEnum

from gatewright.model.ids import Digest, TreeId
from gatewright.model.isolation import Isolation
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

MESSAGE_CHARS_MAX = 2000

OBSERVATION_VERSION = 3
"""Raised when what an observation means changes: older ones are then looked at again."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One program that was run to see something; enough to run it again."""

    tool: str  # "pytest 9.2.0"
    argv: tuple[str, ...]
    cwd: str  # relative to the checkout
    exit_code: int | None  # None: it did not end by itself
    ending: str  # "exited", "killed", "timed out", ...
    isolation: Isolation
    duration_ms: int
    tree: TreeId
    environment_key: Digest | None
    log: Digest | None = None  # what it printed, in the evidence store
    reports: tuple[Digest, ...] = ()  # what it wrote, in the evidence store


class CaseOutcome(StrEnum):
    """How one test ended. ERRORED includes what could not be collected or built."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test of a run. `test_id` is stable across trees: file, class and name."""

    test_id: str  # "tests/test_alias.py::TestAlias::test_case"
    file: str  # repository path; "" where the report does not say
    line: int  # 1-based; 0 where the report does not say
    name: str
    outcome: CaseOutcome
    message: str = ""  # first lines of the failure, cut at MESSAGE_CHARS_MAX
    tags: tuple[str, ...] = ()  # what the report calls it besides, sorted


class CanaryOutcome(StrEnum):
    """Whether the two tests that Gatewright planted were reported exactly as they are."""

    REPORTED = "reported"  # the passing one passed, the failing one failed
    MISSING = "missing"  # one of them or both were not reported at all
    ALTERED = "altered"  # one of them was reported with another outcome than it had
    UNSUPPORTED = "unsupported"  # this tool's profile plants none; said in the verdict


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """Lines of one file that can run, recomputed from the report's entries."""

    path: str  # repository path
    ran: frozenset[int]
    missed: frozenset[int]
    branches_ran: frozenset[str] = frozenset()  # each by its line and what the report calls it
    branches_missed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TestRun:
    """One run of a test tool on one tree."""

    execution: Execution
    cases: tuple[TestCase, ...]
    canary: CanaryOutcome
    coverage: tuple[FileCoverage, ...] | None  # None: not measured
    coverage_trouble: Trouble | None = None


class FindingLevel(StrEnum):
    """SARIF's levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a static tool says about one place."""

    rule: str  # "F401"
    level: FindingLevel
    path: str  # repository path
    line: int  # 1-based; 0 where the tool names no line
    message: str
    fingerprint: Digest  # rule and text, without place: survives a shift of lines and a rename


@dataclass(frozen=True, slots=True)
class FindingsRun:
    """One run of a static tool on one tree."""

    execution: Execution
    findings: tuple[Finding, ...]
    examined: tuple[str, ...]  # repository paths the tool really read
    excluded: tuple[str, ...] = ()  # candidates that the project's own settings leave out
    missing: tuple[str, ...] = ()  # candidates that were neither read nor left out
