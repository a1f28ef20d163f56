"""Gathers which lines and branches ran, file by file, with a bound on how many."""

from collections.abc import Iterable
from itertools import chain

from gatewright.checks.readers.trouble import Unreadable
from gatewright.model.observations import FileCoverage

LINES_MAX = 5_000_000
BRANCHES_MAX = 500_000  # each has a name, and takes more time and room than a line
LINE_NUMBER_MAX = 10_000_000


class LineCounts:
    """Lines by file. A line that any entry says has run, ran."""

    def __init__(self) -> None:
        self._ran: dict[str, set[int]] = {}
        self._missed: dict[str, set[int]] = {}
        self._branches: dict[str, dict[str, bool]] = {}
        self._count = 0
        self._branches_count = 0

    def see_file(self, path: str) -> None:
        """Note that the report names `path`, be it without a line."""
        self._ran.setdefault(path, set())
        self._missed.setdefault(path, set())

    def add(self, path: str, number: int, hits: int) -> None:
        """Note one line. Raises: Unreadable -- the report's, for too many."""
        self._count += 1
        if self._count > LINES_MAX:
            raise Unreadable(f"it has more than {LINES_MAX} lines")
        if 1 <= number <= LINE_NUMBER_MAX:
            self.see_file(path)
            (self._ran if hits > 0 else self._missed)[path].add(number)

    def add_branch(self, path: str, branch: str, *, has_run: bool) -> None:
        """Note one branch. Raises: Unreadable -- the report's, for too many."""
        self._branches_count += 1
        if self._branches_count > BRANCHES_MAX:
            raise Unreadable(f"it has more than {BRANCHES_MAX} branches")
        self.see_file(path)
        known = self._branches.setdefault(path, {})
        known[branch] = known.get(branch, False) or has_run

    def files(self) -> tuple[FileCoverage, ...]:
        """Return what was gathered, sorted by path."""
        return tuple(
            FileCoverage(
                path,
                frozenset(ran),
                frozenset(self._missed[path] - ran),
                *self._sides(path),
            )
            for path, ran in sorted(self._ran.items())
        )

    def _sides(self, path: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the branches that ran, and those that did not."""
        known = self._branches.get(path, {})
        ran = frozenset(branch for branch, has_run in known.items() if has_run)
        return ran, frozenset(known) - ran


def merge_files(reports: Iterable[Iterable[FileCoverage]]) -> tuple[FileCoverage, ...]:
    """Return what several reports say together: what ran in one of them, ran."""
    merged: dict[str, FileCoverage] = {}
    for file in chain.from_iterable(reports):
        known = merged.get(file.path, FileCoverage(file.path, frozenset(), frozenset()))
        ran, branches = known.ran | file.ran, known.branches_ran | file.branches_ran
        merged[file.path] = FileCoverage(
            file.path,
            ran,
            (known.missed | file.missed) - ran,
            branches,
            (known.branches_missed | file.branches_missed) - branches,
        )
    return tuple(merged[path] for path in sorted(merged))


def whole_number(text: str | None) -> int:
    """Return `text` as a number. Raises: Unreadable -- the report's."""
    if text is None or not text.isascii() or not text.strip().isdigit() or len(text) > 18:
        raise Unreadable(f"a number is written {text!r:.40}")
    return int(text)
