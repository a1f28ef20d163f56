"""Read one number, or a row of them, from a JSON or CSV report. No binary fraction is made of it.

The report is written by a program of the project: hostile, bounded, read as data. What is not a
finite number, or rests on fewer samples than asked for, is trouble and never a measure.
"""

import csv
from collections.abc import Sequence
from decimal import Decimal, localcontext

from gatewright.core.text.json_pointer import ABSENT, follow
from gatewright.core.text.plain_data import NotData, decimal_of, read_data
from gatewright.model.document_rules import MetricRule
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

SAMPLES_MAX = 500_000
CELL_CHARS_MAX = 10_000
DIGITS = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """A number and how many samples it rests on."""

    value: Decimal
    samples: int


def read_metric(rule: MetricRule, content: bytes) -> Measured | Trouble:
    """Return what a report says."""
    try:
        samples = _of_json(rule, content) if rule.pointer is not None else _of_csv(rule, content)
        count = _count(rule, content, samples)
    except NotData as problem:
        return Trouble(
            "metric.unreadable",
            f"a finite number at {_where(rule)} of {rule.report}",
            problem.what,
            "make the command write it",
        )
    if not samples or count == 0:
        found = f"{rule.report} holds no sample"
        return Trouble("check.nothing-examined", "at least one sample", found, "measure something")
    if count < rule.min_samples:
        found = f"{count} samples"
        wanted = f"at least {rule.min_samples} samples"
        return Trouble("metric.too-few-samples", wanted, found, "measure longer")
    return Measured(aggregate(rule.aggregate, samples), count)


def aggregate(word: str, samples: Sequence[Decimal]) -> Decimal:
    """Return one number for many. Shape: p95 is the smallest that 95 % are not above."""
    ordered = sorted(samples)
    count = len(ordered)
    with localcontext() as context:
        context.prec = DIGITS
        match word:
            case "min":
                return ordered[0]
            case "max":
                return ordered[-1]
            case "mean":
                return sum(ordered, Decimal(0)) / count
            case "median":
                return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
            case "p95":
                return ordered[-(-95 * count // 100) - 1]
            case _:
                return samples[-1]


def _of_json(rule: MetricRule, content: bytes) -> list[Decimal]:
    """Return the number, or the list of them, that the pointer leads to."""
    found = follow(read_data(content, "report.json").value, rule.pointer or "")
    if found is ABSENT:
        raise NotData(f"{rule.pointer} leads to nothing")
    return [_number(one) for one in (found if isinstance(found, list) else [found])]


def _number(found: object) -> Decimal:
    """Return a number as it stands in JSON."""
    if not isinstance(found, Decimal):
        raise NotData(f"{str(found)[:60]} is not a number")
    return found


def _count(rule: MetricRule, content: bytes, samples: Sequence[Decimal]) -> int:
    """Return on how many samples the number rests."""
    if rule.samples is None:
        return len(samples)
    found = follow(read_data(content, "report.json").value, rule.samples)
    if isinstance(found, list):
        return len(found)
    if not isinstance(found, Decimal) or found != found.to_integral_value() or found < 0:
        raise NotData(f"{rule.samples} is no count of samples")
    return int(min(found, Decimal(10**12)))


def _of_csv(rule: MetricRule, content: bytes) -> list[Decimal]:
    """Return the numbers of a column, in the order of the rows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotData("it is not UTF-8 text") from None
    if any(len(line) > CELL_CHARS_MAX for line in text.splitlines()):
        raise NotData("a line is too long")
    try:
        rows = [row for row in csv.reader(text.splitlines(), strict=True) if row]
    except csv.Error as problem:
        raise NotData(f"it is no CSV: {problem}") from None
    names = [name.strip() for name in rows[0]] if rows else []
    if names.count(str(rule.column)) != 1:
        raise NotData(f'there is no column "{rule.column}", or more than one')
    if len(rows) > SAMPLES_MAX:
        raise NotData(f"it has more than {SAMPLES_MAX} rows")
    index = names.index(str(rule.column))
    return [_cell(row, index) for row in rows[1:]]


def _cell(row: Sequence[str], index: int) -> Decimal:
    """Return the number in a cell."""
    if index >= len(row):
        raise NotData("a row is too short")
    return decimal_of(row[index].strip())


def _where(rule: MetricRule) -> str:
    """Return where the number stands, in words."""
    return f'column "{rule.column}"' if rule.pointer is None else (rule.pointer or "/")
