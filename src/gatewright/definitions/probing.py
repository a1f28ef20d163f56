"""How a rule on something live is written in a configuration."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gatewright.core.text.json_pointer import pointer_problem
from gatewright.core.text.yaml_nodes import Entries, Node, Scalar
from gatewright.definitions.fields import (
    ARGV,
    PATTERN,
    Duration,
    FieldType,
    ListOf,
    NamedMap,
    Number,
    Record,
    Schema,
    Text,
)
from gatewright.definitions.reporting import Reporter
from gatewright.model.probe_rules import CommandTarget, HttpTarget, ProbeRule, TcpTarget
from gatewright.model.records import dataclass

SAMPLES_MAX = 10_000
TIMEOUT_S = 10
_RATIO = re.compile(r"0\.[0-9]{1,6}|1(?:\.0{1,6})?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})|\[?[0-9A-Fa-f:.]{2,45}\]?")
_URL = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]{2,45}\]|[^/?#:@\s]{1,253})(:[0-9]{1,5})?([/?][^#\s]*)?"
)
_VARIABLE = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]{0,127}\}")
_POINTER = "^(/.*)?$"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole: 0.95. Read as a decimal, never as a binary fraction."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the decimal."""
        if isinstance(node, Scalar) and _RATIO.fullmatch(node.text) and Decimal(node.text) > 0:
            return Decimal(node.text)
        return report.at(node, "a part from above 0 to 1 is expected here: 0.95")

    def schema(self) -> Schema:
        """Return the schema of the number."""
        return {"type": "number", "exclusiveMinimum": 0, "maximum": 1}


@dataclass(frozen=True, slots=True)
class Pointers:
    """Values by JSON pointer."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return pairs of pointer and text."""
        value = Text("a value")
        if not isinstance(node, Entries):
            return report.at(node, "values by JSON pointer are expected here: {/status: up}")
        found = []
        for key, one in node.entries:
            wrong = pointer_problem(key.text)
            if wrong:
                report.at(key, wrong)
            else:
                found.append((key.text, value.read(one, report)))
        return tuple(found)

    def schema(self) -> Schema:
        """Return the schema of the mapping."""
        plain = {"type": ["string", "number", "boolean"]}
        names = {_POINTER: plain}
        return {"type": "object", "patternProperties": names, "additionalProperties": False}


def _host_problem(text: str) -> str | None:
    """Return why `text` is no name of a host, or None."""
    return None if _HOST.fullmatch(text) else "the name of a host is expected here, without a port"


HOSTS = ListOf(Text("a host", _host_problem))


def host_of(url: str) -> str | None:
    """Return the host of a URL; None for what is no URL that may be asked."""
    found = _URL.fullmatch(url)
    return found[2].strip("[]").lower() if found else None


def _http_problem(values: dict[str, Any]) -> str | None:
    """Return why the URL may not be asked."""
    url = values["url"]
    if _VARIABLE.search(url):
        return None  # of a service; looked at again once it is filled in
    host = host_of(url)
    if host is None:
        return "a URL is expected here: http://host/path, without a name or a word to log in"
    return _undeclared(host, values.get("hosts", ()))


def _undeclared(host: str, hosts: tuple[str, ...]) -> str | None:
    """Return that nobody said this host may be asked."""
    if host in {one.strip("[]").lower() for one in hosts}:
        return None
    return f'"{host}" is not among the hosts that may be asked: hosts: [{host}]'


def _tcp_problem(values: dict[str, Any]) -> str | None:
    """Return why the address may not be asked."""
    address = values["address"]
    if _VARIABLE.search(address):
        return None
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit() or not _HOST.fullmatch(host) or int(port) > 65535:
        return "host:port is expected here"
    return _undeclared(host.strip("[]").lower(), values.get("hosts", ()))


def _http(values: dict[str, Any]) -> HttpTarget:
    """Return the target that was written."""
    headers = tuple(values.pop("headers", {}).items())
    return HttpTarget(**values, headers=headers)


HTTP = Record(
    "a question over HTTP",
    {
        "url": Text("a URL"),
        "status": ListOf(Number(100, 599), 1),
        "body": PATTERN,
        "json": Pointers(),
        "headers": NamedMap(PATTERN, "a header", "^[A-Za-z0-9-]{1,64}$"),
        "hosts": HOSTS,
    },
    required=("url",),
    problem=_http_problem,
    build=_http,
)
TCP = Record(
    "a port",
    {"address": Text("host:port"), "hosts": HOSTS},
    required=("address",),
    problem=_tcp_problem,
    build=lambda values: TcpTarget(**values),
)
COMMAND = Record(
    "a command",
    {"argv": ARGV, "expect_exit": ListOf(Number(0, 255), 1)},
    required=("argv",),
    build=lambda values: CommandTarget(**values),
)
TARGETS: Mapping[str, FieldType] = {"http": HTTP, "tcp": TCP, "command": COMMAND}


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together."""
    if sum(name in values for name in TARGETS) != 1:
        return "a probe has one of http, tcp and command"
    every, whole = values.get("every", 1), values.get("for", 0)
    if "every" in values and not whole:
        return '"every" needs "for"'
    if whole // every + 1 > SAMPLES_MAX:
        return f"that takes more than {SAMPLES_MAX} samples"
    if whole and whole < every:
        return '"for" is shorter than "every"'
    if whole and values.get("timeout", every) > every:
        return '"timeout" is longer than "every": samples would miss their time'
    return None


def _probe(values: dict[str, Any]) -> ProbeRule:
    """Return the rule that was written."""
    target = next(values[name] for name in TARGETS if name in values)
    every, whole = values.get("every", 1), values.get("for", 0)
    default_s = min(TIMEOUT_S, every) if whole else TIMEOUT_S
    return ProbeRule(
        target=target,
        every_s=every,
        for_s=whole,
        min_ok_ratio=values.get("min_ok_ratio", Decimal(1)),
        timeout_s=values.get("timeout", default_s),
    )


PROBE = Record(
    "a rule on something live",
    {
        **TARGETS,
        "every": Duration(),
        "for": Duration(),
        "min_ok_ratio": Ratio(),
        "timeout": Duration(),
    },
    problem=_problem,
    build=_probe,
)
