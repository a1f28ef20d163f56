"""Takes standard reports out of a checkout in which a configured command ran, and reads them.

Invariants: no link is followed, to remove, write or read; what is no plain file is no report; the
number of files, of entries that are walked and of bytes is bounded.
"""

import os
from collections.abc import Iterator, Sequence

from gatewright.checks.checkout_text import CheckoutText, fingerprint, is_plain, read_plain
from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.cobertura import parse_cobertura
from gatewright.checks.readers.junit import JUnitCase, merge_cases, parse_junit
from gatewright.checks.readers.lcov import parse_lcov
from gatewright.checks.readers.line_counts import merge_files
from gatewright.checks.readers.sarif import SarifReport, SarifResult, read_sarif
from gatewright.checks.readers.trouble import REPORT_BYTES_MAX
from gatewright.model.observations import FileCoverage, Finding, TestCase
from gatewright.model.trouble import Trouble
from gatewright.ports.reports import ReportedFindings, ReportedTree, ReportPath, WrittenReport

REPORTS_MAX = 2000
ENTRIES_MAX = 500_000


class WrittenReports:
    """Implements `ports.reports.Reports` on folders."""

    def clear(self, checkout: str, path: ReportPath) -> Trouble | None:
        """Remove what lies where reports are to be written; see the port."""
        linked = _link_on_the_way(checkout, path)
        if linked is not None:
            return linked
        for known in _matching(checkout, path):
            os.unlink(os.path.join(checkout, known))
        return None

    def take(self, checkout: str, path: ReportPath) -> tuple[WrittenReport, ...] | Trouble:
        """Return the reports that were written; see the port."""
        linked = _link_on_the_way(checkout, path)
        if linked is not None:
            return linked
        taken: list[WrittenReport] = []
        left = REPORT_BYTES_MAX
        for known in sorted(_matching(checkout, path)):
            content = read_plain(os.path.join(checkout, known), left)
            if content is None or len(taken) >= REPORTS_MAX:
                return _not_taken(checkout, known)
            taken.append(WrittenReport(known, content))
            left -= len(content)
        return tuple(taken) or _missing(path)

    def plant(self, checkout: str, path: str, text: str) -> Trouble | None:
        """Write a file of ours; see the port."""
        folder, _, name = path.rpartition("/")
        made = ReportPath(path, folder, lambda known: known == path)
        linked = _link_on_the_way(checkout, made)
        if linked is not None:
            return linked
        place = os.path.join(checkout, folder)
        try:
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, name), "x", encoding="utf-8") as file:
                file.write(text)
        except OSError as problem:
            found = problem.strerror or "it cannot be written"
            return Trouble(
                "report.path", f"room for the planted {path}", found, "plant it elsewhere"
            )
        return None

    def tests(
        self, reports: Sequence[WrittenReport], tree: ReportedTree
    ) -> tuple[TestCase, ...] | Trouble:
        """Return the tests of JUnit reports; see the port."""
        cases: list[TestCase] = []
        paths = _paths(tree)
        for report in reports:
            parsed = parse_junit(report.content)
            if isinstance(parsed, Trouble):
                return _of(report, parsed)
            cases += (_case(case, paths) for case in parsed)
        return merge_cases(cases)

    def coverage(
        self, reports: Sequence[WrittenReport], tree: ReportedTree, *, is_lcov: bool
    ) -> tuple[FileCoverage, ...] | Trouble:
        """Return lines and branches; see the port."""
        read, paths = parse_lcov if is_lcov else parse_cobertura, _paths(tree)
        files: list[tuple[FileCoverage, ...]] = []
        for report in reports:
            parsed = read(report.content, paths)
            if isinstance(parsed, Trouble):
                return _of(report, parsed)
            files.append(parsed)
        return merge_files(files)

    def findings(
        self, reports: Sequence[WrittenReport], tree: ReportedTree
    ) -> ReportedFindings | Trouble:
        """Return the findings of SARIF reports; see the port."""
        root, text = os.path.realpath(tree.checkout), CheckoutText(tree.checkout)
        read: list[SarifReport] = []
        for report in reports:
            parsed = read_sarif(report.content, root)
            if isinstance(parsed, Trouble):
                return _of(report, parsed)
            read.append(parsed)
        return ReportedFindings(
            tool=read[0].tool if read else "",
            findings=tuple(_finding(one, text) for each in read for one in each.results),
            artifacts=tuple(sorted({path for each in read for path in each.artifacts})),
            was_cut_short=any(each.was_cut_short for each in read),
        )


def _matching(checkout: str, path: ReportPath) -> list[str]:
    """Return the repository paths of what lies there; folders are no reports."""
    return [known for known in _walk(checkout, path.folder) if path.matches(known)]


def _walk(checkout: str, folder: str) -> Iterator[str]:
    """Yield the repository path of everything below `folder` but folders. Bounds: ENTRIES_MAX."""
    waiting, seen = [folder], 0
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(os.path.join(checkout, here)))
        except OSError:
            continue
        for entry in entries[: ENTRIES_MAX - seen]:
            known = f"{here}/{entry.name}".lstrip("/")
            if entry.is_dir(follow_symlinks=False):
                waiting.append(known)
            else:
                yield known
        seen += len(entries)
        if seen >= ENTRIES_MAX:
            return


def _link_on_the_way(checkout: str, path: ReportPath) -> Trouble | None:
    """Return Trouble where the way to the reports goes through a link, wherever that leads."""
    here = checkout
    for name in path.folder.split("/") if path.folder else ():
        here = os.path.join(here, name)
        if os.path.islink(here):
            return Trouble(
                "report.path",
                f"a folder of this tree that holds {path.written}",
                f"{name} is a link",
                "write reports to a folder of their own",
            )
    return None


def _missing(path: ReportPath) -> Trouble:
    return Trouble(
        "report.missing",
        f"a new report at {path.written}",
        "the command wrote none",
        "Run the command by hand and see where its report goes.",
    )


def _not_taken(checkout: str, known: str) -> Trouble:
    if not is_plain(os.path.join(checkout, known)):
        return Trouble("report.path", f"a plain file at {known}", "it is a link or a device", "")
    limit = f"{REPORT_BYTES_MAX >> 20} MiB and {REPORTS_MAX} files"
    return Trouble(
        "report.too-large",
        f"plain files of at most {limit} together",
        f"more than that at {known}",
        "Make the tool say less.",
    )


def _of(report: WrittenReport, trouble: Trouble) -> Trouble:
    """Return the trouble of one report, named."""
    found = f"{report.path}: {trouble.found}"
    return Trouble(trouble.code, trouble.wanted, found, trouble.way_out, trouble.tail)


def _paths(tree: ReportedTree) -> CheckoutPaths:
    return CheckoutPaths(os.path.realpath(tree.checkout), "", lambda path: path in tree.files)


def _case(case: JUnitCase, paths: CheckoutPaths) -> TestCase:
    """Return a case with an id that it has in every tree: file, class and name."""
    file = paths.resolve(case.file) or ""
    parts = [part for part in (file, case.classname, case.name) if part]
    if not case.classname and not file:
        parts = [*case.suites[-1:], *parts]
    line = case.line or 0
    outcome, message = case.outcome, case.message
    return TestCase("::".join(parts), file, line, case.name, outcome, message, case.tags)


def _finding(result: SarifResult, text: CheckoutText) -> Finding:
    """Return a finding, named by its rule and the text of its line; without a line, its words."""
    has_line = result.path and result.line
    about = text.line(result.path, result.line) if has_line else result.message
    named = fingerprint(result.rule, about)
    return Finding(result.rule, result.level, result.path, result.line, result.message, named)
