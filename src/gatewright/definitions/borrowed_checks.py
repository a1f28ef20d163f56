"""Checks of a workflow that take their command from a check of the project: `tests: {suite: e2e}`.

What the workflow says of it is demanded; what it does not say is as the project's check says.
"""

from collections.abc import Mapping
from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Node
from gatewright.definitions.configured_names import ConfiguredNames
from gatewright.definitions.fields import (
    NAME,
    PATTERN,
    FieldType,
    ListOf,
    Number,
    Record,
    Schema,
)
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reported import FINDINGS, FINDINGS_PROFILES, LEVELS, TESTS
from gatewright.definitions.reporting import Reporter
from gatewright.definitions.shape import KINDS
from gatewright.definitions.workflow_order import Keys
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import dataclass, replace
from gatewright.model.reported_rules import ReportedFindingsRule
from gatewright.model.rules import (
    BorrowedRule,
    CheckDefinition,
    CommandRule,
    ReportedTestsRule,
    Rule,
    TestsRule,
)

ALL = "all"  # the tests that are found, as without a suite
OUTPUT = {"forbid_output": ListOf(PATTERN), "require_output": ListOf(PATTERN)}


# How they are written


@dataclass(frozen=True, slots=True)
class OrBorrowed:
    """A rule of its own, or one that names a check of the project under `key`."""

    key: str
    own: FieldType
    borrowed: FieldType

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the rule."""
        keys = {key.text: value for key, value in node.entries} if isinstance(node, Entries) else {}
        named = getattr(keys.get(self.key), "text", "")
        is_own = self.key not in keys or named in FINDINGS_PROFILES
        return (self.own if is_own else self.borrowed).read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [self.own.schema(), self.borrowed.schema()]}


def _suite(values: dict[str, Any]) -> Rule:
    """Return the rule on one suite; of all tests, the built-in one."""
    suite = values.pop("suite")
    demand = TestsRule(**values)
    return demand if suite == ALL else BorrowedRule(suite, demand, tuple(values))


def _command(values: dict[str, Any]) -> Rule:
    """Return the rule on a command of the project."""
    name = values.pop("profile")
    return BorrowedRule(name, CommandRule((), **values), tuple(values))


def _findings(values: dict[str, Any]) -> Rule:
    """Return the rule on findings of a command of the project."""
    name, most = values.pop("profile"), values.get("max")
    said = {} if most is None else {"at_most": most}
    return BorrowedRule(name, ReportedFindingsRule((), "", **said), tuple(said))


_OF_TESTS = {key: TESTS.fields[key] for key in ("min_run", "max_skipped", "mode", "ids", "tags")}
EXITS = ListOf(Number(0, 255), 1)
BORROWING: Mapping[str, FieldType] = {
    "tests": OrBorrowed(
        "suite",
        TESTS,
        Record(
            "a rule on a suite of tests", {"suite": NAME, **_OF_TESTS}, ("suite",), build=_suite
        ),
    ),
    "command": OrBorrowed(
        "profile",
        KINDS["command"],
        Record(
            "a rule on a command of the project",
            {"profile": NAME, "expect_exit": EXITS, **OUTPUT},
            ("profile",),
            build=_command,
        ),
    ),
    "findings": OrBorrowed(
        "profile",
        FINDINGS,
        Record(
            "a rule on findings of the project",
            {"profile": NAME, "max": LEVELS},
            ("profile",),
            build=_findings,
        ),
    ),
}


# Whether what they name is there


def report_borrowed(
    kind: str, named: str, keys: Keys, known: ConfiguredNames, located: Located
) -> None:
    """Report a check of the project that is not there, or that is of another kind."""
    if known.checks.get(named) == kind:
        return
    there = tuple(name for name, one in known.checks.items() if one == kind)
    if named in known.checks:
        what = f'"{named}" of the configuration is a check of {known.checks[named]}, not of {kind}'
    else:
        what = f'the configuration has no check "{shown(named)}" of {kind} that a command runs'
    listed = f"known: {', '.join(there)}" if there else "define it in .gatewright/config.yaml"
    located.at_value(keys, what, near=nearest(named, there), hint=listed)


# Where they are judged


def as_borrowed(definition: CheckDefinition, own: CheckDefinition | None) -> CheckDefinition:
    """Return a check with the command of the project's; as it was where that is another by now."""
    rule = definition.rule
    if own is None or not isinstance(rule, BorrowedRule):
        return definition
    looked = _held_to(own.rule, rule)
    return definition if looked is None else replace(definition, rule=looked)


def _held_to(own: Rule, asked: BorrowedRule) -> Rule | None:
    """Return a rule of the project held to what was `asked`, too; None for one of another kind."""
    match own, asked.demand:
        case ReportedTestsRule(), TestsRule() as more:
            said = {key: getattr(more, key) for key in asked.said}
            return replace(own, demand=replace(own.demand, **said))
        case CommandRule(), CommandRule() as more:
            exits = more.expect_exit if "expect_exit" in asked.said else own.expect_exit
            return replace(
                own,
                expect_exit=exits,
                forbid_output=(*own.forbid_output, *more.forbid_output),
                require_output=(*own.require_output, *more.require_output),
            )
        case ReportedFindingsRule(), ReportedFindingsRule(at_most=most):
            at_most = most if asked.said else own.at_most
            return replace(own, at_most=at_most, over=asked.demand.over)
        case _:
            return None
