"""Checks that a workflow defines itself: in a gate, or by name for all its gates.

A check is kept as its text has it, since what it says of an item is filled in where it is judged;
it was read once before, so it can be read again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.facts.facts import facts_of
from gatewright.core.text.filling import fill_condition
from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.borrowed_checks import (
    BORROWING,
    as_borrowed,
    report_borrowed,
)
from gatewright.definitions.configuration import check_of
from gatewright.definitions.configured_names import ConfiguredNames
from gatewright.definitions.fields import (
    EXPRESSION,
    GLOB,
    NAME,
    Duration,
    FieldType,
    Flag,
    ListOf,
    Record,
    Schema,
)
from gatewright.definitions.forms import Word
from gatewright.definitions.item_bounds import GIT_OF_RUN, bound_by_item
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.procedures import Loading
from gatewright.definitions.register_shape import DocumentOrRegister
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.run_checks import CONTRACT_OF_RUN, DOC_OF_RUN, TRACE_OF_RUN
from gatewright.definitions.shape import KINDS, rule_of
from gatewright.definitions.spoken import Spoken, joined_words, spoken_in
from gatewright.definitions.workflow_nodes import CONDITIONS
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.configuration import Configuration
from gatewright.model.probe_rules import ProbeRule
from gatewright.model.records import dataclass, replace
from gatewright.model.reported_rules import ReportedCoverageRule, ReportedFindingsRule
from gatewright.model.rules import (
    BorrowedRule,
    CheckDefinition,
    CoverageRule,
    ExpectationsRule,
    FindingsRule,
    MutantsRule,
    ProofRule,
    ReportedTestsRule,
    ReversalRule,
    Rule,
    RulerRule,
    TestsRule,
    Thresholds,
)
from gatewright.model.workflow import InlineCheck

BUILT_IN: Mapping[type[Rule], str] = {
    TestsRule: "tests",
    ProofRule: "proof",
    ExpectationsRule: "expectations",
    ReversalRule: "reversal",
    MutantsRule: "mutants",
    CoverageRule: "coverage",
    RulerRule: "ruler",
}
NOTHING_SAID: Mapping[str, str] = {}
OF_RUN: Mapping[str, FieldType] = {
    "doc": DocumentOrRegister(DOC_OF_RUN),
    "trace": TRACE_OF_RUN,
    "contract": CONTRACT_OF_RUN,
    "git": GIT_OF_RUN,
    **BORROWING,
}
WITH_REPORT = ReportedTestsRule | ReportedCoverageRule | ReportedFindingsRule


def _problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with a check whose values are each right, or None."""
    kinds = [key for key in values if key in KINDS]
    if len(kinds) != 1:
        named = " and ".join(kinds) if kinds else "none of " + ", ".join(KINDS)
        return f"a check has one kind, and this one has {named}"
    rule = rule_of(kinds[0], values[kinds[0]], Thresholds())
    if isinstance(rule, FindingsRule):
        return "findings of a tool that is built in are lint and types: name them"
    built_in = BUILT_IN.get(type(rule))
    return _place_problem(values, rule) or (
        f'this is the check "{built_in}" itself: leave out "id"'
        if (built_in and "id" in values)
        else None
    )


def _place_problem(values: dict[str, Any], rule: Rule) -> str | None:
    """Return what a check says of where it looks that is not of its kind, or None."""
    demand = rule.demand if isinstance(rule, BorrowedRule) else rule
    if "over" in values and not isinstance(demand, ReportedFindingsRule):
        return '"over" is of findings that a command reports: other checks name paths themselves'
    if "environment" in values and not isinstance(rule, WITH_REPORT):
        return '"environment" is of a check with a report: others run in that of their project'
    if "services" in values and not isinstance(rule, WITH_REPORT | ProbeRule):
        return '"services" is of a probe, or of a check with a report: others have none'
    return None


CHECK = Record(
    "a check",
    {
        **KINDS,
        **OF_RUN,
        "id": Word("a check"),
        "when": EXPRESSION,
        "advisory": Flag(),
        "timeout": Duration(),
        "waive": ListOf(Word("a role")),
        "over": GLOB,
        "environment": NAME,
        "services": ListOf(NAME, 1),
    },
    problem=_problem,
)


