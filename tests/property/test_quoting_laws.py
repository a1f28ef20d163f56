"""No character that acts on a terminal, a log reader or a shell survives being shown."""

import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.cli.screen import cut, defuse, fill, line, paint, width_of
from gatewright.cli.shell_words import quote_word
from gatewright.views.quoting import LINE_CHARS_MAX, plain, quoted
from tests.judgements import ASCII, PIPE

ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
PIECES = st.sampled_from(
    [
        "\x1b[2J",
        "\x1b]8;;http://x\x07",
        "\x9b31m",
        "\u202e",
        "\u2066",
        "\u200b",
        "\x1b",
        "\x1bP1\x1b\\",
        "\r",
        "\n",
        "\u2028",
        "\ud800",
        "\udcff",
        "::error::",
        "##[",
        "a",
        "é",
        "漢",
        "  ",
    ]
)
HOSTILE = st.lists(st.text(st.characters(), max_size=8) | PIECES, max_size=20).map("".join)


def acts(text: str) -> list[str]:
    return [character for character in text if unicodedata.category(character) in ACTING]


@given(HOSTILE)
def test_plain_text_holds_nothing_that_acts(text: str) -> None:
    """Law: no control, direction, surrogate or line break is left; once is enough."""
    assert acts(plain(text)) == []
    assert plain(plain(text)) == plain(text)


@given(HOSTILE)
def test_quoted_text_is_two_short_lines_that_do_not_act(text: str) -> None:
    """Law: whatever was said, at most two lines of bounded length are shown."""
    lines = quoted(text)

    assert len(lines) <= 2
    assert all(0 < len(each) <= LINE_CHARS_MAX for each in lines)
    assert acts("".join(lines)) == []


@given(HOSTILE)
def test_painted_line_is_one_line_of_its_alphabet(text: str) -> None:
    """Law: what is printed is one line, and plain ASCII where nothing else can be shown."""
    assert acts(paint(line(text), PIPE)) == []
    assert paint(line(text), ASCII).isascii()


@given(HOSTILE)
def test_defused_line_is_no_command_of_a_runner(text: str) -> None:
    """Law: no line starts with `::` after blanks, and none holds `##[`."""
    defused = defuse(plain(text))

    assert not defused.strip().startswith("::")
    assert "##[" not in defused


@given(HOSTILE, st.integers(1, 60))
def test_cut_text_fits(text: str, width: int) -> None:
    """Law: cut text takes no more columns than it was given, and a text that fits is whole."""
    safe = plain(text)

    assert width_of(cut(safe, width)) <= width
    assert cut(safe, width_of(safe) + 1) == safe


@given(HOSTILE, st.integers(1, 60))
def test_filled_text_loses_no_word(text: str, width: int) -> None:
    """Law: broken into lines, a text has the same words in the same order."""
    assert " ".join(fill(text, width)).split() == text.split()


@pytest.mark.parametrize(
    "word",
    ["plain", "a b", "it's", "$(touch x)", "a\nb\\'c", "\x1b[2J\u202eé", "-k", "", "\udcff"],
)
def test_printed_command_is_read_back_by_a_shell(word: str) -> None:
    raw = word.encode("utf-8", "surrogateescape")

    echoed = subprocess.run(
        ["bash", "-c", f"printf %s {quote_word(word)}"], capture_output=True, check=True
    )

    assert echoed.stdout == raw
    assert acts(quote_word(word)) == []
