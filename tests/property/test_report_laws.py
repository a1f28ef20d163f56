"""A report that was written is read as it was meant; a damaged one is Trouble or data."""

from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.cobertura import parse_cobertura
from gatewright.checks.readers.junit import JUnitCase, parse_junit
from gatewright.checks.readers.lcov import parse_lcov
from gatewright.model.observations import CaseOutcome, FileCoverage
from gatewright.model.trouble import Trouble

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=12)
CASES = st.lists(
    st.builds(
        JUnitCase,
        file=WORDS,
        line=st.none() | st.integers(0, 999_999_999),
        classname=WORDS,
        name=WORDS,
        suites=st.just(("s",)),
        outcome=st.sampled_from(CaseOutcome),
    ),
    max_size=5,
)
TAGS = {"failed": "failure", "errored": "error", "skipped": "skipped"}
LINES = st.dictionaries(st.integers(1, 500), st.booleans(), max_size=20)
FILES = st.dictionaries(st.sampled_from(["a.py", "src/b.py", "c/d/e.js"]), LINES)
TREE = CheckoutPaths("/tree", "", lambda _: True)


def junit_of(cases: list[JUnitCase]) -> bytes:
    inner = "".join(map(entry, cases))
    return f"<testsuites><testsuite name='s'>{inner}</testsuite></testsuites>".encode()


def entry(case: JUnitCase) -> str:
    line = "" if case.line is None else f' line="{case.line}"'
    names = f"file={quoteattr(case.file)} classname={quoteattr(case.classname)}"
    tag = TAGS.get(case.outcome)
    inner = f"<{tag}>{escape(case.message)}</{tag}>" if tag else ""
    return f"<testcase {names}{line} name={quoteattr(case.name)}>{inner}</testcase>"


def lcov_of(files: dict[str, dict[int, bool]]) -> bytes:
    parts = []
    for path, lines in files.items():
        body = "".join(f"DA:{number},{int(ran)}\n" for number, ran in lines.items())
        parts.append(f"SF:{path}\n{body}end_of_record\n")
    return "".join(parts).encode()


def cobertura_of(files: dict[str, dict[int, bool]]) -> bytes:
    parts = []
    for path, lines in files.items():
        body = "".join(f'<line number="{n}" hits="{int(ran)}"/>' for n, ran in lines.items())
        parts.append(f'<class filename="{path}"><lines>{body}</lines></class>')
    return f"<coverage>{''.join(parts)}</coverage>".encode()


def expected(files: dict[str, dict[int, bool]]) -> tuple[FileCoverage, ...]:
    return tuple(
        FileCoverage(
            path,
            frozenset(number for number, ran in lines.items() if ran),
            frozenset(number for number, ran in lines.items() if not ran),
        )
        for path, lines in sorted(files.items())
    )


def damaged(content: bytes, data: st.DataObject) -> bytes:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    return content[:start] + data.draw(st.binary(max_size=8)) + content[end:]


@given(cases=CASES)
def test_junit_is_read_as_it_was_written(cases: list[JUnitCase]) -> None:
    assert parse_junit(junit_of(cases)) == tuple(cases)


@given(files=FILES)
def test_coverage_is_read_as_it_was_written(files: dict[str, dict[int, bool]]) -> None:
    assert parse_lcov(lcov_of(files), TREE) == expected(files)
    assert parse_cobertura(cobertura_of(files), TREE) == expected(files)


@settings(deadline=None)
@given(cases=CASES, files=FILES, data=st.data())
def test_damaged_report_is_trouble_or_data(
    cases: list[JUnitCase], files: dict[str, dict[int, bool]], data: st.DataObject
) -> None:
    answers = (
        parse_junit(damaged(junit_of(cases), data)),
        parse_lcov(damaged(lcov_of(files), data), TREE),
        parse_cobertura(damaged(cobertura_of(files), data), TREE),
    )

    assert all(isinstance(answer, Trouble | tuple) for answer in answers)
