"""Numbers of reports: how they are read, and what they are held against."""

from decimal import Decimal
from typing import Any

import pytest

from gatewright.core.judges.judge_metric import MetricRun, judge_metric, said
from gatewright.core.judges.metric_report import aggregate, read_metric
from gatewright.model.document_rules import MetricRule
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import BASE, SUBJECT, execution

RULE = MetricRule(("./load",), "out/load.json", "<=", pointer="/p95", threshold="250")
TABLE = MetricRule(("./load",), "out/load.csv", "<=", column="ms", threshold="250")
RELATIVE = replace(RULE, threshold=None, relative_to_base=True, tolerance="10")
NONE = Trouble("report.absent", "a report", "none was written", "")


def run_of(report: bytes | Trouble, exit_code: int | None = 0, **more: Any) -> MetricRun:
    return MetricRun(replace(execution(), exit_code=exit_code, **more), report, b"said\n")


def judge(
    report: bytes | Trouble | MetricRun,
    rule: MetricRule = RULE,
    base: bytes | Trouble | None = None,
) -> Verdict:
    run = report if isinstance(report, MetricRun) else run_of(report)
    control = None if base is None else MetricRun(execution(BASE), base)
    return judge_metric("speed", rule, run, control, SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("operator", "number", "passes"),
    [
        ("<=", "250", True), ("<=", "250.0000000000000000000000001", False),
        ("<", "250", False), (">=", "250", True), (">", "250", False), (">", "251", True),
        ("<=", "2.5e2", True),
    ],
)  # fmt: skip
def test_number_is_held_against_its_threshold(operator: str, number: str, passes: bool) -> None:
    verdict = judge(b'{"p95": %s}' % number.encode(), replace(RULE, operator=operator))

    assert (verdict.status is Status.PASS) is passes
    assert codes(verdict) == ([] if passes else ["metric.limit"])


@pytest.mark.parametrize(
    ("pointer", "report", "called"),
    [("/a/p95", b'{"a": {"p95": 1}}', "p95"), ("", b"1", "out/load.json")],
)
def test_number_is_called_by_the_end_of_its_pointer_or_by_its_report(
    pointer: str, report: bytes, called: str
) -> None:
    assert judge(report, replace(RULE, pointer=pointer)).headline.startswith(f"{called} is 1")


def test_number_is_never_a_binary_fraction() -> None:
    rule = replace(RULE, threshold="0.3", operator=">=")

    assert judge(b'{"p95": 0.3}', rule).status is Status.PASS
    verdict = judge(b'{"p95": [0.1, 0.2]}', replace(rule, aggregate="mean", threshold="0.15"))
    assert verdict.status is Status.PASS
    assert verdict.figures[0].measured == "0.15"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("min", 1), ("max", 100), ("mean", Decimal("50.5")), ("median", Decimal("50.5")),
     ("p95", 95), ("last", 50)],
)  # fmt: skip
def test_many_numbers_become_one(word: str, expected: int | Decimal) -> None:
    samples = [Decimal(n) for n in (*range(51, 101), *range(1, 51))]

    assert aggregate(word, samples) == expected
    assert aggregate(word, [Decimal(7)]) == 7


def test_column_of_a_table_is_read() -> None:
    content = b'name,"ms"\r\na,200\r\n"b, c",300\r\n\r\n'

    assert judge(content, TABLE).headline.startswith("last of ms is 300")
    assert judge(content, replace(TABLE, aggregate="median")).status is Status.PASS
    assert judge(content, replace(TABLE, aggregate="median")).examined.count == 2


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (b'{"p95": NaN}', "metric.unreadable"),
        (b'{"p95": Infinity}', "metric.unreadable"),
        (b'{"p95": "12"}', "metric.unreadable"),
        (b'{"p95": true}', "metric.unreadable"),
        (b'{"p95": null}', "metric.unreadable"),
        (b'{"p95": 1e9999}', "metric.unreadable"),
        (b'{"p95": [1, "x"]}', "metric.unreadable"),
        (b'{"p50": 1}', "metric.unreadable"),
        (b'{"p95": 1, "p95": 2}', "metric.unreadable"),
        (b"", "metric.unreadable"),
        (b"[" * 5000, "metric.unreadable"),
        (b"\xff", "metric.unreadable"),
        (b'{"p95": []}', "check.nothing-examined"),
        (NONE, "report.absent"),
    ],
)
def test_what_is_no_number_is_an_error_or_what_the_change_did(
    report: bytes | Trouble, code: str
) -> None:
    verdict = judge(report)
    assert (verdict.status, codes(verdict)) == (Status.ERROR, [code])
    assert verdict.examined.count == 0

    broken = judge(report, base=b'{"p95": 1}')
    assert (broken.status, broken.headline[:18]) == (Status.FAIL, "no number any more")
    assert judge(report, base=report).status is Status.ERROR
    assert verdict.headline.startswith("could not judge: ")


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (b"", "metric.unreadable"),
        (b"name\na\n", "metric.unreadable"),
        (b"ms,ms\n1,2\n", "metric.unreadable"),
        (b"a,ms\nx\n", "metric.unreadable"),
        (b"ms\nnan\n", "metric.unreadable"),
        (b"ms\n\n", "check.nothing-examined"),
        (b'ms\n"1\n', "metric.unreadable"),
        (b"ms\n1\n\xff\n", "metric.unreadable"),
        (b"ms\n" + b"1" * 20_000 + b"\n", "metric.unreadable"),
    ],
)
def test_table_that_cannot_be_read_is_an_error(report: bytes, code: str) -> None:
    verdict = judge(report, TABLE)

    assert (verdict.status, codes(verdict)) == (Status.ERROR, [code])


