"""Reads LCOV: its DA and BRDA lines; the totals LF, LH and the like are ignored.

A file outside the checkout is left out. That is safe: a changed file that no report names counts
as not run.
"""

from io import BytesIO

from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.line_counts import LineCounts, whole_number
from gatewright.checks.readers.trouble import REPORT_BYTES_MAX, Unreadable, unreadable
from gatewright.model.observations import FileCoverage
from gatewright.model.trouble import Trouble

BRANCH_CHARS_MAX = 200


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
    for raw in BytesIO(content):  # one line after the other: there may be a hundred million
        tag, _, rest = _decoded(raw).partition(":")
        if tag == "SF":
            file = paths.resolve(rest)
            if file is not None:
                counts.see_file(file)
        elif tag == "DA" and file is not None:
            number, _, hits = rest.partition(",")
            counts.add(file, whole_number(number), whole_number(hits.partition(",")[0]))
        elif tag == "BRDA" and file is not None:
            _add_branch(counts, file, rest)
        elif tag == "end_of_record":
            file = None
    return counts


def _add_branch(counts: LineCounts, file: str, rest: str) -> None:
    """Note one branch, "LINE,BLOCK,BRANCH,TAKEN"; "-" is taken for a line that never ran."""
    name, _, taken = rest.rpartition(",")
    if name.count(",") < 2 or len(name) > BRANCH_CHARS_MAX:
        raise Unreadable(f"a branch is written {rest!r:.40}")
    whole_number(name.partition(",")[0])
    counts.add_branch(file, name, has_run=taken != "-" and whole_number(taken) > 0)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError as problem:
        raise Unreadable("it is not UTF-8") from problem
