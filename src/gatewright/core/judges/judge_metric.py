"""Judge a number: against a threshold, against what the same command measures on the base, or both.

A number that cannot be had is an error; where the base gives one, the change took it away.
"""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from gatewright.core.judges.metric_report import DIGITS, Measured, read_metric
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.model.document_rules import MetricRule
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Figure, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "metric"
SHOWN_DIGITS = 12
TAIL_CHARS_MAX = 2000


@dataclass(frozen=True, slots=True)
class MetricRun:
    """One run of the command and the report that it wrote."""

    execution: Execution
    report: bytes | Trouble
    output: bytes = b""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a number is held against."""

    value: Decimal
    said: str  # "250", or "10 % of the base's 230"


def judge_metric(
    name: str,
    rule: MetricRule,
    run: MetricRun | Trouble,
    control: MetricRun | Trouble | None,
    subject: Subject,
) -> Verdict:
    """Return the verdict on a number. Shape: `control` None: it was not measured on the base."""
    executions = [one.execution for one in (run, control) if isinstance(one, MetricRun)]
    evidence = evidence_of(subject, JUDGE_VERSION, executions)
    head = measure(rule, run)
    base = None if control is None else measure(rule, control)
    if isinstance(head, Trouble):
        return _unmeasured(name, head, evidence, is_new=isinstance(base, Measured))
    limits = tuple(_limits(rule, base))
    if not limits:
        return _unmeasured(name, _no_base(base), evidence, is_new=False)
    reasons = tuple(_reasons(rule, head, limits))
    value = said(head.value)
    headline = f"{_called(rule)} is {value}, of {head.samples} samples"
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else headline,
        examined=Examined(head.samples, "samples"),
        evidence=evidence,
        reasons=reasons,
        notes=tuple(_notes(rule, base)),
        figures=tuple(
            Figure(f"metric.{name}", value, f"{rule.operator} {said(one.value)}") for one in limits
        ),
    )


def measure(rule: MetricRule, run: MetricRun | Trouble) -> Measured | Trouble:
    """Return what a run measured."""
    if isinstance(run, Trouble):
        return run
    code = run.execution.exit_code
    if code not in rule.expect_exit:
        ended = f"ended with {code}" if code is not None else f"did not end: {run.execution.ending}"
        tail = run.output.decode("utf-8", "replace")[-TAIL_CHARS_MAX:]
        command = " ".join(rule.run)[:200]
        return Trouble("metric.command", f"{command} to end well", f"it {ended}", "run it", tail)
    return run.report if isinstance(run.report, Trouble) else read_metric(rule, run.report)


def said(value: Decimal) -> str:
    """Return a number as it is shown: without needless zeros, never in binary."""
    with localcontext() as context:
        context.prec = SHOWN_DIGITS
        short = (+value).normalize()
    is_plain = -SHOWN_DIGITS <= short.adjusted() <= SHOWN_DIGITS
    return f"{short:f}" if is_plain else str(short)


def _limits(rule: MetricRule, base: Measured | Trouble | None) -> Iterator[Limit]:
    """Yield what the number is held against."""
    if rule.threshold is not None:
        value = Decimal(rule.threshold)
        yield Limit(value, said(value))
    if rule.relative_to_base and isinstance(base, Measured):
        with localcontext() as context:
            context.prec = DIGITS
            room = abs(base.value) * Decimal(rule.tolerance) / 100
            is_upper = rule.operator.startswith("<")
            value = base.value + room if is_upper else base.value - room
        side = "above" if is_upper else "below"
        yield Limit(value, f"at most {rule.tolerance} % {side} the base's {said(base.value)}")


def _reasons(rule: MetricRule, head: Measured, limits: tuple[Limit, ...]) -> Iterator[Reason]:
    """Yield the limits that the number passes."""
    for limit in limits:
        if _holds(rule.operator, head.value, limit.value):
            continue
        value, wanted = said(head.value), f"{rule.operator} {said(limit.value)}"
        yield Reason(
            code="metric.limit",
            headline=f"{_called(rule)} is {value}, and {wanted} is wanted",
            wanted=f"{rule.operator} {limit.said}",
            found=f"{value}, of {head.samples} samples",
            way_out=f"run it: {' '.join(rule.run)[:200]}",
        )


def _holds(operator: str, value: Decimal, limit: Decimal) -> bool:
    """Return whether `value` is as it must be."""
    match operator:
        case "<":
            return value < limit
        case "<=":
            return value <= limit
        case ">":
            return value > limit
        case _:
            return value >= limit


def _no_base(base: Measured | Trouble | None) -> Trouble:
    """Return why there is nothing to compare with."""
    found = base.found if isinstance(base, Trouble) else "there is no base"
    way_out = "set a threshold too, or wait until the base measures it"
    return Trouble("metric.no-base", "the number that the base gives", found, way_out)


def _notes(rule: MetricRule, base: Measured | Trouble | None) -> Iterator[str]:
    """Yield what is said beside the verdict."""
    if isinstance(base, Measured):
        yield f"on the base it is {said(base.value)}, of {base.samples} samples"
    elif rule.relative_to_base:
        yield f"not compared with the base: {_no_base(base).found}"


def _called(rule: MetricRule) -> str:
    """Return what the number is called."""
    if rule.pointer is None:
        return f"{rule.aggregate} of {rule.column}"
    return rule.pointer.rpartition("/")[2] or rule.report


def _unmeasured(name: str, trouble: Trouble, evidence: Evidence, *, is_new: bool) -> Verdict:
    """Return the verdict where there is no number."""
    reason = Reason(
        code=trouble.code,
        headline=trouble.found,
        wanted=trouble.wanted,
        found=trouble.found + ("; without the change it is measured" if is_new else ""),
        way_out=trouble.way_out,
        tail=trouble.tail,
    )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if is_new else Status.ERROR,
        headline=f"{'no number any more' if is_new else 'could not judge'}: {trouble.found}",
        examined=Examined(0, "samples"),
        evidence=evidence,
        reasons=(reason,),
    )
