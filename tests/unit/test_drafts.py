"""What holds of a configuration that only the head has: nothing that lowers the bar."""

from gatewright.core.judging.drafts import derive_draft, replaced_names
from gatewright.model.configuration import Configuration
from gatewright.model.rules import (
    CheckDefinition,
    CoverageRule,
    DocRule,
    ReportedTestsRule,
    Thresholds,
)

DOC = CheckDefinition("readme", DocRule("README.md"))
OWN = CheckDefinition("tests", ReportedTestsRule(("make",), "out.xml"))


def test_draft_says_nothing_of_what_is_judged_and_against_what() -> None:
    wanted = Configuration(
        off=("lint",), source_paths=("a/**",), test_paths=("src/**",), base="own", parallel=7
    )

    assert derive_draft(wanted) == Configuration(parallel=7)


def test_draft_may_ask_for_more_and_not_for_less() -> None:
    default = Thresholds()
    wanted = Configuration(coverage=Thresholds(default.development + 1, 0, default.production))

    assert derive_draft(wanted).coverage == Thresholds(
        default.development + 1, default.staging, default.production
    )
    assert derive_draft(Configuration(coverage=Thresholds(0, 99, 0))).coverage == Thresholds(
        default.development, 99, default.production
    )
    assert derive_draft(Configuration(coverage=Thresholds(0, 0, 99))).coverage == Thresholds(
        default.development, default.staging, 99
    )


def test_draft_adds_checks_and_replaces_none() -> None:
    lower = CheckDefinition("coverage", CoverageRule(Thresholds(1, 1, 1)))

    assert derive_draft(Configuration((DOC, OWN, lower))).checks == (DOC,)


def test_checks_that_a_report_stands_for_are_named() -> None:
    named_so = CheckDefinition("lint", DocRule("README.md"))

    assert replaced_names(Configuration((DOC, OWN, named_so))) == {"tests"}
