"""Reads JUnit XML: one entry for each `testcase`, wherever it stands.

Nothing is taken from the totals of a suite. Where two entries claim to be one test, the worse
outcome counts, so that adding an entry to a report can never make a test look better.
"""

from collections.abc import Iterable, Mapping

from gatewright.checks.readers.trouble import Unreadable, unreadable
from gatewright.checks.readers.xml_stream import walk_xml
from gatewright.model.observations import MESSAGE_CHARS_MAX, CaseOutcome, TestCase
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble

CASES_MAX = 200_000
NAME_CHARS_MAX = 2000
TAGS_MAX = 100
TAG_NAMES = ("tag", "tags")

_OUTCOMES = {
    "failure": CaseOutcome.FAILED,
    "error": CaseOutcome.ERRORED,
    "skipped": CaseOutcome.SKIPPED,
}
_BADNESS = (CaseOutcome.PASSED, CaseOutcome.SKIPPED, CaseOutcome.FAILED, CaseOutcome.ERRORED)


@dataclass(frozen=True, slots=True)
class JUnitCase:
    """One `testcase`, in the words of the report."""

    file: str  # "" where it does not say
    line: int | None  # as written: pytest counts from 0
    classname: str
    name: str
    suites: tuple[str, ...]  # names of the suites around it, outermost first
    outcome: CaseOutcome = CaseOutcome.PASSED
    message: str = ""
    tags: tuple[str, ...] = ()  # its properties "tag" and "tags", and those of its suites


def parse_junit(content: bytes) -> tuple[JUnitCase, ...] | Trouble:
    """Return the entries of a report in its order. Bounds: CASES_MAX entries."""
    reader = _Reader()
    try:
        walk_xml(content, reader.start, reader.end, reader.text)
    except Unreadable as problem:
        return unreadable("a JUnit XML report", str(problem))
    if not reader.is_junit:
        return unreadable("a JUnit XML report", "it has neither <testsuites> nor <testsuite>")
    return tuple(reader.cases)


class _Reader:
    """Gathers cases while the report goes by."""

    def __init__(self) -> None:
        self.cases: list[JUnitCase] = []
        self.is_junit = False
        self._suites: list[str] = []
        self._suite_tags: list[list[str]] = []
        self._tags: list[str] = []
        self._case: JUnitCase | None = None
        self._is_telling = False  # inside a failure, an error or a skip
        self._text: list[str] = []
        self._text_chars = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.is_junit = self.is_junit or name in ("testsuites", "testsuite")
        if not self.is_junit:
            raise Unreadable(f"its first element is <{name[:40]}>")
        if name == "testsuite":
            self._suites.append(attributes.get("name", "")[:NAME_CHARS_MAX])
            self._suite_tags.append([])
        elif name == "testcase":
            self._open(attributes)
        elif name == "property" and attributes.get("name") in TAG_NAMES:
            self._hear_tag(attributes.get("value", ""))
        elif name in _OUTCOMES and self._case is not None:
            self._tell(_OUTCOMES[name], attributes.get("message", ""))

    def _open(self, attributes: Mapping[str, str]) -> None:
        if self._case is not None:
            raise Unreadable("it has a test inside a test")
        if len(self.cases) >= CASES_MAX:
            raise Unreadable(f"it has more than {CASES_MAX} tests")
        self._case = JUnitCase(
            file=attributes.get("file", "")[:NAME_CHARS_MAX],
            line=_number(attributes.get("line")),
            classname=attributes.get("classname", "")[:NAME_CHARS_MAX],
            name=attributes.get("name", "")[:NAME_CHARS_MAX],
            suites=tuple(self._suites),
        )

    def _hear_tag(self, value: str) -> None:
        """Note tags of the case or suite around them. Shape: several are set apart by commas."""
        tags = [tag.strip()[:NAME_CHARS_MAX] for tag in value.split(",", TAGS_MAX)]
        if self._case is None and not self._suite_tags:
            return
        heard = self._tags if self._case is not None else self._suite_tags[-1]
        heard.extend(tag for tag in tags[: TAGS_MAX - len(heard)] if tag)

    def _tell(self, outcome: CaseOutcome, message: str) -> None:
        assert self._case is not None, "a telling element is only heard inside a case"
        self._is_telling = True
        if _is_worse(outcome, self._case.outcome):
            self._case = replace(
                self._case, outcome=outcome, message=message[:MESSAGE_CHARS_MAX].strip()
            )

    def text(self, text: str) -> None:
        if self._is_telling and self._text_chars < MESSAGE_CHARS_MAX:
            self._text.append(text[:MESSAGE_CHARS_MAX])
            self._text_chars += len(text)

    def end(self, name: str) -> None:
        if name == "testsuite":
            self._suites.pop()
            self._suite_tags.pop()
        elif name in _OUTCOMES:
            self._is_telling = False
        elif name == "testcase" and self._case is not None:
            tags = {*self._tags, *(tag for tags in self._suite_tags for tag in tags)}
            self.cases.append(replace(self._with_text(self._case), tags=tuple(sorted(tags))))
            self._case, self._text, self._text_chars, self._tags = None, [], 0, []

    def _with_text(self, case: JUnitCase) -> JUnitCase:
        told = "".join(self._text).strip()
        if not told or told.startswith(case.message):
            return replace(case, message=(told or case.message)[:MESSAGE_CHARS_MAX])
        both = f"{case.message}\n{told}".strip()
        return replace(case, message=both[:MESSAGE_CHARS_MAX])


def _number(text: str | None) -> int | None:
    """Return a line number; None where there is none that can be meant."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= 9
    return int(text) if is_number and text else None


def _is_worse(outcome: CaseOutcome, than: CaseOutcome) -> bool:
    return _BADNESS.index(outcome) > _BADNESS.index(than)


def merge_cases(cases: Iterable[TestCase]) -> tuple[TestCase, ...]:
    """Return `cases` with one entry for each test, the worst of those that claim to be it.

    Honest reports repeat a test: once for its call and once for its teardown, or for each retry.
    """
    kept: dict[str, TestCase] = {}
    for case in cases:
        known = kept.get(case.test_id)
        if known is None or _is_worse(case.outcome, known.outcome):
            kept[case.test_id] = case
    return tuple(kept.values())
