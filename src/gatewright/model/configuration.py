"""What `.gatewright/config.yaml` says, checked. An absent file is `Configuration()`."""

from gatewright.model.agent_profile import WrittenAgent
from gatewright.model.records import dataclass, field
from gatewright.model.risk import RiskRule
from gatewright.model.rules import CheckDefinition, Thresholds
from gatewright.model.signing import Grade


@dataclass(frozen=True, slots=True)
class EnvironmentDefinition:
    """A named environment that the project describes itself."""

    name: str
    profile: str  # "uv", "pip", "npm", "command", "adopt"
    sources: tuple[str, ...] = ()  # `from`: repository paths it is built from
    build: tuple[str, ...] = ()  # argv of profile `command`
    path: str = ""  # folder of profile `adopt`, relative to the checkout


@dataclass(frozen=True, slots=True)
class PrepareDefinition:
    """A command that makes generated files before any check: cached by what it reads."""

    name: str
    argv: tuple[str, ...]
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """Something live that a check needs, started for it and released after it."""

    name: str
    start: tuple[str, ...]  # argv; runs until it is stopped
    ready: tuple[str, ...] = ()  # argv that exits 0 once it answers; () waits for the port
    stop: tuple[str, ...] = ()  # argv; () ends the process
    gives: tuple[tuple[str, str], ...] = ()  # variables; "{port}" stands for the free port


@dataclass(frozen=True, slots=True)
class Configuration:
    """A project's own word on how it is judged; read from the base, or from a draft."""

    checks: tuple[CheckDefinition, ...] = ()  # added to the built-in ones, or replacing by name
    off: tuple[str, ...] = ()  # built-in checks that the project does without, listed when judged
    environments: tuple[EnvironmentDefinition, ...] = ()
    prepare: tuple[PrepareDefinition, ...] = ()
    services: tuple[ServiceDefinition, ...] = ()
    coverage: Thresholds = field(default_factory=Thresholds)
    base: str | None = None
    source_paths: tuple[str, ...] = ()  # globs; () means as recognised
    test_paths: tuple[str, ...] = ()
    parallel: int = 2  # attempts of one run that may be under way at once
    people: tuple[tuple[str, tuple[str, ...]], ...] = ()  # role -> login names; () is one person
    grade: Grade | None = None  # of the key that each decision wants; None: of none
    through: str = ""  # the remote by which requests and decisions travel; "": they stay here
    agents: tuple[WrittenAgent, ...] = ()  # that a person may name, besides those that are known
    risk: tuple[RiskRule, ...] = ()  # classes of features, for workflows that declare none
