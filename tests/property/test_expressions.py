"""Conditions: every text is true, false or trouble, and none of them takes long."""

import time
from collections import UserDict
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.text.expressions import check_expression, evaluate, evaluate_plain
from gatewright.model.trouble import Trouble

FACTS = {
    "change": {"added": 3, "paths": ["a", "b"], "is_small": True},
    "text": "true",
    "many": list(range(2000)),
}
WORDS = st.sampled_from(
    ["change", ".added", ".paths", "text", "(", ")", "[", "]", "!", "-", "&&", "||", "==", "<",
     "1", "'a'", '"', "'", "true", "? 1 : 2", ".all(x, x > 0)", ".map(x, x)", "\\", "\x00", "é"]
)  # fmt: skip


@given(st.text() | st.lists(WORDS, max_size=30).map(" ".join))
def test_any_text_is_true_false_or_trouble(text: str) -> None:
    """Law: evaluation never raises, and what load accepts is what evaluation parses."""
    answer = evaluate(text, FACTS)

    assert isinstance(answer, bool | Trouble)
    if check_expression(text) is not None:
        assert isinstance(answer, Trouble)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("change.added <= 400", True),
        ("change.added > 400", False),
        ("'b' in change.paths && change.is_small", True),
        ("change.paths.all(p, size(p) == 1) // each", True),
        ("'all(x' == \"all(x\"", True),
    ],
)
def test_expression_over_facts_is_decided(text: str, answer: bool) -> None:
    assert check_expression(text) is None
    assert evaluate(text, FACTS) is answer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("text", "neither true nor false"),
        ("change.added", "neither true nor false"),
        ("change.removed > 1", "removed"),
        ("nothing", "nothing"),
        ("1 / 0 == 1", "zero"),
        ("many.all(x, many.all(y, x == y))", "too long"),
        ("many.map(x, x) == []", "too long"),
    ],
)
def test_expression_without_a_boolean_is_trouble(text: str, found: str) -> None:
    answer = evaluate(text, FACTS)

    assert isinstance(answer, Trouble)
    assert answer.code == "assert.undecided"
    assert found in answer.found.lower()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "column 1: there is no condition"),
        ("change.added <= ", "column 17"),
        ("true &&\n ) x", "line 2, column 2"),
        ("(" * 51 + "1" + ")" * 51, "column 51: nested deeper than 50"),
        ("!" * 51 + "true", "column 1: more than 50 signs"),
        ("x" * 4001, "column 4000: longer than 4000"),
        ("a.all(x, x.all(y, y.all(z, z.all(w, w))))", "column 1: more than 3 loops"),
        ("'\ud800' == ''", "column 1: 'utf-8'"),
    ],
    ids=["empty", "cut", "line", "deep", "signs", "long", "loops", "surrogate"],
)
def test_bad_expression_is_told_at_load_with_its_column(text: str, problem: str) -> None:
    said = check_expression(text)

    assert said is not None
    assert said.startswith(problem)


def test_facts_that_no_expression_can_hold_are_trouble() -> None:
    assert isinstance(evaluate("x == 1", {"x": object()}), Trouble)
    assert isinstance(evaluate("x == ''", {"x": "\ud800"}), Trouble)


class Interrupted(UserDict[str, object]):
    """Facts during whose reading a person presses Ctrl-C."""

    def keys(self) -> NoReturn:
        raise KeyboardInterrupt


def test_interrupt_of_a_person_is_no_trouble() -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate_plain("true", Interrupted())


def test_deepest_legal_expressions_end_quickly() -> None:
    """What the bounds let through must not reach the end of the engine's stack."""
    started = time.process_time()
    for text in (
        "(" * 50 + "true" + ")" * 50,
        "true" + " && true" * 490,
        "true ? " * 400 + "true" + " : false" * 150,
        "change" + ".a" * 1900,
        "- " * 50 + "1 == 1",
    ):
        evaluate(text, FACTS)

    assert time.process_time() - started < 2
