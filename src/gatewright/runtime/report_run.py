"""What one run of a command that writes reports left behind."""

from collections.abc import Mapping

from gatewright.model.document_rules import MetricRule
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.reported_rules import ReportedCoverageRule, ReportedFindingsRule
from gatewright.model.rules import ReportedTestsRule, Rule
from gatewright.model.trouble import Trouble
from gatewright.ports.reports import ReportedTree, WrittenReport


@dataclass(frozen=True, slots=True)
class ReportRun:
    """One run of a command, and each report it wrote, by the path that the configuration has."""

    execution: Execution
    reports: Mapping[str, tuple[WrittenReport, ...] | Trouble]
    tree: ReportedTree
    planted: str = ""  # repository path of the planted fault


def argv_of(rule: Rule) -> tuple[str, ...]:
    """Return the command of a rule that reads reports; () for any other."""
    reported = ReportedTestsRule | ReportedCoverageRule | ReportedFindingsRule | MetricRule
    return rule.run if isinstance(rule, reported) else ()
