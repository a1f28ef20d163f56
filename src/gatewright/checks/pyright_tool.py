"""pyright: what the project's own type checker says, with the project's own settings.

Invariants: which files were checked is read from its statistics, in a run of its own, for its
report only says how many; both runs must agree on that.
"""

import json
import os
import re
from collections.abc import Iterator
from urllib.parse import unquote

from gatewright.checks.checkout_text import CheckoutText, fingerprint, is_plain, line_of, text_of
from gatewright.checks.own_tool import OwnTool
from gatewright.checks.tool_bench import Seat, trouble_of
from gatewright.model.observations import MESSAGE_CHARS_MAX, Finding, FindingLevel, FindingsRun
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

__all__ = ["PyrightTool"]

FINDINGS_MAX = 100_000
PATH_CHARS_MAX = 4096
_FOUND_OR_NOT = (0, 1)
_TIME = re.compile(r"^[\d.]+ms: (?:file://)?(/.*)$")
_LEVELS = {"error": FindingLevel.ERROR, "warning": FindingLevel.WARNING}


class PyrightTool(OwnTool):
    """Runs the pyright of the project's environment; there is no other that knows its packages."""

    programs = ("pyright", "basedpyright")

    def gather(self, seat: Seat, program: str) -> FindingsRun | Trouble:
        """Run pyright twice: what it says, and which files it read."""
        attachment = seat.request.attachment
        python = attachment.python if attachment else None
        chosen = (program, *(("--pythonpath", python) if python else ()))
        argv = (*chosen, "--outputjson")
        finished = seat.run(argv)
        if trouble := trouble_of("pyright", finished, _FOUND_OR_NOT):
            return trouble
        report = _parse(finished.stdout)
        if report is None:
            return Trouble("report.unreadable", "a report of pyright", "no JSON of its kind", "")
        checked = _checked(seat, (*chosen, "--stats", "--verbose"))
        if len(checked) < report.count:
            found = f"it names {len(checked)} of the {report.count} files it read"
            return Trouble("report.unreadable", "pyright to name the files it read", found, "")
        unseen = frozenset(seat.request.candidates) - checked
        excluded = {path for path in unseen if is_plain(os.path.join(seat.checkout, path))}
        return FindingsRun(
            execution=seat.execution(f"pyright {report.version}", argv, finished),
            findings=tuple(_findings(report.told, seat.checkout + "/")),
            examined=tuple(sorted(frozenset(seat.request.candidates) & checked)),
            excluded=tuple(sorted(excluded)),
            missing=tuple(sorted(unseen - excluded)),
        )


def _checked(seat: Seat, argv: tuple[str, ...]) -> frozenset[str]:
    """Return the repository paths in pyright's list of times by file."""
    said: list[str] = []
    seat.run(argv, on_line=said.append)
    paths = (unquote(match[1]) for line in said if (match := _TIME.match(line.rstrip())))
    root = seat.checkout + "/"
    return frozenset(path.removeprefix(root) for path in paths if path.startswith(root))


@dataclass(frozen=True, slots=True)
class _Report:
    """What pyright reports as JSON."""

    version: str
    told: list[object]
    count: int  # how many files it read


def _parse(content: bytes) -> _Report | None:
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        return None
    summary = plain.get("summary") if isinstance(plain, dict) else None
    told = plain.get("generalDiagnostics") if isinstance(plain, dict) else None
    count = summary.get("filesAnalyzed") if isinstance(summary, dict) else None
    if not isinstance(told, list) or not isinstance(count, int):
        return None
    return _Report(text_of(plain.get("version"), 40), told[:FINDINGS_MAX], count)


def _findings(told: list[object], root: str) -> Iterator[Finding]:
    text = CheckoutText(root)
    for entry in told:
        plain = entry if isinstance(entry, dict) else {}
        path = text_of(plain.get("file"), PATH_CHARS_MAX)
        if not path.startswith(root):
            continue
        path, line = path.removeprefix(root), _line(plain.get("range"))
        rule = text_of(plain.get("rule"), 100, "pyright")
        yield Finding(
            rule=rule,
            level=_LEVELS.get(text_of(plain.get("severity"), 20), FindingLevel.NOTE),
            path=path,
            line=line,
            message=text_of(plain.get("message"), MESSAGE_CHARS_MAX),
            fingerprint=fingerprint(rule, text.line(path, line)),
        )


def _line(place: object) -> int:
    """Return a line counted from 1; pyright counts from 0."""
    start = place.get("start") if isinstance(place, dict) else None
    line = start.get("line") if isinstance(start, dict) else None
    return line_of(line + 1) if isinstance(line, int) else 0
