"""What is demanded of a standard report that a configured command writes, in any language."""

from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Repeats:
    """Some tests are known to be unsteady: they run several times, and pass often enough.

    A test that is not named here passes each time.
    """

    of: int
    pass_at_least: int
    tests: tuple[str, ...]  # globs of test ids


@dataclass(frozen=True, slots=True)
class ReportedCoverageRule:
    """Lines and branches that ran, read from Cobertura or LCOV. Units: per cent."""

    run: tuple[str, ...] = ()
    from_check: str = ""  # the reported tests whose run writes the report; else `run`
    cobertura: str = ""  # path or glob; this or `lcov`
    lcov: str = ""
    source: tuple[str, ...] = ()  # globs of the files whose lines should run
    line: int | None = None
    branch: int | None = None
    changed_lines: int | None = None
    per_file: int | None = None


@dataclass(frozen=True, slots=True)
class LevelsMax:
    """How many findings of each level there may be; None is any number."""

    error: int = 0
    warning: int = 0
    note: int | None = None


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """A file with a fault that is put into each checkout: a tool that looks must find it.

    "{token}" in either stands for letters and digits that nobody can guess.
    """

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportedFindingsRule:
    """Findings of a command, read from the SARIF it writes."""

    run: tuple[str, ...]
    sarif: str  # path or glob
    at_most: LevelsMax = field(default_factory=LevelsMax)
    new_only: bool = True  # those that the base has too are left alone
    plant: PlantedFault | None = None
    over: str = ""  # glob or "tree:SET": findings elsewhere are left alone; "" is everywhere
    sets: tuple[PathSet, ...] = ()  # what the path sets of the run mean
