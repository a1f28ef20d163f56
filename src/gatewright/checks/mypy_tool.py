"""mypy: what the project's own type checker says, with the project's own settings.

Invariants: nothing is cached or written outside our folder; which files were checked is read from
a report of mypy itself, for "no issues found" says nothing of how many there were.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence

from gatewright.checks.checkout_text import CheckoutText, fingerprint, is_plain
from gatewright.checks.own_tool import OwnTool
from gatewright.checks.tool_bench import Seat, trouble_of
from gatewright.model.observations import (
    MESSAGE_CHARS_MAX,
    Execution,
    Finding,
    FindingLevel,
    FindingsRun,
)
from gatewright.model.trouble import Trouble
from gatewright.ports.processes import Exited, Finished

__all__ = ["MypyTool"]

_FLAGS = (
    *("--no-incremental", "--cache-dir", os.devnull, "--no-pretty", "--show-error-codes"),
    *("--hide-error-context", "--no-color-output", "--no-error-summary", "--show-absolute-path"),
)
_LINE = re.compile(
    r"^(?P<path>.+?):(?P<line>\d+)(?::\d+){0,3}: (?P<level>error|warning|note): (?P<message>.*?)"
    r"(?:  \[(?P<code>[\w-]+)\])?$"
)
_NO_TARGET = b"Missing target module"
_FOUND_OR_NOT = (0, 1)
FINDINGS_MAX = 100_000


class MypyTool(OwnTool):
    """Runs the mypy of the project's environment; there is no other that knows its packages."""

    programs = ("mypy",)

    def gather(self, seat: Seat, program: str) -> FindingsRun | Trouble:
        """Run mypy over what its settings name, else over the project's packages."""
        said: list[str] = []
        argv = _argv(seat, program, ())
        finished = seat.run(argv, on_line=said.append)
        if _names_no_target(finished):
            said.clear()
            argv = _argv(seat, program, _targets(seat))
            finished = seat.run(argv, on_line=said.append)
        if trouble := trouble_of("mypy", finished, _FOUND_OR_NOT):
            return trouble
        report = seat.read_report("coverage.json")
        if isinstance(report, Trouble):
            return report
        checked = _checked(report, seat.checkout)
        if isinstance(checked, Trouble):
            return checked
        execution = seat.execution(_version(seat, program), argv, finished, (report,))
        return _run_of(seat, execution, said[:FINDINGS_MAX], checked)


def _version(seat: Seat, program: str) -> str:
    """Return "mypy 2.4.1", as the program says itself."""
    words = seat.run((program, "--version")).stdout.decode("utf-8", "replace").split()
    return f"mypy {words[1][:40]}" if len(words) > 1 else "mypy"


def _argv(seat: Seat, program: str, targets: Sequence[str]) -> tuple[str, ...]:
    attachment = seat.request.attachment
    python = attachment.python if attachment else None
    chosen = ("--python-executable", python) if python else ()
    report = ("--linecoverage-report", os.path.dirname(seat.out("coverage.json")))
    return (program, *_FLAGS, *chosen, *report, *targets)


def _names_no_target(finished: Finished) -> bool:
    is_usage = isinstance(finished.ending, Exited) and finished.ending.code not in _FOUND_OR_NOT
    return is_usage and _NO_TARGET in finished.stderr


def _targets(seat: Seat) -> tuple[str, ...]:
    """Return the folders of the project's packages, relative to it; "." where none is known."""
    project = seat.request.project
    places = (
        os.path.relpath(os.path.join(seat.checkout, root, package), seat.working_folder)
        for root in project.source_roots
        for package in project.packages
    )
    found = (place for place in places if os.path.isdir(os.path.join(seat.working_folder, place)))
    return tuple(dict.fromkeys(found)) or (".",)


def _checked(report: bytes, checkout: str) -> frozenset[str] | Trouble:
    """Return the repository paths that mypy checked."""
    try:
        plain = json.loads(report)
    except (ValueError, RecursionError):
        plain = None
    lines = plain.get("lines") if isinstance(plain, dict) else None
    if not isinstance(lines, dict):
        return Trouble("report.unreadable", "the line report of mypy", "no JSON of its kind", "")
    root = checkout + "/"
    return frozenset(path.removeprefix(root) for path in lines if path.startswith(root))


def _run_of(
    seat: Seat, execution: Execution, said: Sequence[str], checked: frozenset[str]
) -> FindingsRun:
    candidates = frozenset(seat.request.candidates)
    unseen = candidates - checked
    excluded = {path for path in unseen if is_plain(os.path.join(seat.checkout, path))}
    return FindingsRun(
        execution=execution,
        findings=tuple(_findings(said, seat.checkout + "/", CheckoutText(seat.checkout))),
        examined=tuple(sorted(candidates & checked)),
        excluded=tuple(sorted(excluded)),
        missing=tuple(sorted(unseen - excluded)),
    )


def _findings(said: Sequence[str], root: str, text: CheckoutText) -> Iterator[Finding]:
    for line in said:
        match = _LINE.match(line.rstrip("\r\n"))
        if match is None or not match["path"].startswith(root):
            continue
        path, number = match["path"].removeprefix(root), min(int(match["line"][:9]), 10_000_000)
        rule = match["code"] or "mypy"
        yield Finding(
            rule=rule,
            level=FindingLevel(match["level"]),
            path=path,
            line=number,
            message=match["message"][:MESSAGE_CHARS_MAX],
            fingerprint=fingerprint(rule, text.line(path, number)),
        )
