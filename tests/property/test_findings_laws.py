"""Whatever bytes come, there is an answer; and what is equal never differs."""

from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatewright.checks.readers.sarif import SarifReport, read_sarif
from gatewright.core.code.suppressions import find_suppressions
from gatewright.core.judges.judge_findings import judge_findings
from gatewright.core.ruler.ruler import compare_rulers
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.digest import digest_of
from gatewright.model.ids import TreeId
from gatewright.model.observations import Finding, FindingLevel, FindingsRun
from gatewright.model.rules import FindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from tests.observed import SUBJECT, execution

PATHS = st.sampled_from(
    [
        "pyproject.toml",
        "setup.cfg",
        "package.json",
        "tsconfig.json",
        "conftest.py",
        ".gitignore",
        ".gitattributes",
        ".coveragerc",
        "Jenkinsfile",
        "a.pth",
        "a.py",
        "a.ts",
    ]
)
TEXTS = st.one_of(
    st.binary(max_size=200),
    st.text("[]{}=\"'#/*!\\\n:,. abtool", max_size=200).map(str.encode),
)
FINDINGS = st.lists(
    st.tuples(st.sampled_from(["a.py", "b.py", "c.py"]), st.sampled_from("xyz")), max_size=8
)


def change_of(path: str, before: bytes, after: bytes) -> Change:
    old, new = (
        tuple(
            Line(number, text)
            for number, text in enumerate(side.decode("utf-8", "replace").split("\n"), 1)
        )
        for side in (before, after)
    )
    return Change(
        TreeId("b"), TreeId("h"), (ChangedFile(path, FileStatus.MODIFIED, path, new, old),)
    )


@settings(max_examples=150)
@given(path=PATHS, before=TEXTS, after=TEXTS)
@example(path="pyproject.toml", before=b"", after=b"[tool.ruff]\n'' = {'' = [{}]}\n")
def test_any_two_texts_are_compared_and_equal_ones_never_differ(
    path: str, before: bytes, after: bytes
) -> None:
    change = change_of(path, before, after)

    compare_rulers({path: before}, {path: after}, change, ("a.py", "src/b.py"))
    find_suppressions(change, {path: after}, {path: before})

    same = change_of(path, after, after)
    assert compare_rulers({path: after}, {path: after}, same, ("a.py",)) == ()
    assert find_suppressions(same, {path: after}, {path: after}) == ()


@settings(max_examples=100)
@given(content=st.one_of(st.binary(max_size=100), TEXTS))
def test_any_bytes_are_a_report_or_trouble(content: bytes) -> None:
    assert isinstance(read_sarif(content, "/c"), SarifReport | Trouble)


def run_of(places: list[tuple[str, str]]) -> FindingsRun:
    findings = tuple(
        Finding("F", FindingLevel.ERROR, path, at, "no", digest_of(text))
        for at, (path, text) in enumerate(places)
    )
    return FindingsRun(execution(), findings, ("a.py", "b.py", "c.py"))


@settings(max_examples=150)
@given(base=FINDINGS, more=FINDINGS, order=st.randoms(use_true_random=False))
def test_new_findings_are_what_the_head_has_more_of(
    base: list[tuple[str, str]], more: list[tuple[str, str]], order: Random
) -> None:
    head = [*base, *more]
    order.shuffle(head)

    verdict = judge_findings("lint", run_of(head), run_of(base), FindingsRule("ruff"), SUBJECT)

    assert verdict.status is (Status.FAIL if more else Status.PASS)
    assert f"{len(more)} new finding" in verdict.headline
