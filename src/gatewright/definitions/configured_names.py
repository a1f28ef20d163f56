"""What a workflow may name of a project's configuration, beside its checks."""

from collections.abc import Mapping

from gatewright.model.configuration import Configuration
from gatewright.model.records import dataclass, field
from gatewright.model.reported_rules import ReportedFindingsRule
from gatewright.model.risk import RiskRule
from gatewright.model.rules import CommandRule, ReportedTestsRule, Rule


@dataclass(frozen=True, slots=True)
class ConfiguredNames:
    """What a workflow may name of a project's configuration."""

    checks: Mapping[str, str] = field(default_factory=dict)  # that a command runs: name -> kind
    environments: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    risk: tuple[RiskRule, ...] = ()


NO_NAMES = ConfiguredNames()


def names_of(configuration: Configuration) -> ConfiguredNames:
    """Return what a workflow may name of `configuration`."""
    kinds = {each.name: _kind(each.rule) for each in configuration.checks}
    return ConfiguredNames(
        {name: kind for name, kind in kinds.items() if kind},
        tuple(each.name for each in configuration.environments),
        tuple(each.name for each in configuration.services),
        configuration.risk,
    )


def _kind(rule: Rule) -> str:
    """Return the kind of a check that a command runs; "" for any other."""
    match rule:
        case ReportedTestsRule():
            return "tests"
        case CommandRule():
            return "command"
        case ReportedFindingsRule():
            return "findings"
        case _:
            return ""
