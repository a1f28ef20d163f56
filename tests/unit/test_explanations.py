"""Every code that a person can meet is explained, in all five parts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewright.cli.explain import read_explanations
from gatewright.core.text.yaml_nodes import Unreadable
from gatewright.definitions.explanations import CODE_PATTERN, Explanation, parse_explanations

SRC = Path(__file__).parents[2] / "src" / "gatewright"
EXPLAINED = read_explanations()
FAMILIES = {one.family for one in EXPLAINED.values()}
SPEAKERS = ("Reason", "Trouble", "Mistake", "Problem")
NO_CODES = {
    "answer.json",
    "coverage.json",
    "coverage.xml",
    "report.xml",
    "report.json",
}  # names of files
FIGURES = {"doc.words", "git.changed-lines", "probe.ok"}


def codes_of(tree: ast.AST) -> Iterator[str]:
    """Yield the codes in a module: those given to a speaker, and all of a known family."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in SPEAKERS:
                yield from filter(is_code, constants(node))
        elif isinstance(node, ast.Constant) and is_code(node.value) and is_known(node.value):
            yield str(node.value)


def constants(call: ast.Call) -> Iterator[str]:
    """Yield what may be the code of a call: its first argument, and the one called so."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    for value in (*call.args[:1], *named):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def is_known(code: object) -> bool:
    return str(code).partition(".")[0] in FAMILIES


def is_code(value: object) -> bool:
    return (
        isinstance(value, str)
        and re.match(CODE_PATTERN, value) is not None
        and value not in NO_CODES | FIGURES
        and not value.endswith((".py", ".toml", ".lock", ".txt", ".yaml", ".js", ".git"))
    )


def test_every_code_of_a_reason_or_trouble_is_explained() -> None:
    missing = {
        f"{path.relative_to(SRC)}: {code}"
        for path in SRC.rglob("*.py")
        for code in codes_of(ast.parse(path.read_text()))
        if code not in EXPLAINED
    }

    assert missing == set()


def test_scan_sees_a_code_that_nobody_explains() -> None:
    """The test above could pass by seeing nothing."""
    source = 'Trouble("odd.thing", "a")\nReason(code="odd.other")\nx = ("tests.new-code",)'

    assert set(codes_of(ast.parse(source))) == {"odd.thing", "odd.other", "tests.new-code"}


def test_every_explanation_has_a_code_and_five_parts() -> None:
    for code, one in EXPLAINED.items():
        assert re.match(CODE_PATTERN, code)
        assert all(part.strip() for part in (one.title, one.why, one.bad, one.good, one.change))
        assert len(one.title) <= 80
        assert one.bad != one.good


@pytest.mark.parametrize(
    ("text", "error"),
    [("- a", TypeError), ("a.b: c", TypeError), ("a.b: {title: x}", TypeError), ("[", Unreadable)],
)
def test_catalogue_that_is_not_whole_is_a_bug(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_explanations(text)


def test_catalogue_keeps_the_order_of_its_text() -> None:
    entry = "{title: a, why: b, bad: c, good: d, change: e}"

    parsed = parse_explanations(f"b.x: {entry}\na.y: {entry}")

    assert list(parsed.values()) == [
        Explanation("b.x", "a", "b", "c", "d", "e"),
        Explanation("a.y", "a", "b", "c", "d", "e"),
    ]
