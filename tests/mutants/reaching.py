"""Which tests reach a line of `core`, the quickest first: what `make core-coverage` kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from coverage import CoverageData

from tests.core_coverage import DATA, ROOT, TIMES

LAWS = "tests/laws/"
ALL_LAWS = tuple(
    f"{LAWS}test_{name}.py"
    for name in ("state", "gates", "people", "work", "lanes", "staleness", "totality")
)
"""These share the runs that they are told; so all are asked, at last, where one is near."""
FIRST_S, THEN_S = 3.0, 15.0
"""As long as the tests may have taken that are asked first, and those that are asked then."""


@dataclass(frozen=True)
class Asked:
    """The tests that a mutant is tried against, round by round: each in files or by name."""

    rounds: tuple[tuple[str, ...], ...]
    seconds: float  # as long as they took under coverage


class Reaching:
    """What each test reached."""

    def __init__(self) -> None:
        self._data = CoverageData(str(DATA))
        self._data.read()
        self._times: Mapping[str, float] = json.loads(TIMES.read_text())

    def asked_about(self, path: Path, line: int) -> Asked:
        """Return which tests are asked whether they notice a fault on a line.

        Shape: first those of single rules, then those of whole runs, the quickest first in each; at
        last the laws. A line that is read once, when the module is, is asked of all its tests.
        """
        by_line = self._by_line(path)
        reached = {test for test in by_line.get(line, ()) if test}
        reached |= set() if reached else {test for each in by_line.values() for test in each}
        plain = sorted(test for test in reached - {""} if not test.startswith(LAWS))
        first = self._within(FIRST_S, [test for test in plain if test.startswith("tests/unit/")])
        then = self._within(THEN_S, [test for test in plain if test not in first])
        laws = ALL_LAWS if any(test.startswith(LAWS) for test in reached) else ()
        seconds = sum(self._times.get(test, 0.0) for test in (*first, *then))
        return Asked(tuple(each for each in (first, then, laws) if each), seconds)

    def _within(self, seconds: float, tests: Sequence[str]) -> tuple[str, ...]:
        """Return the quickest of `tests`, at least one."""
        known = sorted((self._times.get(test, 0.0), test) for test in tests)
        sums = accumulate(time for time, _ in known)
        return tuple(
            test
            for place, ((_, test), total) in enumerate(zip(known, sums, strict=True))
            if total <= seconds or place == 0
        )

    def _by_line(self, path: Path) -> dict[int, list[str]]:
        name = path.relative_to(ROOT).as_posix()
        if name not in self._cache:
            self._cache[name] = self._data.contexts_by_lineno(name)
        return self._cache[name]

    @cached_property
    def _cache(self) -> dict[str, dict[int, list[str]]]:
        return {}
