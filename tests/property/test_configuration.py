"""The loader: any text is a configuration or problems with places, never an exception, soon."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatewright.definitions.configuration import parse_configuration
from gatewright.model.configuration import Configuration
from tests.configured import GOOD

MARKS = st.sampled_from(
    [*"[]{}:,#&*!|>'\"%@`-?\n\t \\", "\x00", "é", "\ud800", "---\n", "...", "1", "null", "~"]
)


def assert_is_answered(text: str) -> None:
    """Fail unless `text` comes to a configuration, or to problems that stand in it."""
    started = time.process_time()
    answer = parse_configuration(text, "c.yaml")
    assert time.process_time() - started < 5  # measured: 0.6
    if isinstance(answer, Configuration):
        return
    assert answer
    last = text.count("\n") + 1
    for problem in answer:
        assert 1 <= problem.line <= last + 1
        assert problem.column >= 1
        assert problem.what
        assert str(problem).startswith("c.yaml:")


@given(st.text())
@example('a: "\\UFFFFFFFF"')
@example('a: "\\U00110000"')
@example('a: "\\ud800"')
@example("%YAML 99999999999999999999.1\n---\n")
@example("%YAML 1.1 1.1\n--- a")
@example("!<%ff> a")
def test_any_text_is_answered(text: str) -> None:
    """Law: no text raises."""
    assert_is_answered(text)


@given(st.binary())
def test_any_bytes_are_answered(content: bytes) -> None:
    """Law: what bytes decode to, leniently, does not raise either."""
    assert_is_answered(content.decode("utf-8", "surrogateescape"))
    assert_is_answered(content.decode("latin-1"))


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.lists(MARKS, max_size=3)),
        min_size=1,
        max_size=4,
    )
)
def test_any_mutation_of_a_good_file_is_answered(
    edits: list[tuple[int, int, list[str]]],
) -> None:
    """Law: cut and put in what you like, the answer stays one of the two."""
    text = GOOD
    for start, length, put_in in edits:
        text = text[:start] + "".join(put_in) + text[start + length :]
    assert_is_answered(text)


SIZE = 256 * 1024


@pytest.mark.parametrize(
    "unit",
    ["[", "- ", "a: 1\n", "{a: ", "? ", "'", "a\n", "#\n", "%A\n", "&a ", "*a ", "!a ", "---\n",
     "[a,", "a:\n ", '"\\n', "a", "a: |\n", " ", "\n", "[a]: ", "- - ", "{", "- a\n", "'' "],
)  # fmt: skip
def test_a_large_hostile_text_is_answered_in_time(unit: str) -> None:
    assert_is_answered((unit * SIZE)[:SIZE])


def test_a_text_above_the_bound_is_refused_at_once() -> None:
    answer = parse_configuration("a" * (SIZE + 1))

    assert isinstance(answer, tuple)
    assert "longer than" in answer[0].what
