"""What a configuration may say before it is on the base: it may add, it may not loosen.

The head is written by whoever is judged. Its configuration can describe environments and ask for
more checks; what would make judging milder counts only once the team has it on the base.
"""

from gatewright.model.configuration import Configuration
from gatewright.model.records import replace
from gatewright.model.rules import (
    CheckDefinition,
    CoverageRule,
    ExpectationsRule,
    FindingsRule,
    MutantsRule,
    ProofRule,
    ReportedRule,
    ReportedTestsRule,
    ReversalRule,
    RulerRule,
    TestsRule,
    Thresholds,
)

BUILT_IN_RULES = (
    TestsRule,
    ProofRule,
    ExpectationsRule,
    ReversalRule,
    MutantsRule,
    CoverageRule,
    FindingsRule,
    RulerRule,
)
BUILT_IN_NAMES = frozenset({
    "tests", "proof", "expectations", "red", "reversal", "mutants", "coverage", "ruler", "lint",
    "types", "secrets",
})  # fmt: skip


def derive_draft(configuration: Configuration) -> Configuration:
    """Return what holds of a draft."""
    return replace(
        configuration,
        off=(),
        coverage=_at_least_default(configuration.coverage),
        source_paths=(),
        test_paths=(),
        base=None,
        checks=tuple(_steady(check) for check in configuration.checks if not _is_built_in(check)),
    )


def _steady(check: CheckDefinition) -> CheckDefinition:
    """Return `check` without leave for unsteady tests: only the team calls a test that."""
    if isinstance(check.rule, ReportedTestsRule):
        return replace(check, rule=replace(check.rule, repeats=None))
    return check


def replaced_names(configuration: Configuration) -> frozenset[str]:
    """Return the built-in checks in whose place the project puts a report of its own."""
    return frozenset(
        check.name
        for check in configuration.checks
        if check.name in BUILT_IN_NAMES and isinstance(check.rule, ReportedRule)
    )


def _is_built_in(check: CheckDefinition) -> bool:
    """Return whether `check` sets a check that is judged anyway."""
    return check.name in BUILT_IN_NAMES or isinstance(check.rule, BUILT_IN_RULES)


def _at_least_default(wanted: Thresholds) -> Thresholds:
    """Return `wanted`, never below what holds without a configuration."""
    default = Thresholds()
    return Thresholds(
        max(wanted.development, default.development),
        max(wanted.staging, default.staging),
        max(wanted.production, default.production),
    )