@dataclass(frozen=True, slots=True)
class WrittenCheck:
    """A check as a workflow writes it."""

    kind: str
    name: str  # "" for one without an id
    text: str
    facts: tuple[str, ...]
    spoken: Spoken = Spoken()
    waive: tuple[str, ...] | None = None
    borrows: str = ""  # a check of the project
    environment: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A check that is defined where it stands; or what `other` reads, where it has that key."""

    key: str = ""
    other: FieldType | None = None

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the check as it is written, once it was read."""
        keys = [key.text for key, _ in node.entries] if isinstance(node, Entries) else []
        if self.other is not None and self.key in keys:
            return self.other.read(node, report)
        values = CHECK.read(node, report)
        if values is ABSENT:
            return values
        kind = next(key for key in values if key in KINDS)
        rule = rule_of(kind, values[kind], Thresholds())
        name = BUILT_IN.get(type(rule), values.get("id", ""))
        facts = (fact for said in _conditions(node) for fact in facts_of(said))
        text = json.dumps(_plain(node))
        known = tuple(dict.fromkeys(facts))
        return WrittenCheck(
            kind,
            name,
            text,
            known,
            spoken_in(node),
            values.get("waive"),
            rule.check if isinstance(rule, BorrowedRule) else "",
            values.get("environment", ""),
            values.get("services", ()),
        )

    def schema(self) -> Schema:
        """Return the schema of a check, and of what may stand in its place."""
        forms = [CHECK, self.other] if self.other is not None else [CHECK]
        return {"anyOf": [form.schema() for form in forms]}


def _plain(node: Node) -> object:
    """Return what a check says, without places; its id is its name."""
    match node:
        case Scalar():
            return node.text
        case Items():
            return [_plain(each) for each in node.items]
        case Entries():
            return {key.text: _plain(each) for key, each in node.entries if key.text != "id"}


def _conditions(node: Node) -> Iterator[str]:
    """Yield the conditions in a check."""
    for key, value in node.entries if isinstance(node, Entries) else ():
        if key.text in CONDITIONS and isinstance(value, Scalar):
            yield value.text
        yield from _conditions(value)


# Their names in a workflow


def with_checks(
    written: Sequence[Written],
    declared: Mapping[str, WrittenCheck],
    loading: Loading,
    located: Located,
) -> tuple[Written, ...]:
    """Return `written` with every check in its gates by name, those defined here beside it."""
    known, configured = loading.checks, loading.library.configured
    for name, check in declared.items():
        _report_configured(check, ("checks", name), configured, located)
        if name in known:
            what = f'"{shown(name)}" is a check of the project already'
            located.at_value(("checks", name), what, hint="choose another name")
    for one in written:
        for index, item in enumerate(one.gate_items):
            if isinstance(item, WrittenCheck):
                _report_configured(item, (*one.gate_keys, index), configured, located)
    return tuple(_named(one, declared, known, located) for one in written)


def _report_configured(
    check: WrittenCheck, keys: Keys, known: ConfiguredNames, located: Located
) -> None:
    """Report what a check names of the configuration, and that is not there."""
    if check.borrows:
        key = "suite" if check.kind == "tests" else "profile"
        report_borrowed(check.kind, check.borrows, (*keys, check.kind, key), known, located)
    if check.environment:
        at = (*keys, "environment")
        _report_unknown("environment", check.environment, known.environments, at, located)
    for index, one in enumerate(check.services):
        _report_unknown("service", one, known.services, (*keys, "services", index), located)


def _report_unknown(
    what: str, name: str, there: Sequence[str], keys: Keys, located: Located
) -> None:
    """Report something that the configuration does not describe."""
    if name not in there:
        text = f'the configuration has no {what} "{shown(name)}"'
        hint = f"known: {', '.join(there) or 'none'}"
        located.at_value(keys, text, near=nearest(name, there), hint=hint)


