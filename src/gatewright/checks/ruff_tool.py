"""ruff: what it says of the Python files of a project, with nothing hidden from it.

Invariants: no ignore file hides a file. What a `noqa` hides is a finding too, named after the
comment that hides it, so that one which stood on the base stays old however its line is edited,
and a new one is new. Which files its settings leave out is told, never guessed.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator

from gatewright.checks.checkout_text import CheckoutText, fingerprint, is_plain
from gatewright.checks.readers.sarif import SarifReport, SarifResult, read_sarif
from gatewright.checks.tool_bench import Seat, ToolBench, absent, trouble_of
from gatewright.model.ids import Digest
from gatewright.model.late_pattern import late_pattern
from gatewright.model.observations import Execution, Finding, FindingsRun
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest

__all__ = ["RuffTool"]

PIN = "ruff==0.17.5"
SHOWN_FILES_MAX = 500_000
NAMED_FILES_MAX = 200
_WHOLE_FILE = fingerprint("hushed by its file", "")
_UNTOLD = late_pattern("[\n\r\ud800-\udfff]")  # the last stand for bytes that are not UTF-8
_COMMENT = late_pattern(r"#\s*(?:ruff|flake8|noqa)\b[^#]*", re.IGNORECASE)


class RuffTool:
    """Runs the project's own ruff where it has one, else ours."""

    def __init__(self, bench: ToolBench) -> None:
        self._bench = bench

    def requirements(self, project: Project) -> tuple[str, ...]:
        """Return our own ruff, for projects that bring none."""
        return (PIN,)

    def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
        """Run ruff three times: which files it reads, what it says, and what it says unhushed."""
        own = request.attachment.program_folders if request.attachment else ()
        folders = tuple(folder for folder in (*own, program_folder) if folder)
        with self._bench.seat(request, folders) as seat:
            program = seat.program("ruff")
            return absent("ruff") if program is None else _gather(seat, program)


def _gather(seat: Seat, program: str) -> FindingsRun | Trouble:
    shown = _shown_files(seat, program)
    if isinstance(shown, Trouble):
        return shown
    targets = _targets(seat, shown)
    heard = _report(seat, program, "heard.sarif", *targets)
    if isinstance(heard, Trouble):
        return heard
    whole = _report(seat, program, "whole.sarif", "--ignore-noqa", *targets)
    return whole if isinstance(whole, Trouble) else _run_of(seat, shown, heard, whole)


@dataclass(frozen=True, slots=True)
class _Told:
    """One report of ruff."""

    report: SarifReport
    execution: Execution


def _shown_files(seat: Seat, program: str) -> frozenset[str] | Trouble:
    """Return the repository paths that ruff would read."""
    shown: list[str] = []
    root = seat.checkout + "/"

    def hear(line: str) -> None:
        if line.startswith(root) and len(shown) < SHOWN_FILES_MAX:
            shown.append(line.rstrip("\r\n").removeprefix(root))

    argv = (program, "check", "--no-cache", "--no-respect-gitignore", "--show-files", ".")
    return trouble_of("ruff", seat.run(argv, on_line=hear)) or frozenset(shown)


def _report(seat: Seat, program: str, name: str, *more: str) -> _Told | Trouble:
    argv = (
        *(program, "check", "--no-cache", "--no-respect-gitignore", "--no-fix", "--exit-zero"),
        *("--output-format", "sarif", "--output-file", seat.out(name), *more),
    )
    finished = seat.run(argv)
    content = trouble_of("ruff", finished) or seat.read_report(name)
    if isinstance(content, Trouble):
        return content
    report = read_sarif(content, seat.checkout)
    if isinstance(report, Trouble):
        return report
    return _Told(report, seat.execution(report.tool, argv, finished, (content,)))


def _targets(seat: Seat, shown: frozenset[str]) -> tuple[str, ...]:
    """Return what to read: the folder, or the few files that are wanted of it.

    A file that is named is left out by the same settings, by force.
    """
    wanted = sorted(shown.intersection(seat.request.candidates))
    if not seat.request.is_part or not 0 < len(wanted) <= NAMED_FILES_MAX:
        return (".",)
    return ("--force-exclude", "--", *(os.path.join(seat.checkout, path) for path in wanted))


def _run_of(seat: Seat, shown: frozenset[str], heard: _Told, whole: _Told) -> FindingsRun:
    candidates = frozenset(seat.request.candidates)
    unseen = candidates - shown
    excluded = {
        path
        for path in unseen
        if _can_be_shown(path) and is_plain(os.path.join(seat.checkout, path))
    }
    text = CheckoutText(seat.checkout)
    findings = [_said(result, text) for result in heard.report.results]
    findings += _once_a_file(
        _hushed(result, text) for result in _only_in(whole.report, heard.report)
    )
    return FindingsRun(
        execution=whole.execution,
        findings=tuple(each for each in findings if each.path in candidates),
        examined=tuple(sorted(candidates & shown)),
        excluded=tuple(sorted(excluded)),
        missing=tuple(sorted(unseen - excluded)),
    )


def _can_be_shown(path: str) -> bool:
    """Return whether ruff can tell us of that name: one line, in UTF-8."""
    return not _UNTOLD.search(path)


def _only_in(whole: SarifReport, heard: SarifReport) -> Iterator[SarifResult]:
    """Give the results that a comment hides."""
    known = Counter(_place(result) for result in heard.results)
    for result in whole.results:
        if known[_place(result)]:
            known[_place(result)] -= 1
        else:
            yield result


def _place(result: SarifResult) -> tuple[str, str, int, int]:
    return result.rule, result.path, result.line, result.column


def _said(result: SarifResult, text: CheckoutText) -> Finding:
    line = text.line(result.path, result.line)
    return _finding(result, result.message, fingerprint(result.rule, line))


def _hushed(result: SarifResult, text: CheckoutText) -> Finding:
    """Name a hidden result after the comment that hides it; one for a whole file after that."""
    lines = text.lines(result.path, result.line, result.line_end)
    comment = next((found[0] for line in lines if (found := _COMMENT.search(line))), "")
    if not comment:
        return _finding(result, f"{result.message} (hidden by a comment for its file)", _WHOLE_FILE)
    message = f"{result.message} (hidden by {comment.strip()})"
    return _finding(result, message, fingerprint(f"{result.rule} hushed", comment))


def _once_a_file(hushed: Iterator[Finding]) -> Iterator[Finding]:
    """Leave one finding for all that a file hides as a whole: how many they are may change."""
    seen: set[str] = set()
    for finding in hushed:
        if finding.fingerprint != _WHOLE_FILE:
            yield finding
        elif finding.path not in seen:
            seen.add(finding.path)
            yield finding


def _finding(result: SarifResult, message: str, named: Digest) -> Finding:
    return Finding(result.rule, result.level, result.path, result.line, message, named)
