"""Laid out, a text says what it said; laid out again, it stays as it is. Whatever the text."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatewright.core.text import yaml_format
from gatewright.core.text.yaml_format import COLUMNS_MAX, format_yaml
from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar, Unreadable, read_yaml
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Workflow
from tests.workflows import GOOD

CATALOG = Path(str(files("gatewright"))) / "catalog" / "workflows"
SHIPPED = tuple(path.read_text("utf-8") for path in sorted(CATALOG.glob("*.yaml")))
LONG = "words that are many, so that they do not fit in a line"
COMMENTED = f"""\
# top
a:   # of a
    - one   # of one
    # between
    -   {{b: c, d: [e, f], first: "{LONG}", then: "{LONG}"}}
    - {{x: is it?, y: 010, z: on, w: 1.10}}   # behind
# end
"""
TEXTS = (GOOD, COMMENTED, *SHIPPED)
PIECES = st.sampled_from(
    [*"[]{}:,#&*!|>'\"%@`-?\n\t \\", "é", "  ", ": ", "- ", " # c", "?", "{a: b}", "\n\n", "010"]
)


def said(node: Node | None) -> object:
    match node:
        case Scalar():
            return node.text
        case Items():
            return [said(each) for each in node.items]
        case Entries():
            return [(key.text, said(value)) for key, value in node.entries]
        case None:
            return None


def assert_is_laid_out(text: str) -> None:
    try:
        before = read_yaml(text)
    except Unreadable:
        with pytest.raises(Unreadable):
            format_yaml(text)
        return
    after = format_yaml(text)
    assert said(read_yaml(after)) == said(before)
    assert format_yaml(after) == after


@given(
    st.sampled_from(TEXTS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 6), st.lists(PIECES, max_size=3)),
        min_size=1,
        max_size=3,
    ),
)
@settings(max_examples=120, deadline=None)
@example(COMMENTED, [])
@example("a:\n", [])
@example("a: ''\nb: [ ]\n", [])
@example("- - a\n  - b\n", [])
@example("a: |\n  x?\n   y\n\nb: >-\n  c?\n  d\n", [])
@example("? a\n: b\n", [])
@example("# nothing\n", [])
@example("a: [b, {c}]\n", [])
@example("a:   b # c\n  # d\n", [])
def test_text_says_the_same_afterwards_and_stays_as_it_is(
    text: str, edits: list[tuple[float, int, list[str]]]
) -> None:
    for place, gone, pieces in edits:
        at = int(place * len(text))
        text = text[:at] + "".join(pieces) + text[at + gone :]

    assert_is_laid_out(text)


def test_long_lines_are_broken_questions_quoted_and_comments_kept() -> None:
    assert format_yaml(COMMENTED) == (
        "# top\n"
        "a:   # of a\n"
        "  - one     # of one\n"
        "    # between\n"
        "  - b: c\n"
        "    d: [e, f]\n"
        f'    first: "{LONG}"\n'
        f'    then: "{LONG}"\n'
        '  - {x: "is it?", y: 010, z: on, w: 1.10}   # behind\n'
        "# end\n"
    )


@pytest.mark.parametrize("text", SHIPPED)
def test_what_is_shipped_is_laid_out(text: str) -> None:
    assert format_yaml(text) == text
    assert all(len(line) <= COLUMNS_MAX for line in text.split("\n"))


def test_a_workflow_means_the_same_afterwards() -> None:
    before, after = (
        parse_workflow(text, "w.yaml", ("size",)) for text in (GOOD, format_yaml(GOOD))
    )

    assert isinstance(before, Workflow)
    assert after == before


@pytest.mark.parametrize("laid_out", ["a: 2", "a: 1 # words", "{before}\n"])
def test_layout_that_would_say_something_else_or_never_settles_is_left(
    laid_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lay_out(before: str) -> str:
        return laid_out.format(before=before)

    monkeypatch.setattr(yaml_format, "_laid_out", lay_out)

    assert format_yaml("a: 1") == "a: 1"


@pytest.mark.parametrize("inner", ["{{b: {}}}", "{{b: c, d: {}}}", "[c, {}]"])
def test_what_fits_into_a_line_stays_in_one(inner: str) -> None:
    bare = len(f"a: {inner.format('')}")
    fits, wide = (f"a: {inner.format('x' * (COLUMNS_MAX - bare + more))}\n" for more in (0, 1))

    assert format_yaml(fits) == fits
    assert format_yaml(wide).count("\n") > 1