def test_too_few_samples_are_an_error() -> None:
    rule = replace(TABLE, min_samples=3)
    assert codes(judge(b"ms\n1\n2\n", rule)) == ["metric.too-few-samples"]
    assert judge(b"ms\n1\n2\n3\n", rule).status is Status.PASS

    counted = replace(RULE, samples="/n", min_samples=100)
    assert codes(judge(b'{"p95": 1, "n": 99}', counted)) == ["metric.too-few-samples"]
    assert judge(b'{"p95": 1, "n": 100}', counted).examined.count == 100
    for odd in (b'{"p95": 1, "n": 1.5}', b'{"p95": 1, "n": -4}', b'{"p95": 1}'):
        assert codes(judge(odd, counted)) == ["metric.unreadable"]
    assert codes(judge(b'{"p95": 1, "n": 0}', counted)) == ["check.nothing-examined"]
    assert judge(b'{"p95": 1, "n": [%s1]}' % (b"1," * 99), counted).examined.count == 100


@pytest.mark.parametrize(
    ("operator", "head", "base", "passes"),
    [
        ("<=", 110, 100, True), ("<=", 111, 100, False), ("<=", 1, 100, True),
        (">=", 90, 100, True), (">=", 89, 100, False),
        ("<=", -90, -100, True), ("<=", -89, -100, False),
    ],
)  # fmt: skip
def test_number_may_be_a_little_worse_than_on_the_base(
    operator: str, head: int, base: int, passes: bool
) -> None:
    rule = replace(RELATIVE, operator=operator)
    verdict = judge(b'{"p95": %d}' % head, rule, b'{"p95": %d}' % base)

    assert (verdict.status is Status.PASS) is passes
    assert len(verdict.evidence.executions) == 2


def test_without_a_base_there_is_nothing_to_be_relative_to() -> None:
    for base in (None, NONE, b'{"p95": NaN}'):
        verdict = judge(b'{"p95": 1}', RELATIVE, base)
        assert (verdict.status, codes(verdict)) == (Status.ERROR, ["metric.no-base"])
        both = judge(b'{"p95": 1}', replace(RELATIVE, threshold="5"), base)
        assert both.status is Status.PASS
        assert "not compared with the base" in both.notes[0]


def test_command_that_does_not_end_well_measures_nothing() -> None:
    failed = run_of(b'{"p95": 1}', 2)
    lost = run_of(b'{"p95": 1}', None, ending="timed out")

    assert codes(judge(failed)) == codes(judge(lost)) == ["metric.command"]
    assert judge(failed, replace(RULE, expect_exit=(0, 2))).status is Status.PASS
    assert judge(failed, base=b'{"p95": 1}').status is Status.FAIL


def test_environment_that_is_not_there_is_an_error() -> None:
    verdict = judge_metric("speed", RULE, NONE, None, SUBJECT)

    assert verdict.status is Status.ERROR


def test_numbers_are_shown_in_few_digits() -> None:
    assert said(Decimal("250.000")) == "250"
    assert said(Decimal(1) / 3) == "0.333333333333"
    assert said(Decimal("1e300")) == "1E+300"
    assert said(Decimal("0")) == "0"


def test_reading_is_bounded_in_rows() -> None:
    assert isinstance(read_metric(TABLE, b"ms\n" + b"1\n" * 500_001), Trouble)
