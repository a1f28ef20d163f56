"""Read `.gatewright/config.yaml`: a checked configuration, or every problem with its place.

Never raises for what a text holds. A text that was written for a newer version of the format is
refused as that, and not misread.
"""

import re
from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Node, Scalar
from gatewright.definitions.locating import node_at
from gatewright.definitions.problems import Problem, nearest
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.risk_shape import classes_of
from gatewright.definitions.root import read_root
from gatewright.definitions.shape import (
    CONFIGURATION,
    FORMAT_VERSION,
    KINDS,
    PARALLEL,
    VERSION_KEY,
    environment_of,
    prepare_of,
    rule_of,
    service_of,
    thresholds_of,
)
from gatewright.model.agent_profile import WrittenAgent
from gatewright.model.configuration import Configuration
from gatewright.model.rules import CheckDefinition, ReportedTestsRule, Thresholds
from gatewright.model.signing import Grade

CONFIGURATION_PATH = ".gatewright/config.yaml"


def parse_configuration(
    text: str, path: str = CONFIGURATION_PATH
) -> Configuration | tuple[Problem, ...]:
    """Return the configuration that `text` says, or its problems in the order of the text.

    Shape: `path` is what the problems call the text.
    """
    root = read_root(text, path, f"{VERSION_KEY}: {FORMAT_VERSION}")
    if isinstance(root, Problem):
        return (root,)
    newer = _newer(root, path)
    if newer is not None:
        return (newer,)
    report = Reporter(path)
    values = CONFIGURATION.read(root, report)
    if values is not ABSENT:
        _report_unknown_names(root, values, report)
    return report.problems() if report.count else _configuration_of(values)


def _newer(root: Node, path: str) -> Problem | None:
    """Return the problem of a text for a later format, before anything else is said of it."""
    if not isinstance(root, Entries):
        return None
    for key, value in root.entries:
        if key.text == VERSION_KEY and isinstance(value, Scalar):
            written = value.text
            if re.fullmatch("[1-9][0-9]{0,8}", written) and int(written) > FORMAT_VERSION:
                what = f"written for a newer Gatewright: format {written}, and this reads"
                return Problem(
                    path,
                    value.line,
                    value.column,
                    f"{what} {FORMAT_VERSION}",
                    value=written,
                    hint="upgrade Gatewright",
                    code="configuration.newer",
                )
    return None


def _configuration_of(values: dict[str, Any]) -> Configuration:
    """Return the configuration from what its record read."""
    coverage = thresholds_of(values.get("coverage", {}), Thresholds())
    paths = values.get("paths", {})
    return Configuration(
        checks=tuple(
            check_of(name, check, coverage) for name, check in values.get("checks", {}).items()
        ),
        off=values.get("off", ()),
        environments=tuple(
            environment_of(name, one) for name, one in values.get("environments", {}).items()
        ),
        prepare=tuple(prepare_of(name, one) for name, one in values.get("prepare", {}).items()),
        services=tuple(service_of(name, one) for name, one in values.get("services", {}).items()),
        coverage=coverage,
        base=values.get("base"),
        source_paths=paths.get("source", ()),
        test_paths=paths.get("tests", ()),
        parallel=values.get("parallel", PARALLEL),
        people=tuple(values.get("people", {}).items()),
        grade=_grade_of(values.get("decisions", {})),
        through=values.get("decisions", {}).get("through", ""),
        agents=tuple(
            WrittenAgent(name, tuple(one.items())) for name, one in values.get("agents", {}).items()
        ),
        risk=classes_of(values),
    )


def _grade_of(values: dict[str, Any]) -> Grade | None:
    """Return the key that decisions want."""
    return Grade(values["signed"]) if "signed" in values else None


def check_of(name: str, values: dict[str, Any], coverage: Thresholds) -> CheckDefinition:
    """Return a check from what its record read."""
    kind = next(key for key in values if key in KINDS)
    plain = {key: value for key, value in values.items() if key not in (*KINDS, "timeout")}
    if "timeout" in values:
        plain["timeout_s"] = values["timeout"]
    return CheckDefinition(name, rule_of(kind, values[kind], coverage), **plain)


def _report_unknown_names(root: Node, values: dict[str, Any], report: Reporter) -> None:
    """Report environments and services that a check names and nobody describes."""
    environments = values.get("environments", {})
    services = values.get("services", {})
    _report_unknown_sources(root, values.get("checks", {}), report)
    for name, check in values.get("checks", {}).items():
        named = check.get("environment")
        if named is not None and named not in environments:
            node = node_at(root, "checks", name, "environment")
            report.at(
                node, f'no environment is called "{named}"', near=nearest(named, environments)
            )
        for service in check.get("services", ()):
            if service not in services:
                node = node_at(root, "checks", name, "services")
                report.at(
                    node, f'no service is called "{service}"', near=nearest(service, services)
                )


def _report_unknown_sources(root: Node, checks: dict[str, Any], report: Reporter) -> None:
    """Report coverage that is to come from tests which no command of a check runs."""
    running = [
        name for name, check in checks.items() if isinstance(check.get("tests"), ReportedTestsRule)
    ]
    for name, check in checks.items():
        wanted = check.get("coverage", {}).get("from")
        if wanted is not None and wanted not in running:
            node = node_at(root, "checks", name, "coverage")
            what = f'no check called "{wanted}" has tests that a command runs'
            report.at(node, what, near=nearest(wanted, running))
