"""The table of `.gatewright/config.yaml`: its keys, their types, what is made of them.

Both the loader and the published schema are made from this table, so they cannot differ.
"""

import re
from itertools import pairwise
from typing import Any

from gatewright.core.judges.git_links import ALL_LINKED
from gatewright.definitions.agent_shape import PROJECT_AGENT
from gatewright.definitions.document_checks import CONTRACT, METRIC, TRACE
from gatewright.definitions.document_parts import DOCUMENT
from gatewright.definitions.fields import (
    ARGV,
    EXPRESSION,
    GLOBS,
    NAME,
    PATH,
    PATTERN,
    PERCENT,
    WORDS,
    Choice,
    Duration,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Number,
    Record,
    Text,
)
from gatewright.definitions.probing import PROBE
from gatewright.definitions.register_shape import DocumentOrRegister
from gatewright.definitions.reported import FINDINGS, TESTS, coverage_of, coverage_record
from gatewright.definitions.risk_shape import RISK_OF_PROJECT
from gatewright.model.configuration import (
    EnvironmentDefinition,
    PrepareDefinition,
    ServiceDefinition,
)
from gatewright.model.rules import (
    AssertRule,
    CommandRule,
    CoverageRule,
    ExpectationsRule,
    GitRule,
    MutantsRule,
    ProofRule,
    ReversalRule,
    Rule,
    RulerRule,
    Thresholds,
)
from gatewright.model.signing import Grade

FORMAT_VERSION = 1
VERSION_KEY = "gatewright"
BUILT_IN_CHECKS = (
    "tests", "proof", "expectations", "red", "reversal", "mutants", "coverage", "ruler", "lint",
    "types", "secrets",
)  # fmt: skip
PROFILES = ("uv", "pip", "npm", "command", "adopt")
STAGES = ("development", "staging", "production")
LOGIN_PATTERN = "[A-Za-z0-9_][A-Za-z0-9._@+-]{0,63}"
VARIABLE_PATTERN = "^[A-Za-z_][A-Za-z0-9_]{0,127}$"
COUNT_MAX = 1_000_000
COUNT = Number(0, COUNT_MAX)


def thresholds_of(values: dict[str, int], default: Thresholds) -> Thresholds:
    """Return `values` as thresholds: a stage left out is no laxer than the one before it."""
    filled: list[int] = []
    for stage in STAGES:
        least = values.get(stage, getattr(default, stage))
        filled.append(least if stage in values else max([least, *filled]))
    return Thresholds(*filled)


def _falling(values: dict[str, int]) -> str | None:
    """Return what is wrong where a later stage demands less than an earlier one."""
    given = [stage for stage in STAGES if stage in values]
    for earlier, later in pairwise(given):
        if values[later] < values[earlier]:
            return f"{later} demands less than {earlier}"
    return None


THRESHOLDS = Record("thresholds", dict.fromkeys(STAGES, PERCENT), problem=_falling)


def _environment_problem(values: dict[str, Any]) -> str | None:
    """Return which keys do not go with the profile."""
    profile = values["profile"]
    wanted = {"command": ("from", "build"), "adopt": ("path",)}.get(profile, ())
    lacking = [key for key in wanted if key not in values]
    if lacking:
        return f'profile {profile} needs "{lacking[0]}"'
    legal = ("profile", "from", *wanted) if profile != "adopt" else ("profile", "path")
    extra = [key for key in values if key not in legal]
    return f'profile {profile} has no "{extra[0]}"' if extra else None


ENVIRONMENT = Record(
    "an environment",
    {"profile": Choice(PROFILES), "from": ListOf(PATH, 1), "build": ARGV, "path": PATH},
    required=("profile",),
    problem=_environment_problem,
)
PREPARE = Record(
    "a preparation",
    {"argv": ARGV, "reads": GLOBS, "writes": GLOBS},
    required=("argv",),
)
SERVICE = Record(
    "a service",
    {
        "start": ARGV,
        "ready": ARGV,
        "stop": ARGV,
        "gives": NamedMap(WORDS, "a variable", VARIABLE_PATTERN),
    },
    required=("start",),
)


def _is_empty(values: dict[str, Any]) -> str | None:
    """Return that a rule which demands nothing passes always."""
    return None if any(value != () for value in values.values()) else "this rule demands nothing"


