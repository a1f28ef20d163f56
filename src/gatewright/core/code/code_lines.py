"""Lines of code split into what runs and what is comment, so that a word in a string is neither.

Invariants: never runs the code; a text that cannot be read whole is split line by line.
"""

import re
import tokenize

from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass

__all__ = ["Split", "split_line", "split_text"]

SIZE_BYTES_MAX = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Split:
    """One line, or what is left of it."""

    code: str  # strings and comments blanked
    comment: str  # with its mark


def split_text(path: str, content: bytes | None) -> dict[int, Split] | None:
    """Return each line of a Python file by its number; None where it cannot be read whole."""
    if content is None or len(content) > SIZE_BYTES_MAX or not path.endswith((".py", ".pyi")):
        return None
    text = content.decode("utf-8", "replace")
    try:
        return _split_tokens(text)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return None


def split_line(path: str, text: str) -> Split:
    """Return one line by itself, as well as it can be told."""
    if path.endswith((".py", ".pyi", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".sh")):
        return _split_by(_HASH, text)
    return _split_by(_SLASHES, text)


_QUOTED = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
_TIGHT = late_pattern(r"\s*([.(@=])\s*")


def _split_tokens(text: str) -> dict[int, Split]:
    code: dict[int, list[str]] = {}
    comments: dict[int, str] = {}
    lines = (line + "\n" for line in text.split("\n"))
    for token in tokenize.generate_tokens(lines.__next__):
        row = token.start[0]
        if token.type == tokenize.COMMENT:
            comments[row] = token.string
        elif token.type in _QUOTED:
            code.setdefault(row, []).append('""')
        elif token.string.strip():
            code.setdefault(row, []).append(token.string)
    return {
        row: Split(_TIGHT.sub(r"\1", " ".join(code.get(row, ()))), comments.get(row, ""))
        for row in code.keys() | comments.keys()
    }


# Strings of bounded length: one that never ends would else be looked for from every quote.
_STRING = r"\"(?:\\.|[^\"\\]){0,200}+\"|'(?:\\.|[^'\\]){0,200}+'"
_HASH = late_pattern(rf"{_STRING}|(?P<comment>#.*)")
_SLASHES = late_pattern(
    rf"{_STRING}|`(?:\\.|[^`\\]){{0,200}}+`|(?P<comment>//.*|/\*.*|<!--.*|^\s*\*.*)"
)


def _split_by(pattern: re.Pattern[str], text: str) -> Split:
    code, at = [], 0
    for match in pattern.finditer(text):
        code.append(text[at : match.start()])
        at = match.end()
        if match["comment"] is not None:
            return Split("".join(code), match["comment"])
        code.append('""')
    return Split("".join([*code, text[at:]]), "")
