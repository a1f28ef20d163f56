"""eslint: what the project's own linter says, hushed or not.

Invariants: what a comment hides is a finding too, counted by its rule, so that a comment of the
base hides what it hid and a new one is found. A file that its settings leave out is told.
"""

import json
import os
from collections.abc import Iterator, Mapping

from gatewright.checks.checkout_text import CheckoutText, fingerprint, is_plain, line_of, text_of
from gatewright.checks.own_tool import OwnTool
from gatewright.checks.tool_bench import Seat, trouble_of
from gatewright.model.ids import Digest
from gatewright.model.observations import MESSAGE_CHARS_MAX, Finding, FindingLevel, FindingsRun
from gatewright.model.trouble import Trouble

__all__ = ["EslintTool"]

_FOUND_OR_NOT = (0, 1)
PATH_CHARS_MAX = 4096


class EslintTool(OwnTool):
    """Runs the eslint of the project's node_modules."""

    programs = ("eslint",)

    def gather(self, seat: Seat, program: str) -> FindingsRun | Trouble:
        """Run eslint over the project."""
        argv = (program, "--format", "json", "--output-file", seat.out("eslint.json"), ".")
        finished = seat.run(argv)
        content = trouble_of("eslint", finished, _FOUND_OR_NOT) or seat.read_report("eslint.json")
        if isinstance(content, Trouble):
            return content
        files = _parse(content, seat.checkout + "/")
        if files is None:
            return Trouble("report.unreadable", "a report of eslint", "no JSON of its kind", "")
        candidates = frozenset(seat.request.candidates)
        unseen = candidates - files.keys()
        excluded = {path for path in unseen if is_plain(os.path.join(seat.checkout, path))}
        text = CheckoutText(seat.checkout)
        return FindingsRun(
            execution=seat.execution("eslint", argv, finished, (content,)),
            findings=tuple(
                finding
                for path in sorted(candidates & files.keys())
                for finding in _findings(path, files[path], text)
            ),
            examined=tuple(sorted(candidates & files.keys())),
            excluded=tuple(sorted(excluded)),
            missing=tuple(sorted(unseen - excluded)),
        )


def _parse(content: bytes, root: str) -> dict[str, Mapping[str, object]] | None:
    """Return what is told of each file by its repository path."""
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(plain, list) or not all(isinstance(entry, dict) for entry in plain):
        return None
    told = {text_of(entry.get("filePath"), PATH_CHARS_MAX): entry for entry in plain}
    return {path.removeprefix(root): entry for path, entry in told.items() if path.startswith(root)}


def _findings(path: str, told: Mapping[str, object], text: CheckoutText) -> Iterator[Finding]:
    for plain in _entries(told.get("messages")):
        rule, line = _rule(plain), _line(plain)
        yield _finding(path, plain, fingerprint(rule, text.line(path, line)))
    for plain in _entries(told.get("suppressedMessages")):
        yield _finding(
            path, plain, fingerprint(f"{_rule(plain)} hushed", ""), " (hidden by a comment)"
        )


def _finding(path: str, plain: Mapping[str, object], named: Digest, more: str = "") -> Finding:
    level = FindingLevel.ERROR if plain.get("severity") == 2 else FindingLevel.WARNING
    message = text_of(plain.get("message"), MESSAGE_CHARS_MAX) + more
    return Finding(_rule(plain), level, path, _line(plain), message, named)


def _entries(plain: object) -> Iterator[Mapping[str, object]]:
    for entry in plain if isinstance(plain, list) else []:
        if isinstance(entry, dict):
            yield entry


def _rule(plain: Mapping[str, object]) -> str:
    return text_of(plain.get("ruleId"), 100, "eslint")


def _line(plain: Mapping[str, object]) -> int:
    return line_of(plain.get("line"))
