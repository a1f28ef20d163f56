"""How contracts, metrics and traces are written in a configuration."""

from decimal import Decimal
from typing import Any

from gatewright.core.text.json_pointer import pointer_problem
from gatewright.core.text.patterns import PATTERN_CHARS_MAX, pattern_problem
from gatewright.core.text.plain_data import NotData, decimal_of
from gatewright.definitions.fields import (
    ARGV,
    GLOB,
    PATH,
    WORDS,
    Choice,
    FieldType,
    Flag,
    ListOf,
    Number,
    Record,
    Text,
)
from gatewright.model.document_rules import (
    AGGREGATES,
    CONTRACT_FORMATS,
    CONTRACT_POLICIES,
    FROZEN,
    JSON_SCHEMA,
    MIGRATIONS,
    OPERATORS,
    SIDES,
    ContractRule,
    ItemSource,
    MetricRule,
    TraceRule,
)

COUNT_MAX = 1_000_000
SOURCES = ("markdown", "data", "files", "tests")


def _decimal_problem(text: str) -> str | None:
    """Return why `text` is no number, or None."""
    try:
        decimal_of(text)
    except NotData:
        return "a number in decimal digits is expected here: 250 or 0.5"
    return None


def _percent_problem(text: str) -> str | None:
    """Return why `text` is no tolerance, or None."""
    wrong = _decimal_problem(text)
    if wrong is None and not 0 <= Decimal(text) <= 1000:
        return "a tolerance is 0 to 1000 per cent"
    return wrong


DECIMAL = Text("a number", _decimal_problem, 60)
TOLERANCE = Text("a tolerance", _percent_problem, 60)
POINTER = Text("a pointer", pointer_problem, 1000)
FOLDER_OR_FILE = Text("a path", GLOB.problem)
ID_PATTERN = Text("a regular expression", pattern_problem, PATTERN_CHARS_MAX)


def _contract_problem(values: dict[str, Any]) -> str | None:
    """Return what of a contract does not go together."""
    formats = [one for one in CONTRACT_FORMATS if one in values]
    if len(formats) != 1:
        return "a contract is one of " + ", ".join(CONTRACT_FORMATS)
    if formats == [MIGRATIONS]:
        extra = next((one for one in ("compare", "side") if one in values), None)
        return (
            f'migrations have no "{extra}": those of the base stay as they are' if extra else None
        )
    if formats != [JSON_SCHEMA]:
        return 'only a JSON Schema has a "side"' if "side" in values else None
    if "side" not in values and values.get("compare") != FROZEN:
        return 'a JSON Schema needs "side": what this project does with such data'
    return None


def _contract(values: dict[str, Any]) -> ContractRule:
    """Return the rule that was written."""
    format_ = next(one for one in CONTRACT_FORMATS if one in values)
    path = values.pop(format_).rstrip("/")
    return ContractRule(format_, path, **values)


CONTRACT = Record(
    "a rule on a contract",
    {
        "openapi": PATH,
        "json_schema": PATH,
        "migrations": FOLDER_OR_FILE,
        "compare": Choice(CONTRACT_POLICIES),
        "side": Choice(SIDES),
    },
    problem=_contract_problem,
    build=_contract,
)


def _metric_problem(values: dict[str, Any]) -> str | None:
    """Return what of a metric does not go together."""
    if ("pointer" in values) == ("column" in values):
        return 'a metric has "pointer" (JSON) or "column" (CSV)'
    if "threshold" not in values and "relative_to" not in values:
        return 'a metric needs "threshold", "relative_to", or both'
    if "tolerance" in values and "relative_to" not in values:
        return '"tolerance" needs "relative_to"'
    if "samples" in values and "column" in values:
        return 'with "column" the rows are the samples'
    return None


def _metric(values: dict[str, Any]) -> MetricRule:
    """Return the rule that was written."""
    is_relative = values.pop("relative_to", None) is not None
    return MetricRule(relative_to_base=is_relative, **values)


METRIC = Record(
    "a rule on a number",
    {
        "run": ARGV,
        "report": PATH,
        "pointer": POINTER,
        "column": WORDS,
        "aggregate": Choice(AGGREGATES),
        "operator": Choice(OPERATORS),
        "threshold": DECIMAL,
        "relative_to": Choice(("base",)),
        "tolerance": TOLERANCE,
        "samples": POINTER,
        "min_samples": Number(1, COUNT_MAX),
        "expect_exit": ListOf(Number(0, 255), 1),
    },
    required=("run", "report", "operator"),
    problem=_metric_problem,
    build=_metric,
)


def _source_problem(values: dict[str, Any]) -> str | None:
    """Return what of a source of items does not go together."""
    given = [one for one in SOURCES if values.get(one)]
    if len(given) != 1:
        return "items come from one of " + ", ".join(SOURCES)
    legal = {"data": ("items", "id", "refs"), "markdown": ("section", "pattern")}
    known = (given[0], *legal.get(given[0], ("pattern",)))
    extra = next((one for one in values if one not in known), None)
    if extra:
        return f'items from {given[0]} have no "{extra}"'
    if given[0] == "data" and "items" not in values:
        return '"data" needs "items", a pointer to them: /requirements/*'
    return None


SOURCE = Record(
    "a source of items",
    {
        "markdown": PATH,
        "data": PATH,
        "files": ListOf(GLOB, 1),
        "tests": Flag(),
        "section": WORDS,
        "items": POINTER,
        "id": WORDS,
        "refs": ListOf(WORDS, 1),
        "pattern": ID_PATTERN,
    },
    problem=_source_problem,
    build=lambda values: ItemSource(**values),
)


def trace_problem(values: dict[str, Any]) -> str | None:
    """Return what of a trace does not go together."""
    if values["from"].tests:
        return "tests are what covers, not what is to be covered"
    from_ = values["from"]
    if values.get("acyclic") and not (from_.markdown or from_.refs or from_.artifact):
        return '"acyclic" needs "refs" of the items of "from", or a Markdown list'
    if "via" in values and values["via"].tests:
        return 'tests mention ids and have none that others mention: write them under "to"'
    return None


def _trace(values: dict[str, Any]) -> TraceRule:
    """Return the rule that was written."""
    return TraceRule(values.pop("from"), values.pop("to"), **values)


TRACE_FIELDS: dict[str, FieldType] = {
    "from": SOURCE,
    "to": SOURCE,
    "via": SOURCE,
    "min_per_item": Number(1, 1000),
    "no_orphans": Flag(),
    "acyclic": Flag(),
}
TRACE = Record(
    "a rule on what covers what",
    TRACE_FIELDS,
    required=("from", "to"),
    problem=trace_problem,
    build=_trace,
)
