"""What is watched: each answer, and whether the samples stand for the whole time."""

from decimal import Decimal

import pytest

from gatewright.core.judges.judge_probe import http_problem, judge_probe
from gatewright.model.probe_rules import (
    CommandTarget,
    HttpTarget,
    ProbeRule,
    Sample,
    TcpTarget,
    Watch,
)
from gatewright.model.verdicts import Status, Verdict
from tests.observed import LOST_TOOL, SUBJECT, execution

URL = "http://127.0.0.1:1/"
TARGET = HttpTarget(URL)


def judge(rule: ProbeRule, *samples: tuple[int, str], ended_ms: int | None = None) -> Verdict:
    """Return the verdict on samples, each with its time and what was wrong."""
    seen = tuple(Sample(at_ms, 1, problem) for at_ms, problem in samples)
    last = max((at_ms for at_ms, _ in samples), default=0)
    watch = Watch(execution(), "2026-01-02", seen, last if ended_ms is None else ended_ms)
    return judge_probe("live", rule, watch, SUBJECT)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (TARGET, URL),
        (TcpTarget("127.0.0.1:1"), "127.0.0.1:1"),
        (CommandTarget(("ping", "here")), "ping here"),
    ],
)
def test_verdict_says_what_was_watched(
    target: HttpTarget | TcpTarget | CommandTarget, said: str
) -> None:
    verdict = judge(ProbeRule(target), (0, ""))

    assert verdict.status is Status.PASS
    assert verdict.headline == f"1 of 1 sample good: {said}"


RULE = ProbeRule(TARGET, every_s=1, for_s=3, min_ok_ratio=Decimal("0.75"))
GOOD = ((0, ""), (1000, ""), (2000, ""), (3000, ""))


@pytest.mark.parametrize(
    ("samples", "status"),
    [
        (GOOD, Status.PASS),
        ((*GOOD[:3], (3000, "down")), Status.PASS),
        (((0, "down"), *GOOD[1:3], (3000, "down")), Status.FAIL),
        (((0, ""), (500, ""), (1500, ""), (2000, "")), Status.PASS),
        (((0, ""), (500, ""), (1500, ""), (1999, "")), Status.ERROR),
        (((0, ""), (500, ""), (1000, ""), (3000, "")), Status.PASS),
        (((0, ""), (500, ""), (999, ""), (3000, "")), Status.ERROR),
        (GOOD[:3], Status.ERROR),
        ((), Status.ERROR),
    ],
)
def test_enough_of_the_samples_are_good_and_stand_for_the_whole_time(
    samples: tuple[tuple[int, str], ...], status: Status
) -> None:
    assert judge(RULE, *samples).status is status


def test_reason_names_the_samples_that_were_not_good() -> None:
    (reason,) = judge(RULE, (0, ""), (1000, "down"), (2000, "down"), (3000, "")).reasons

    assert reason.code == "probe.failed"
    assert reason.found == "2 not good, the first after 1 s: down"
    assert [place.text for place in reason.places] == ["after 1 s: down", "after 2 s: down"]


def test_what_could_not_be_watched_is_an_error() -> None:
    assert judge_probe("live", RULE, LOST_TOOL, SUBJECT).status is Status.ERROR


@pytest.mark.parametrize(
    ("target", "body", "problem"),
    [
        (TARGET, b"", ""),
        (HttpTarget(URL, (201,)), b"", "status 200"),
        (HttpTarget(URL, body="^up$"), b"so\nup\n", ""),
        (HttpTarget(URL, body="^up$"), b"upset", "no line of the body matches ^up$"),
        (HttpTarget(URL, body="^up$"), b"", "no line of the body matches ^up$"),
        (HttpTarget(URL, body="("), b"(", "no line of the body matches ("),
        (HttpTarget(URL, headers=(("X-A", "^b"),)), b"", ""),
        (HttpTarget(URL, headers=(("X-A", "^c"),)), b"", "header X-A is bc"),
        (HttpTarget(URL, headers=(("X-B", "b"),)), b"", "no header X-B"),
        (HttpTarget(URL, json=(("/a", "up"),)), b'{"a": "up"}', ""),
        (HttpTarget(URL, json=(("/a", "true"), ("/b", "null"))), b'{"a": true, "b": null}', ""),
        (HttpTarget(URL, json=(("/a", "1.50"),)), b'{"a": 1.50}', ""),
        (HttpTarget(URL, json=(("/a", '["b", {}]'),)), b'{"a": ["b", {}]}', ""),
        (HttpTarget(URL, json=(("/a", "1"),)), b'{"a": "2"}', "/a is 2"),
        (HttpTarget(URL, json=(("/b", "1"),)), b'{"a": "2"}', "nothing at /b"),
    ],
)
def test_answer_is_as_it_must_be_or_told_why_not(
    target: HttpTarget, body: bytes, problem: str
) -> None:
    assert http_problem(target, 200, {"x-a": "bc"}, body) == problem


def test_body_that_is_no_json_is_told() -> None:
    told = http_problem(HttpTarget(URL, json=(("/a", "1"),)), 200, {}, b"{")

    assert told.startswith("the body is no JSON: ")
