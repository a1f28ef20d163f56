"""How tests, coverage and findings are written in a configuration: built in, or from reports.

With `run` (or `from`) and the path of a report, a check of its own; without, the built-in one.
"""

from collections.abc import Mapping
from typing import Any

from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.fields import (
    ARGV,
    GLOB,
    NAME,
    PATH,
    PERCENT,
    WORDS,
    Choice,
    FieldType,
    Flag,
    ListOf,
    Number,
    Record,
    Schema,
    Text,
)
from gatewright.definitions.reporting import Reporter
from gatewright.model.records import dataclass
from gatewright.model.reported_rules import (
    LevelsMax,
    PlantedFault,
    Repeats,
    ReportedCoverageRule,
    ReportedFindingsRule,
)
from gatewright.model.rules import TEST_MODES, FindingsRule, ReportedTestsRule, TestsRule

COUNT = Number(0, 1_000_000)
REPEATS_MAX = 20
FINDINGS_PROFILES = ("ruff", "mypy", "pyright", "detect-secrets", "eslint", "tsc")
PLANTED_CHARS_MAX = 4000
_MINIMA = ("line", "branch", "changed_lines", "per_file")


@dataclass(frozen=True, slots=True)
class PercentOr:
    """A percentage, or what stands for several of them."""

    other: FieldType

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the number, or what the other one reads."""
        return (PERCENT if isinstance(node, Scalar) else self.other).read(node, report)

    def schema(self) -> Schema:
        """Return the schema of either."""
        return {"anyOf": [PERCENT.schema(), self.other.schema()]}


def _repeats_problem(values: dict[str, Any]) -> str | None:
    """Return that a test would have to pass more often than it runs."""
    if values["pass_at_least"] > values["of"]:
        return f"{values['pass_at_least']} of {values['of']} runs cannot pass"
    return None


REPEATS = Record(
    "repeats of unsteady tests",
    {
        "of": Number(2, REPEATS_MAX),
        "pass_at_least": Number(1, REPEATS_MAX),
        "tests": ListOf(WORDS, 1),
    },
    required=("of", "pass_at_least", "tests"),
    problem=_repeats_problem,
    build=lambda values: Repeats(**values),
)
PLANT = Record(
    "a planted fault",
    {"path": PATH, "text": Text("the text of a file", chars_max=PLANTED_CHARS_MAX)},
    required=("path", "text"),
    build=lambda values: PlantedFault(**values),
)
LEVELS = Record(
    "most findings of each level",
    {"error": COUNT, "warning": COUNT, "note": COUNT},
    build=lambda values: LevelsMax(**values),
)


def _lacking(values: Mapping[str, Any], key: str, others: tuple[str, ...]) -> str | None:
    """Return that `key` and one of `others` need each other."""
    named = " or ".join(f'"{one}"' for one in others)
    if key in values and not any(one in values for one in others):
        return f'"{key}" needs {named}, the report that is read'
    extra = next((one for one in others if one in values and key not in values), None)
    return f'"{extra}" needs "{key}", the command that writes it' if extra else None


def _tests_problem(values: dict[str, Any]) -> str | None:
    """Return what of a reported check is missing."""
    if "repeats" in values and "run" not in values:
        return '"repeats" needs "run": built-in tests are not repeated'
    return _lacking(values, "run", ("junit",))


def _tests_rule(values: dict[str, Any]) -> TestsRule | ReportedTestsRule:
    """Return the rule that was written."""
    reported = {key: values.pop(key) for key in ("run", "junit", "repeats") if key in values}
    demand = TestsRule(**values)
    return ReportedTestsRule(demand=demand, **reported) if reported else demand


TESTS = Record(
    "a rule on tests",
    {
        "min_run": Number(1, 1_000_000),
        "max_skipped": COUNT,
        "mode": Choice(TEST_MODES),
        "ids": ListOf(WORDS, 1),
        "tags": ListOf(WORDS, 1),
        "run": ARGV,
        "junit": GLOB,
        "repeats": REPEATS,
    },
    problem=_tests_problem,
    build=_tests_rule,
)


def _coverage_problem(values: dict[str, Any]) -> str | None:
    """Return what of a reported check is missing, or does not go together."""
    if "run" in values and "from" in values:
        return '"run" and "from" exclude each other: one command writes the report'
    if "cobertura" in values and "lcov" in values:
        return '"cobertura" and "lcov" exclude each other: one report is read'
    key = "from" if "from" in values else "run"
    lacking = _lacking(values, key, ("cobertura", "lcov"))
    if lacking is not None or key not in values:
        extra = [one for one in values if one not in ("changed_lines",)]
        built_in = f'"{extra[0]}" needs "run" or "from"' if extra else None
        return lacking or built_in
    if not any(one in values for one in _MINIMA):
        return "this rule demands nothing"
    if isinstance(values.get("changed_lines"), dict):
        return 'beside "run" or "from", "changed_lines" is one number'
    return None


def coverage_of(values: dict[str, Any]) -> ReportedCoverageRule | None:
    """Return the rule of a reported check; None for that of the built-in one."""
    if "run" not in values and "from" not in values:
        return None
    plain = {key: value for key, value in values.items() if key != "from"}
    return ReportedCoverageRule(from_check=values.get("from", ""), **plain)


def coverage_record(thresholds: FieldType) -> Record:
    """Return the record of a rule on coverage; `thresholds` is how stages are written."""
    return Record(
        "a rule on coverage",
        {
            "changed_lines": PercentOr(thresholds),
            "run": ARGV,
            "from": NAME,
            "cobertura": GLOB,
            "lcov": GLOB,
            "source": ListOf(GLOB, 1),
            "line": PERCENT,
            "branch": PERCENT,
            "per_file": PERCENT,
        },
        problem=_coverage_problem,
    )


def _findings_problem(values: dict[str, Any]) -> str | None:
    """Return what of a reported check is missing, or does not go together."""
    if ("profile" in values) == ("run" in values):
        return 'a rule on findings has "profile", or "run" and "sarif"'
    if "profile" in values:
        extra = next((one for one in ("sarif", "max", "plant") if one in values), None)
        return f'"{extra}" needs "run", the command that writes the report' if extra else None
    if "max_new" in values:
        return '"max_new" is of a built-in check: write "max"'
    return _lacking(values, "run", ("sarif",))


def _findings_rule(values: dict[str, Any]) -> FindingsRule | ReportedFindingsRule:
    """Return the rule that was written."""
    if "profile" in values:
        return FindingsRule(**values)
    at_most = values.pop("max", LevelsMax())
    return ReportedFindingsRule(at_most=at_most, **values)


FINDINGS = Record(
    "a rule on findings",
    {
        "profile": Choice(FINDINGS_PROFILES),
        "max_new": COUNT,
        "new_only": Flag(),
        "run": ARGV,
        "sarif": GLOB,
        "max": LEVELS,
        "plant": PLANT,
    },
    problem=_findings_problem,
    build=_findings_rule,
)
