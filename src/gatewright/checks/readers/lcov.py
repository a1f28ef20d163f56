"""Reads LCOV: its DA lines; the totals LF, LH and the like are ignored.

A file outside the checkout is left out. That is safe: a changed file that no report names counts
as not run.
"""

from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.line_counts import LineCounts, whole_number
from gatewright.checks.readers.trouble import REPORT_BYTES_MAX, Unreadable, unreadable
from gatewright.model.observations import FileCoverage
from gatewright.model.trouble import Trouble


def parse_lcov(content: bytes, paths: CheckoutPaths) -> tuple[FileCoverage, ...] | Trouble:
    """Return the lines of each file that the report names and the tree has."""
    try:
        return _counts(content, paths).files()
    except Unreadable as problem:
        return unreadable("an LCOV report", str(problem))


def _counts(content: bytes, paths: CheckoutPaths) -> LineCounts:
    """Raises: Unreadable -- the report's."""
    if len(content) > REPORT_BYTES_MAX:
        raise Unreadable(f"it is larger than {REPORT_BYTES_MAX} bytes")
    counts = LineCounts()
    file: str | None = None
    for raw in content.splitlines():
        tag, _, rest = _decoded(raw).partition(":")
        if tag == "SF":
            file = paths.resolve(rest)
            if file is not None:
                counts.see_file(file)
        elif tag == "DA" and file is not None:
            number, _, hits = rest.partition(",")
            counts.add(file, whole_number(number), whole_number(hits.partition(",")[0]))
        elif tag == "end_of_record":
            file = None
    return counts


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError as problem:
        raise Unreadable("it is not UTF-8") from problem