def _named(
    one: Written, declared: Mapping[str, WrittenCheck], known: Sequence[str], located: Located
) -> Written:
    """Return a step with the checks of its gate by name."""
    items: list[Any] = []
    defined: dict[str, WrittenCheck] = {}
    for index, item in enumerate(one.gate_items):
        name = item
        if isinstance(item, WrittenCheck):
            name = item.name or _free_name(item.kind, one.name, defined)
            if (item.name and _is_taken(item, declared, known)) or name in items:
                what = f'"{name}" is the name of another check'
                located.at_value((*one.gate_keys, index), what, hint="choose another id")
            defined[name] = item
        elif isinstance(item, str) and item in declared:
            defined[item] = declared[item]
        items.append(name)
    facts = dict.fromkeys(fact for check in defined.values() for fact in check.facts)
    return replace(
        one,
        values={**one.values, "gate": tuple(items)} if defined else one.values,
        defined=tuple(InlineCheck(name, each.text, each.waive) for name, each in defined.items()),
        facts=tuple(facts),
        spoken=joined_words(check.spoken for check in defined.values()),
    )


def _is_taken(
    check: WrittenCheck, declared: Mapping[str, WrittenCheck], known: Sequence[str]
) -> bool:
    """Return whether an id means something else already; a built-in check is set under its own."""
    return check.name in declared or (check.name in known and check.name not in BUILT_IN.values())


def _free_name(kind: str, step: str, taken: Mapping[str, object]) -> str:
    """Return a name for a check that has none: "doc-of-write-plan"."""
    names = (f"{kind}-of-{step}" + (f"-{n}" if n > 1 else "") for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


# Where they are judged


def check_of_gate(
    check: InlineCheck,
    literals: Mapping[str, str],
    configuration: Configuration,
    said: Mapping[str, str] = NOTHING_SAID,
) -> CheckDefinition:
    """Return a check of a gate as it is judged.

    Shape: `literals` by what conditions call them, `said` by what stands in braces for an item.

    A built-in check that the project judges by a command of its own is judged so, and held to
    what is said here.
    """
    plain = bound_by_item(json.loads(check.text), said)
    values = CHECK.read(_node(plain, "", literals), Reporter(check.name))
    assert values is not ABSENT, "BUG: a check that was read once cannot be read again"
    definition = _over(values, check.name, configuration.coverage)
    rule = definition.rule
    looked = rule.check if isinstance(rule, BorrowedRule) else check.name
    own = next((each for each in configuration.checks if each.name == looked), None)
    if own is None:
        return definition
    return _looked_at(definition, own, says_time="timeout" in values)


def _looked_at(
    definition: CheckDefinition, own: CheckDefinition, *, says_time: bool
) -> CheckDefinition:
    """Return a check as the project looks at its `own`, that of its name or the one it borrows."""
    placed = replace(definition, environment=own.environment, services=own.services)
    if not isinstance(definition.rule, BorrowedRule):
        return replace(placed, rule=_as_run(own.rule, definition.rule))
    time_s = definition.timeout_s if says_time else own.timeout_s
    when = definition.when if definition.when is not None else own.when
    return as_borrowed(replace(placed, timeout_s=time_s, when=when), own)


def _over(values: dict[str, Any], name: str, coverage: Thresholds) -> CheckDefinition:
    """Return a check of one step; findings know over which paths they are."""
    over = values.pop("over", "")
    definition = replace(check_of(name, values, coverage), of_step=True)
    match definition.rule:
        case ReportedFindingsRule() as rule:
            return replace(definition, rule=replace(rule, over=over))
        case BorrowedRule(demand=ReportedFindingsRule() as demand) as rule:
            rule = replace(rule, demand=replace(demand, over=over))
            return replace(definition, rule=rule)
        case _:
            return definition


def _as_run(own: Rule, demanded: Rule) -> Rule:
    """Return what is demanded of a built-in check, looked at as the project looks."""
    match own, demanded:
        case ReportedTestsRule(), TestsRule():
            return replace(own, demand=demanded)
        case ReportedCoverageRule(), CoverageRule(changed_lines):
            return replace(own, changed_lines=changed_lines.development)
        case _:
            return demanded


def _node(plain: object, key: str, literals: Mapping[str, str]) -> Node:
    """Return what a check says as nodes again, its conditions filled in."""
    match plain:
        case dict():
            pairs = ((_scalar(name), _node(each, name, literals)) for name, each in plain.items())
            return Entries(tuple(pairs), 1, 1)
        case list():
            return Items(tuple(_node(each, key, literals) for each in plain), 1, 1)
        case _:
            text = str(plain)
            return _scalar(fill_condition(text, literals) if key in CONDITIONS else text)


def _scalar(text: str) -> Scalar:
    return Scalar(text, 1, 1, is_plain=False)
