"""Lines for a terminal: spans with a style, cut to the width, made safe on the way out.

Every character printed by `paint` has passed `plain`, so no caller can forget it.
"""

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal


class Style(StrEnum):
    """What a span means; the value is its ANSI colour."""

    PLAIN = ""
    STRONG = "1"
    DIM = "2"
    GOOD = "32"
    BAD = "31"
    WARN = "33"


@dataclass(frozen=True, slots=True)
class Span:
    """Some text in one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]

SYMBOLS: dict[str, tuple[str, str, Style]] = {
    "pass": ("✓", "ok", Style.GOOD),
    "fail": ("✗", "NO", Style.BAD),
    "error": ("!", "!!", Style.WARN),
    "waived": ("!", "!!", Style.WARN),
    "pending": ("▸", ">", Style.WARN),
    "not_applicable": ("·", ".", Style.DIM),
}


def line(text: str, style: Style = Style.PLAIN) -> Line:
    """Return a line in one style."""
    return (Span(text, style),)


def symbol(status: str, terminal: Terminal) -> Span:
    """Return the mark of a status, as wide as the widest of its alphabet."""
    mark, word, style = SYMBOLS[status]
    return Span(mark, style) if terminal.can_unicode else Span(f"{word:2}", style)


def paint(row: Line, terminal: Terminal) -> str:
    """Return `row` as text: safe characters, in colour where that is wanted."""
    text = "".join(_painted(span, terminal) for span in row).rstrip()
    return defuse(text) if terminal.is_github_actions else text


def print_lines(rows: Sequence[Line], terminal: Terminal) -> None:
    """Write `rows` to the standard output at once."""
    sys.stdout.write("".join(paint(row, terminal) + "\n" for row in rows))
    sys.stdout.flush()


def defuse(text: str) -> str:
    """Return one line that GitHub's runner does not take for a command.

    Source: actions/runner ActionCommand: `::` after leading blanks, and `##[` anywhere.
    """
    blanks = len(text) - len(text.lstrip())
    if text.startswith("::", blanks):
        text = f"{text[:blanks]}: :{text[blanks + 2 :]}"
    return text.replace("##[", "## [")


def width_of(text: str) -> int:
    """Return how many columns `text` takes."""
    return len(text) if text.isascii() else sum(_columns(character) for character in text)


def cut(text: str, width: int) -> str:
    """Return `text` in at most `width` columns; what is cut off is marked."""
    if width_of(text) <= width:
        return text
    kept, used = "", 1
    for character in text:
        used += _columns(character)
        if used > width:
            break
        kept += character
    return kept + "…" if width > 0 else ""


def fill(words: str, width: int) -> list[str]:
    """Return `words` broken at blanks into lines of at most `width` columns, where that can be."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(lines[-1]) + 1 + width_of(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines or [""]


def labelled(label: str, text: str, terminal: Terminal, *, indent: int = 2) -> list[Line]:
    """Return `label  text`, continued under the text where it is longer than the screen."""
    start = indent + 9
    parts = fill(plain(text), terminal.width - start)
    first = (Span(" " * indent + f"{label:<9}", Style.DIM), Span(parts[0]))
    return [first, *(line(" " * start + part) for part in parts[1:])]


def with_program(text: str, terminal: Terminal) -> str:
    """Return `text` with the program called as the person called it."""
    return text.replace("gatewright ", terminal.program_name + " ")


def duration(milliseconds: int) -> str:
    """Return a duration as people read it."""
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes} min {seconds:02} s"


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _painted(span: Span, terminal: Terminal) -> str:
    text = plain(span.text)
    if not terminal.can_unicode:
        text = text.replace("…", "~").encode("ascii", "replace").decode("ascii")  # widths stay
    if not terminal.use_colour or not span.style or not text:
        return text
    return f"\x1b[{span.style.value}m{text}\x1b[0m"
