"""What is wrong with a definition: where it stands, what was expected, what was perhaps meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from gatewright.model.records import dataclass

SHOWN_CHARS_MAX = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a file that a person wrote."""

    path: str
    line: int  # from 1
    column: int  # from 1
    what: str  # one clause: 'unknown key "chekcs"'
    value: str = ""  # what stands there, cut
    nearest: str = ""  # the valid word that is closest to it
    hint: str = ""  # what to write instead
    code: str = "configuration.malformed"

    def __str__(self) -> str:
        """Return the problem on one line, its place as editors take it."""
        text = f"{self.path}:{self.line}:{self.column}  {self.what}"
        if self.nearest:
            return f'{text}; did you mean "{self.nearest}"?'
        return f"{text}; {self.hint}" if self.hint else text


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of `known` that is closest to `word`, or "" where none is close."""
    close = get_close_matches(word[:SHOWN_CHARS_MAX], list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def shown(text: str) -> str:
    """Return `text` as it is quoted in a message: one line, cut, nothing that moves a cursor."""
    plain = "".join(char if char.isprintable() else " " for char in text[:SHOWN_CHARS_MAX])
    return plain + ("..." if len(text) > SHOWN_CHARS_MAX else "")
