"""What is said of a stranger: where it comes from, how it is run by hand, what `check` must say."""

from enum import StrEnum

from gatewright.model.records import dataclass, field

Counts = tuple[int, int, int]
"""Tests that passed, failed and were skipped; an error counts as failed."""

Lines = dict[str, tuple[frozenset[int], frozenset[int]]]
"""By repository path: the lines that ran and the lines that did not."""


class Registry(StrEnum):
    """Where an archive is fetched from, by name, through that registry's own client."""

    PYPI = "pypi"
    NPM = "npm"


class Runner(StrEnum):
    """What runs the tests by hand."""

    PYTEST = "pytest"
    UNITTEST = "unittest"
    NODE = "node"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """How a person runs these tests and measures their coverage."""

    runner: Runner
    measured: tuple[str, ...]  # repository folders or files whose lines are compared
    needs: tuple[str, ...] = ()  # what is installed beside the test tool
    import_path: tuple[str, ...] = (".",)
    build: tuple[str, ...] = ()  # arguments of python, run before the tests


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one `gatewright check --json` must say. A check that is not named may not be there."""

    exit_code: int
    statuses: dict[str, str]  # every verdict, by the name of its check
    not_checked: tuple[str, ...]
    reasons: dict[str, str] = field(default_factory=dict)  # the first reason's code, by check
    tests_ran: int | None = None  # what the verdict "tests" examined


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A change with a function, a test that proves it, and a test that proves nothing."""

    files: dict[str, str]  # written whole
    appended: dict[str, str]  # added at the end of files that are there
    vacuous_file: str
    vacuous_test: str
    expected: Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A public source distribution of a certain shape, and its row."""

    name: str
    version: str
    sha256: str
    registry: Registry
    shape: str
    because: str  # what makes it this shape
    removed: tuple[str, ...] = ()  # paths taken out to make the shape
    removed_because: str = ""
    by_hand: ByHand | None  # None: there are no tests to run by hand
    counts: Counts  # as a run by hand gave them when the row was written
    absolute: Expected  # `check --base none`
    planted: Planted

    @property
    def label(self) -> str:
        """Return the name with its version, as people write it."""
        return f"{self.name} {self.version}"
