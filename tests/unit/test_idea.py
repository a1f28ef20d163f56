"""What a person wants, as they typed it: which words can be taken, and what a run is called."""

import pytest

from gatewright.core.text.idea import (
    IDEA_BYTES_MAX,
    SLUG_CHARS_MAX,
    first_refused,
    is_blank,
    size_of,
    slug_of,
)


@pytest.mark.parametrize(
    ("idea", "expected"),
    [
        ("Let users choose an alias", "choose-alias"),
        ("Fix the typo in the 404 page, please", "fix-typo-404-page"),
        ("Öffne die Käseübersicht", "offne-die-kaseubersicht"),
        ("Ændr størrelsen på łódź", "aendr-storrelsen-pa-lodz"),
        ("Großes Maß", "grosses-mass"),
        ("Cafe\u0301 na\u00efve", "cafe-naive"),
        ("\uff21\uff30\uff29 \u2460", "api-1"),
        ("添加别名", "run"),
        ("Добавить API ключ", "api"),
        ("\U0001f680 \U0001f680", "run"),
        ("42", "run-42"),
        ("the of", "the-of"),
        ("x" * 100, "x" * SLUG_CHARS_MAX),
        ("a" * 39 + " bcd", "a" * 39),
    ],
)
def test_idea_comes_to_a_slug_that_people_can_read_and_type(idea: str, expected: str) -> None:
    assert slug_of(idea) == expected


@pytest.mark.parametrize("idea", ["", "  ", "\n\t", "\u200b", "\u2060\u00ad"])
def test_idea_without_a_visible_character_is_blank(idea: str) -> None:
    assert is_blank(idea)


@pytest.mark.parametrize("idea", ["a", "?", "添加别名", "\U0001f680", "=> faster"])
def test_idea_with_a_visible_character_is_none(idea: str) -> None:
    assert not is_blank(idea)


@pytest.mark.parametrize(
    ("idea", "expected"),
    [
        ("a \x1b[31mb", "U+001B"),
        ("a\rb", "U+000D"),
        ("a\x00", "U+0000"),
        ("a\x9b1m", "U+009B"),
        ("a\u202eb", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("a\u2028b", "U+2028"),
        ("a\udcff", "U+DCFF"),
    ],
)
def test_character_that_hides_something_is_named(idea: str, expected: str) -> None:
    assert first_refused(idea) == expected


@pytest.mark.parametrize(
    "idea", ["two\nlines\tand a tab", "\U0001f468\u200d\U0001f467", "\u0645\u06cc\u200c\u062e"]
)
def test_character_that_people_need_is_taken(idea: str) -> None:
    assert first_refused(idea) is None


def test_size_counts_bytes_also_of_half_a_character() -> None:
    assert size_of("é" * (IDEA_BYTES_MAX // 2)) == IDEA_BYTES_MAX
    assert size_of("\udcff") == 3
