"""Reads what `jest --json` writes: one entry for each assertion, one for each file that broke."""

import json
from collections.abc import Iterator

from gatewright.checks.readers.junit import CASES_MAX, NAME_CHARS_MAX, JUnitCase
from gatewright.checks.readers.trouble import REPORT_BYTES_MAX, Unreadable, unreadable
from gatewright.model.observations import MESSAGE_CHARS_MAX, CaseOutcome
from gatewright.model.trouble import Trouble

_OUTCOMES = {
    "passed": CaseOutcome.PASSED,
    "failed": CaseOutcome.FAILED,
    "pending": CaseOutcome.SKIPPED,
    "skipped": CaseOutcome.SKIPPED,
    "todo": CaseOutcome.SKIPPED,
    "disabled": CaseOutcome.SKIPPED,
}


def parse_jest(content: bytes) -> tuple[JUnitCase, ...] | Trouble:
    """Return the entries of a report, in the words of JUnit. Bounds: CASES_MAX entries."""
    if len(content) > REPORT_BYTES_MAX:
        return unreadable("a report of jest", f"it is larger than {REPORT_BYTES_MAX} bytes")
    try:
        return tuple(_cases(json.loads(content)))
    except (Unreadable, ValueError, RecursionError) as problem:
        return unreadable("a report of jest", str(problem))


def _cases(data: object) -> Iterator[JUnitCase]:
    """Raises: Unreadable -- the report's."""
    files = data.get("testResults") if isinstance(data, dict) else None
    if not isinstance(files, list):
        raise Unreadable("it has no testResults")
    count = 0
    for file in files:
        for case in _of_file(file if isinstance(file, dict) else {}):
            count += 1
            if count > CASES_MAX:
                raise Unreadable(f"it has more than {CASES_MAX} tests")
            yield case


def _of_file(file: dict[str, object]) -> Iterator[JUnitCase]:
    path = _text(file.get("name"))[:NAME_CHARS_MAX]
    assertions = file.get("assertionResults")
    entries = assertions if isinstance(assertions, list) else []
    if not entries and file.get("status") == "failed":
        message = _text(file.get("message"))[:MESSAGE_CHARS_MAX]
        yield JUnitCase(path, None, "", "", (), CaseOutcome.ERRORED, message)
    for entry in entries:
        if not isinstance(entry, dict):
            raise Unreadable("an entry is no object")
        yield _case(path, entry)


def _case(path: str, entry: dict[str, object]) -> JUnitCase:
    outcome = _OUTCOMES.get(_text(entry.get("status")))
    if outcome is None:
        raise Unreadable(f"a test ended {entry.get('status')!r:.40}")
    titles, messages = entry.get("ancestorTitles"), entry.get("failureMessages")
    return JUnitCase(
        file=path,
        line=None,
        classname=" > ".join(_texts(titles))[:NAME_CHARS_MAX],
        name=_text(entry.get("title"))[:NAME_CHARS_MAX],
        suites=(),
        outcome=outcome,
        message="\n".join(_texts(messages))[:MESSAGE_CHARS_MAX],
    )


def _texts(value: object) -> list[str]:
    return [_text(item) for item in value] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
