"""Probes in the configuration: what cannot be meant, and that no host is asked by mistake."""

from decimal import Decimal

import pytest

from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.probing import host_of
from gatewright.model.configuration import Configuration
from gatewright.model.probe_rules import HttpTarget, ProbeRule


def parse(probe: str) -> object:
    return parse_configuration(f"gatewright: 1\nchecks:\n  live: {{probe: {{{probe}}}}}\n")


def test_probe_comes_to_a_rule() -> None:
    parsed = parse(
        "http: {url: 'https://a.test/x?y=1', hosts: [a.test], json: {/s: up}, headers: {A: b}},"
        " every: 5s, for: 1m, min_ok_ratio: 0.95"
    )

    assert isinstance(parsed, Configuration)
    target = HttpTarget(
        "https://a.test/x?y=1", json=(("/s", "up"),), headers=(("A", "b"),), hosts=("a.test",)
    )
    rule = parsed.checks[0].rule
    assert rule == ProbeRule(target, 5, 60, Decimal("0.95"), timeout_s=5)
    assert isinstance(rule, ProbeRule)
    assert rule.samples_due == 13


@pytest.mark.parametrize(
    ("probe", "said"),
    [
        ("every: 1s", "one of http, tcp and command"),
        ("http: {url: 'http://a.test/'}", "not among the hosts"),
        ("http: {url: 'http://a.test/', hosts: [b.test]}", "not among the hosts"),
        ("http: {url: 'http://127.0.0.1:80/'}", "not among the hosts"),
        ("http: {url: 'http://me:word@a.test/', hosts: [a.test]}", "a URL is expected"),
        ("http: {url: 'file:///etc/passwd', hosts: [a]}", "a URL is expected"),
        ("http: {url: 'http://a.test/ x', hosts: [a.test]}", "a URL is expected"),
        ("tcp: {address: a.test, hosts: [a.test]}", "host:port"),
        ("tcp: {address: 'a.test:99999', hosts: [a.test]}", "host:port"),
        ("command: {argv: [a]}, every: 5s", '"every" needs "for"'),
        ("command: {argv: [a]}, every: 5s, for: 2s", "shorter"),
        ("command: {argv: [a]}, every: 5s, for: 1m, timeout: 9s", "longer than"),
        ("command: {argv: [a]}, for: 24h", "more than 10000 samples"),
        ("command: {argv: [a]}, min_ok_ratio: 0", "from above 0 to 1"),
        ("command: {argv: [a]}, min_ok_ratio: 1.5", "from above 0 to 1"),
    ],
)
def test_probe_that_cannot_be_meant_is_refused(probe: str, said: str) -> None:
    problems = parse(probe)

    assert isinstance(problems, tuple)
    assert said in str(problems[0])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://A.test", "a.test"),
        ("http://[::1]:80/", "::1"),
        ("http://a.test@b.test/", None),
        ("http://a.test\\@b.test/", None),
        ("http://a.test:80@b.test/", None),
        ("http://a.test/\r\nHost: b", None),
        ("gopher://a.test/", None),
    ],
)
def test_host_of_a_url_is_the_one_that_is_asked(url: str, host: str | None) -> None:
    assert host_of(url) == host or (host is None and host_of(url) not in ("a.test", "b.test"))
