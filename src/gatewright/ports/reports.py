"""Standard reports that a configured command writes into a checkout, and what they say."""

from collections.abc import Callable, Sequence
from typing import Protocol

from gatewright.model.observations import FileCoverage, Finding, TestCase
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble


@dataclass(frozen=True, slots=True)
class ReportPath:
    """Where reports lie: a folder that is looked through, and which of its files are meant."""

    written: str  # as the configuration has it
    folder: str  # repository path; "" for the whole checkout
    matches: Callable[[str], bool]  # of a repository path


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """One report, whole."""

    path: str  # repository path
    content: bytes


@dataclass(frozen=True, slots=True)
class ReportedTree:
    """The content that a report speaks of."""

    checkout: str  # absolute
    files: frozenset[str]  # repository paths of its files, those that were made there left out


@dataclass(frozen=True, slots=True)
class ReportedFindings:
    """What SARIF says of a tree."""

    tool: str
    findings: tuple[Finding, ...]
    artifacts: tuple[str, ...]  # repository paths that the tool says it looked at
    was_cut_short: bool  # by the tool's own word


class Reports(Protocol):
    """Clears the place of reports, takes what is new there, and reads it. Judges nothing."""

    def clear(self, checkout: str, path: ReportPath) -> Trouble | None:
        """Remove what lies where reports are to be written; never through a link."""
        ...

    def take(self, checkout: str, path: ReportPath) -> tuple[WrittenReport, ...] | Trouble:
        """Return the reports that were written, sorted by path; at least one.

        Bounds: their number and size, all together.
        """
        ...

    def plant(self, checkout: str, path: str, text: str) -> Trouble | None:
        """Write a file of ours where there is none."""
        ...

    def tests(
        self, reports: Sequence[WrittenReport], tree: ReportedTree
    ) -> tuple[TestCase, ...] | Trouble:
        """Return the tests of JUnit reports."""
        ...

    def coverage(
        self, reports: Sequence[WrittenReport], tree: ReportedTree, *, is_lcov: bool
    ) -> tuple[FileCoverage, ...] | Trouble:
        """Return the lines and branches of LCOV reports, else of Cobertura."""
        ...

    def findings(
        self, reports: Sequence[WrittenReport], tree: ReportedTree
    ) -> ReportedFindings | Trouble:
        """Return the findings of SARIF reports."""
        ...
