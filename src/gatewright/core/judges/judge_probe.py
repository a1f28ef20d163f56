"""Judge something live by its samples: enough of them, without a gap, and good often enough.

A sample that was not taken is no good one: a gap of more than two periods is an error, for nobody
knows what was in it. Nothing here reads a clock.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import assert_type

from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.json_pointer import ABSENT, follow
from gatewright.core.text.patterns import matching_lines
from gatewright.core.text.plain_data import NotData, read_data
from gatewright.model.probe_rules import (
    CommandTarget,
    HttpTarget,
    ProbeRule,
    Sample,
    TcpTarget,
    Watch,
)
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "probe"
PLACES_MAX = 20
TEXT_CHARS_MAX = 200


def http_problem(target: HttpTarget, status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return why an answer is not as it must be; "" where it is. Shape: names in lower case."""
    if status not in target.status:
        return f"status {status}"
    for name, pattern in target.headers:
        value = headers.get(name.casefold())
        if value is None:
            return f"no header {name}"
        if not _found(pattern, [value]):
            return f"header {name} is {value[:TEXT_CHARS_MAX]}"
    text = body.decode("utf-8", "replace")
    if target.body and not _found(target.body, text.splitlines()):
        return f"no line of the body matches {target.body}"
    return _json_problem(target.json, body) if target.json else ""


def _found(pattern: str, lines: Sequence[str]) -> bool:
    """Return whether some line matches; one that cannot be searched does not."""
    return bool(lines) and isinstance(found := matching_lines(pattern, lines), list) and bool(found)


def _json_problem(wanted: Sequence[tuple[str, str]], body: bytes) -> str:
    """Return which value of the body is not as it must be."""
    try:
        value = read_data(body, "body.json").value
    except NotData as problem:
        return f"the body is no JSON: {problem.what}"
    for pointer, text in wanted:
        found = follow(value, pointer)
        if found is ABSENT:
            return f"nothing at {pointer}"
        if _as_text(found) != text:
            return f"{pointer} is {_as_text(found)[:TEXT_CHARS_MAX]}"
    return ""


def _as_text(value: object) -> str:
    """Return a value of JSON as people write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, default=str)
    words = {True: "true", False: "false", None: "null"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def judge_probe(name: str, rule: ProbeRule, watch: Watch | Trouble, subject: Subject) -> Verdict:
    """Return the verdict on what was watched."""
    if isinstance(watch, Trouble):
        evidence = evidence_of(subject, JUDGE_VERSION)
        return judge_trouble(name, KIND, watch, unit="samples", evidence=evidence)
    evidence = evidence_of(subject, JUDGE_VERSION, [watch.execution])
    gap = _gap(rule, watch)
    if gap is not None:
        return judge_trouble(name, KIND, gap, unit="samples", evidence=evidence)
    total = len(watch.samples)
    good = sum(not sample.problem for sample in watch.samples)
    is_enough = good >= rule.min_ok_ratio * total
    headline = f"{good} of {counted(total, 'sample')} good: {said_of(rule)}"
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.PASS if is_enough else Status.FAIL,
        headline=headline,
        examined=Examined(total, "samples", expected=rule.samples_due),
        evidence=evidence,
        reasons=() if is_enough else (_bad(rule, watch.samples, headline),),
        figures=(Figure("probe.ok", f"{good}/{total}", f">= {rule.min_ok_ratio} of them"),),
    )


def said_of(rule: ProbeRule) -> str:
    """Return what is watched, as people say it."""
    match rule.target:
        case HttpTarget(url=url):
            return url[:TEXT_CHARS_MAX]
        case TcpTarget(address=address):
            return address[:TEXT_CHARS_MAX]
        case _:
            assert_type(rule.target, CommandTarget)
            return " ".join(rule.target.argv)[:TEXT_CHARS_MAX]


def _gap(rule: ProbeRule, watch: Watch) -> Trouble | None:
    """Return why the samples do not stand for the whole time."""
    wanted = f"{counted(rule.samples_due, 'sample')}, one every {rule.every_s} s"
    way_out = "watch again, on a machine that is not asleep or overloaded"
    if not watch.samples:
        return Trouble("probe.gap", wanted, "no sample was taken", way_out)
    longest = max(_pauses(watch), default=0)
    if longest > 2 * rule.every_s * 1000 and rule.for_s:
        found = f"{longest / 1000:g} s between two samples"
        return Trouble("probe.gap", wanted, found, way_out)
    span = watch.samples[-1].at_ms - watch.samples[0].at_ms
    if len(watch.samples) < rule.samples_due or span < (rule.for_s - rule.every_s) * 1000:
        found = f"{counted(len(watch.samples), 'sample')} in {span / 1000:g} s"
        return Trouble("probe.gap", wanted, found, way_out)
    return None


def _pauses(watch: Watch) -> Iterator[int]:
    """Yield the time from each look to the next one, and to the end. Units: milliseconds."""
    times = [sample.at_ms for sample in watch.samples]
    for before, after in pairwise((*times, watch.ended_ms)):
        yield abs(after - before)  # a clock that was set back is a gap too


def _bad(rule: ProbeRule, samples: Sequence[Sample], headline: str) -> Reason:
    """Return the reason that names the samples which were not good."""
    bad = [sample for sample in samples if sample.problem]
    return Reason(
        code="probe.failed",
        headline=headline,
        wanted=f"at least {rule.min_ok_ratio} of the samples good",
        found=f"{len(bad)} not good, the first after {bad[0].at_ms / 1000:g} s: {bad[0].problem}",
        places=tuple(
            Place("sample", 0, f"after {one.at_ms / 1000:g} s: {one.problem}"[:TEXT_CHARS_MAX])
            for one in bad[:PLACES_MAX]
        ),
        way_out="look at what is live; gatewright show NAME    each sample",
    )
