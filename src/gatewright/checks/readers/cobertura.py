"""Reads Cobertura XML: lines and branches, recomputed; every rate that is stated is ignored.

A file outside the checkout is left out. That is safe: a changed file that no report names counts
as not run.
"""

from collections.abc import Mapping

from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.line_counts import LineCounts, whole_number
from gatewright.checks.readers.trouble import Unreadable, unreadable
from gatewright.checks.readers.xml_stream import walk_xml
from gatewright.model.observations import FileCoverage
from gatewright.model.trouble import Trouble

SOURCES_MAX = 1000
FILES_MAX = 100_000
PLACES_MAX = 200_000  # that its files may be at: each file may be meant from each source
BRANCHES_MAX = 10_000  # of one line


def parse_cobertura(content: bytes, paths: CheckoutPaths) -> tuple[FileCoverage, ...] | Trouble:
    """Return the lines of each file that the report names and the tree has."""
    reader = _Reader(paths)
    try:
        walk_xml(content, reader.start, reader.end, reader.text)
    except Unreadable as problem:
        return unreadable("a Cobertura XML report", str(problem))
    return reader.counts.files()


class _Reader:
    """Gathers lines while the report goes by."""

    def __init__(self, paths: CheckoutPaths) -> None:
        self.counts = LineCounts()
        self._paths = paths
        self._sources: list[str] = []
        self._source: list[str] | None = None  # pieces of the <source> being read
        self._file: str | None = None
        self._is_first = True
        self._files_count = 0
        self._places_count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._is_first and name != "coverage":
            raise Unreadable(f"its first element is <{name[:40]}>")
        self._is_first = False
        if name == "source":
            self._source = []
        elif name == "class":
            self._open(attributes.get("filename", ""))
        elif name == "line" and self._file is not None:
            number = whole_number(attributes.get("number"))
            self.counts.add(self._file, number, whole_number(attributes.get("hits")))
            if attributes.get("branch") == "true":
                self._add_branches(self._file, number, attributes.get("condition-coverage", ""))

    def _add_branches(self, file: str, number: int, told: str) -> None:
        """Note the branches of one line. Shape: "50% (1/2)"; the rate is ignored."""
        taken, slash, total = told.partition("(")[2].partition(")")[0].partition("/")
        if not slash:
            return
        count, most = whole_number(taken), whole_number(total)
        if count > most or most > BRANCHES_MAX:
            raise Unreadable(f"the branches of a line are written {told!r:.40}")
        for index in range(most):
            self.counts.add_branch(file, f"{number}:{index}", has_run=index < count)

    def _open(self, filename: str) -> None:
        self._files_count += 1
        if self._files_count > FILES_MAX:
            raise Unreadable(f"it has more than {FILES_MAX} classes")
        self._places_count += len(self._sources) + 1
        if self._places_count > PLACES_MAX:
            raise Unreadable(f"its files may be at more than {PLACES_MAX} places")
        self._file = self._paths.resolve(filename, self._sources)
        if self._file is not None:
            self.counts.see_file(self._file)

    def text(self, text: str) -> None:
        if self._source is not None and len(self._source) < 100:
            self._source.append(text)

    def end(self, name: str) -> None:
        if name == "source" and self._source is not None:
            if len(self._sources) >= SOURCES_MAX:
                raise Unreadable(f"it has more than {SOURCES_MAX} sources")
            self._sources.append("".join(self._source).strip())
            self._source = None
        elif name == "class":
            self._file = None
