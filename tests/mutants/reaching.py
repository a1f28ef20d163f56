"""Which tests reach a line of `core`, the quickest first: what `make core-coverage` kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coverage import CoverageData

from tests.core_coverage import DATA, ROOT, TIMES

LAWS = "tests/laws/"
ALL_LAWS = tuple(
    f"{LAWS}test_{name}.py" for name in ("state", "gates", "people", "work", "totality", "ends")
)
"""Laws share the runs that they are told; so all are asked, at last, where one reaches the line."""
BUDGET_S = 15.0
"""As long as the tests may have taken that are asked before the laws."""


@dataclass(frozen=True)
class Asked:
    """The tests that a mutant is tried against."""

    tests: tuple[str, ...]  # the quickest first, those that reach the line before others
    seconds: float  # as long as they took under coverage
    laws: tuple[str, ...] = ()  # files


class Reaching:
    """What each test reached."""

    def __init__(self) -> None:
        self._data = CoverageData(str(DATA))
        self._data.read()
        self._times: Mapping[str, float] = json.loads(TIMES.read_text())

    def asked_about(self, path: Path, line: int) -> Asked:
        """Return which tests are asked whether they notice a fault on a line."""
        by_line = self._by_line(path)
        on_line = {test for test in by_line.get(line, ()) if test}
        anywhere = {test for tests in by_line.values() for test in tests if test}
        has_law = any(test.startswith(LAWS) for test in on_line or anywhere)
        chosen: list[str] = []
        seconds = 0.0
        for test in (*self._sorted(on_line), *self._sorted(anywhere - on_line)):
            seconds += self._times.get(test, 0.0)
            if chosen and seconds > BUDGET_S:
                break
            chosen.append(test)
        return Asked(tuple(chosen), seconds, ALL_LAWS if has_law else ())

    def _sorted(self, tests: Iterable[str]) -> list[str]:
        """Return tests without those of laws, the quickest first."""
        plain = (test for test in tests if not test.startswith(LAWS))
        return sorted(plain, key=lambda test: (self._times.get(test, 0.0), test))

    def _by_line(self, path: Path) -> dict[int, list[str]]:
        name = path.relative_to(ROOT).as_posix()
        if name not in self._cache:
            self._cache[name] = self._data.contexts_by_lineno(name)
        return self._cache[name]

    @cached_property
    def _cache(self) -> dict[str, dict[int, list[str]]]:
        return {}
