"""How entries of Node's runners become test cases with stable names."""

from gatewright.checks.node_cases import node_cases
from gatewright.checks.readers.jest_json import parse_jest
from gatewright.checks.readers.junit import JUnitCase
from gatewright.model.observations import CaseOutcome
from gatewright.model.trouble import Trouble


def ids_of(*cases: JUnitCase, root: str = "") -> list[str]:
    return [case.test_id for case in node_cases(cases, "/tree", root)]


def test_vitest_names_the_file_as_the_class() -> None:
    case = JUnitCase("", None, "src/a.spec.ts", "group > adds", ("src/a.spec.ts",))

    assert ids_of(case, root="web") == ["web/src/a.spec.ts::group > adds"]


def test_file_that_could_not_be_run_is_errored_as_a_whole() -> None:
    name = "src/a.spec.ts"
    (case,) = node_cases([JUnitCase("", None, name, name, (), CaseOutcome.FAILED)], "/tree", "")

    assert (case.test_id, case.name) == (name, "(collection)")
    assert case.outcome is CaseOutcome.ERRORED


def test_file_outside_the_checkout_is_not_named() -> None:
    assert ids_of(JUnitCase("../x.js", 1, "", "a", ())) == ["a"]
    assert ids_of(JUnitCase("/etc/x.js", 1, "group", "a", ())) == ["group::a"]


def test_jest_is_read_from_its_json() -> None:
    cases = parse_jest(
        b'{"testResults": [{"name": "/tree/a.test.js", "status": "failed", "assertionResults": ['
        b'{"ancestorTitles": ["g"], "title": "t", "status": "failed", "failureMessages": ["m"]},'
        b'{"ancestorTitles": [], "title": "u", "status": "todo"}]},'
        b'{"name": "/tree/b.test.js", "status": "failed", "message": "cannot", '
        b'"assertionResults": []}]}'
    )

    assert not isinstance(cases, Trouble)
    assert [(case.test_id, case.outcome.value) for case in node_cases(cases, "/tree", "")] == [
        ("a.test.js::g::t", "failed"),
        ("a.test.js::u", "skipped"),
        ("b.test.js", "errored"),
    ]


def test_jest_report_that_is_none_is_trouble() -> None:
    deep = b"[" * 100_000
    strange = b'{"testResults": [{"assertionResults": [{"status": "blessed"}]}]}'
    for content in (
        b"",
        b"[]",
        deep,
        b"{}",
        strange,
        b'{"testResults": [{"assertionResults": [1]}]}',
    ):
        assert isinstance(parse_jest(content), Trouble)
