"""Reports of test tools and of coverage, up to what is kept of them."""

from collections.abc import Callable

from gatewright.checks.canaries import compare_canaries, plan_python_canary
from gatewright.checks.node_cases import node_cases
from gatewright.checks.pytest_cases import pytest_cases
from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.cobertura import parse_cobertura
from gatewright.checks.readers.jest_json import parse_jest
from gatewright.checks.readers.junit import JUnitCase, parse_junit
from gatewright.checks.readers.lcov import parse_lcov
from gatewright.checks.readers.sarif import read_sarif
from gatewright.model.observations import FileCoverage, TestCase, TestRun
from gatewright.model.trouble import Trouble
from gatewright.runtime.documents import from_document, to_document
from tests.fuzz.hostile import MANY
from tests.fuzz.reading import Reading
from tests.observed import execution

Cases = tuple[JUnitCase, ...] | Trouble
FILES = frozenset({"tests/test_a.py", "src/a.py", "a.test.js", "src/deep/b.py"})
TREE = CheckoutPaths("/tree", "", lambda path: path in FILES)
CANARY = plan_python_canary("token", "tests", "test_*.py", "test*")

JUNIT = (
    b"""<?xml version="1.0" encoding="utf-8"?>
<testsuites tests="9"><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="3">
<testcase classname="tests.test_a.TestA" name="test_one[1-a]" file="tests/test_a.py" line="3"/>
<testcase classname="tests.test_a" name="test_two" file="tests/test_a.py" line="9" time="0.1">
<failure message="assert 1 == 2">def test_two():&#10;&gt; assert 1 == 2</failure></testcase>
<testcase classname="" name="tests.test_b" time="0.0"><error message="collection failure">no
</error></testcase>
<testcase classname="tests.test_a" name="t"><skipped type="pytest.skip" message="not now"/>
</testcase></testsuite></testsuites>""",
    b"""<testsuites><testcase name="adds" classname="test" file="/tree/a.test.js"/>
<testsuite name="sums"><testcase name="deep" file="/tree/a.test.js" classname="sums">
<failure type="testCodeFailure" message="no">[Error: no] { code: 'ERR' }</failure></testcase>
</testsuite></testsuites>""",
)
JEST = (
    b"""{"success": false, "numTotalTests": 2, "testResults": [
{"name": "/tree/a.test.js", "status": "failed", "message": "no", "assertionResults": [
{"ancestorTitles": ["sums", "small"], "title": "adds", "status": "passed", "failureMessages": []},
{"ancestorTitles": [], "title": "fails", "status": "failed", "failureMessages": ["Error: no"]}]},
{"name": "/tree/b.test.js", "status": "failed", "message": "cannot load", "assertionResults": []}
]}""",
)
COBERTURA = (
    b"""<?xml version="1.0" ?><!-- coverage.py --><coverage version="7" line-rate="1">
<sources><source>/tree/src</source><source>/elsewhere</source></sources><packages><package name="a">
<classes><class name="a.py" filename="a.py"><methods/><lines><line number="1" hits="1"/>
<line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/></lines></class>
<class filename="/tree/src/deep/b.py"><lines><line number="1" hits="3"/></lines></class>
</classes></package></packages></coverage>""",
)
LCOV = (
    b"TN:\nSF:src/a.py\nFN:1,f\nFNDA:1,f\nBRDA:1,0,0,1\nDA:1,1\nDA:2,0,abc\nLF:2\nLH:9\n"
    b"end_of_record\nSF:/tree/src/deep/b.py\nDA:7,12\nend_of_record\n",
)
SARIF = (
    b"""{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "ruff", "version": "0.17.5",
"rules": [{"id": "F401", "defaultConfiguration": {"level": "error"}}]}},
"results": [{"ruleId": "F401", "level": "error", "message": {"text": "unused"},
"locations": [{"physicalLocation": {"artifactLocation": {"uri": "file:///tree/src/a.py"},
"region": {"startLine": 1, "endLine": 2, "startColumn": 8}}}], "suppressions": [{}]}]}]}""",
)


def _kept(cases: tuple[TestCase, ...]) -> TestRun | None:
    """Return a run with `cases` as it is read again from what is kept of it."""
    canary, others = compare_canaries([CANARY], cases, 1)
    run = from_document(to_document(TestRun(execution(), others, canary, None, None)), TestRun)
    assert run is not None, "a run that was seen cannot be kept"
    return run


def _python(content: bytes) -> object:
    cases = parse_junit(content)
    if isinstance(cases, Trouble):
        return cases
    return _kept(pytest_cases(cases, "", FILES.__contains__))


def _node(parse: Callable[[bytes], Cases]) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        cases = parse(content)
        return cases if isinstance(cases, Trouble) else _kept(node_cases(cases, "/tree", "src"))

    return read


def _lines(
    parse: Callable[[bytes, CheckoutPaths], tuple[FileCoverage, ...] | Trouble],
) -> Callable[[bytes], object]:
    return lambda content: parse(content, TREE)


_SOURCES = (
    b"<coverage><sources>"
    + b"".join(b"<source>/tree/%d</source>" % n for n in range(1000))
    + b"</sources>"
    + b'<class filename="a"/>' * 50_000
    + b"</coverage>"
)
READINGS = (
    Reading("JUnit of pytest", _python, JUNIT, ("xml",), {
        "many tests": b"<testsuites>"
        + b'<testcase classname="a.b" name="c"/>' * 30_000 + b"</testsuites>",
        "class of many parts": b'<testsuites><testcase name="a" classname="'
        + b"a." * 3000 + b'"/></testsuites>',
        "many classes of many parts": b"<testsuites>"
        + (b'<testcase name="a" classname="' + b"a." * 900 + b'"/>') * 500 + b"</testsuites>",
    }),
    Reading("JUnit of Node", _node(parse_junit), JUNIT[::-1], ("xml",)),
    Reading("jest JSON", _node(parse_jest), JEST, ("json",), {
        "many tests": b'{"testResults": [{"assertionResults": ['
        + b'{"status": "passed"},' * 40_000 + b"0]}]}",
    }),
    Reading("Cobertura", _lines(parse_cobertura), COBERTURA, ("xml",), {
        "branches": b'<coverage><class filename="src/a.py">' + b"".join(
            b'<line number="%d" hits="1" branch="true" condition-coverage="0%% (0/10000)"/>' % n
            for n in range(1, 5000)) + b"</class></coverage>",
        "sources by classes": _SOURCES,
        "lines": b'<coverage><class filename="src/a.py">'
        + b'<line number="1" hits="1"/>' * 50_000 + b"</class></coverage>",
    }),
    Reading("LCOV", _lines(parse_lcov), LCOV, (), {
        "lines": b"SF:src/a.py\n" + b"DA:1,1\n" * MANY,
        "branches": b"SF:src/a.py\n" + b"".join(b"BRDA:1,0,%d,-\n" % n for n in range(MANY)),
        "files": b"SF:../../a\n" * MANY,
    }),
    Reading("SARIF", lambda content: read_sarif(content, "/tree"), SARIF, ("json",), {
        "results": b'{"runs": [{"results": [' + b"{}," * 90_000 + b"{}]}]}",
    }),
)  # fmt: skip