GIT = Record(
    "a rule on branch, commits and paths",
    {
        "branch": WORDS,
        "message": PATTERN,
        "only": GLOBS,
        "unchanged": GLOBS,
        "must_touch": GLOBS,
        "max_changed_lines": COUNT,
        "commits": Choice((ALL_LINKED,)),
        "clean": Flag(),
    },
    problem=_is_empty,
    later={"pulls": "a person looks at the pull request, and says so at an approval"},
    build=lambda values: GitRule(**values),
)
KINDS: dict[str, FieldType] = {
    "tests": TESTS,
    "proof": Record("a rule on new tests", {}, build=lambda _: ProofRule()),
    "expectations": Record("a rule on edited tests", {}, build=lambda _: ExpectationsRule()),
    "reversal": Record(
        "a rule on undoing the change",
        {"max_hunks": Number(1, 200)},
        build=lambda values: ReversalRule(values.get("max_hunks", ReversalRule().hunks_max)),
    ),
    "mutants": Record(
        "a rule on small faults",
        {"max_mutants": Number(1, 500), "min_score": PERCENT},
        build=lambda values: MutantsRule(
            values.get("max_mutants", MutantsRule().mutants_max),
            values.get("min_score", MutantsRule().score_min),
        ),
    ),
    "coverage": coverage_record(THRESHOLDS),
    "findings": FINDINGS,
    "ruler": Record("a rule on the ruler", {}, build=lambda _: RulerRule()),
    "doc": DocumentOrRegister(DOCUMENT),
    "command": Record(
        "a rule on a command",
        {
            "argv": ARGV,
            "expect_exit": ListOf(Number(0, 255), 1),
            "forbid_output": ListOf(PATTERN),
            "require_output": ListOf(PATTERN),
        },
        required=("argv",),
        build=lambda values: CommandRule(**values),
    ),
    "git": GIT,
    "contract": CONTRACT,
    "metric": METRIC,
    "trace": TRACE,
    "probe": PROBE,
    "assert": EXPRESSION,
}


def rule_of(kind: str, values: Any, coverage: Thresholds) -> Rule:
    """Return the rule of a check from what its field read; `coverage` is the project's."""
    if kind == "assert":
        return AssertRule(values)
    if kind == "coverage":
        wanted = values.get("changed_lines", {})
        stages = wanted if isinstance(wanted, dict) else dict.fromkeys(STAGES, wanted)
        return coverage_of(values) or CoverageRule(thresholds_of(stages, coverage))
    rule: Rule = values
    return rule


def _kind_problem(values: dict[str, Any]) -> str | None:
    """Return that a check has not exactly one kind."""
    kinds = [key for key in values if key in KINDS]
    if len(kinds) == 1:
        return None
    named = " and ".join(kinds) if kinds else "none of " + ", ".join(KINDS)
    return f"a check has one kind, and this one has {named}"


CHECK = Record(
    "a check",
    {
        **KINDS,
        "when": EXPRESSION,
        "environment": NAME,
        "services": ListOf(NAME),
        "timeout": Duration(),
        "advisory": Flag(),
    },
    problem=_kind_problem,
)


def _login_problem(text: str) -> str | None:
    """Return why `text` is no login name, or None."""
    return None if re.fullmatch(LOGIN_PATTERN, text) else "the name somebody logs in with: ada"


SIGNED_BY = Choice(tuple(Grade))
PARALLEL = 2
PARALLEL_MAX = 16
LOGINS = ListOf(Text("a login name", _login_problem, 64), 1)
CONFIGURATION = Record(
    "a configuration",
    {
        VERSION_KEY: Number(FORMAT_VERSION, FORMAT_VERSION),
        "base": WORDS,
        "coverage": THRESHOLDS,
        "paths": Record("paths", {"source": GLOBS, "tests": GLOBS}),
        "off": ListOf(Choice(BUILT_IN_CHECKS)),
        "environments": NamedMap(ENVIRONMENT, "an environment"),
        "prepare": NamedMap(PREPARE, "a preparation"),
        "services": NamedMap(SERVICE, "a service"),
        "parallel": Number(1, PARALLEL_MAX),
        "people": NamedMap(LOGINS, "a role"),
        "decisions": Record("what decisions want", {"signed": SIGNED_BY, "through": NAME}),
        "agents": NamedMap(PROJECT_AGENT, "an agent"),
        "risk": RISK_OF_PROJECT,
        "checks": NamedMap(CHECK, "a check"),
    },
    required=(VERSION_KEY,),
)


def environment_of(name: str, values: dict[str, Any]) -> EnvironmentDefinition:
    """Return an environment from what its record read."""
    return EnvironmentDefinition(
        name=name,
        profile=values["profile"],
        sources=values.get("from", ()),
        build=values.get("build", ()),
        path=values.get("path", ""),
    )


def prepare_of(name: str, values: dict[str, Any]) -> PrepareDefinition:
    """Return a preparation from what its record read."""
    return PrepareDefinition(name, **values)


def service_of(name: str, values: dict[str, Any]) -> ServiceDefinition:
    """Return a service from what its record read."""
    gives = tuple(values.get("gives", {}).items())
    return ServiceDefinition(name, **{**values, "gives": gives})
