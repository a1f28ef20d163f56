"""Words of a condition that stand outside of its quotes: found, and replaced."""

import re
from collections.abc import Callable, Iterator

from gatewright.core.text.expressions import without_literals


def found_outside(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches that do not begin inside of quotes."""
    bare = without_literals(text)
    for match in pattern.finditer(text):
        if bare[match.start()] == text[match.start()]:
            yield match


def replaced_outside(
    pattern: re.Pattern[str], text: str, value_of: Callable[[re.Match[str]], str]
) -> str:
    """Return `text` with each match outside of quotes replaced."""
    parts, end = [], 0
    for match in found_outside(pattern, text):
        parts += [text[end : match.start()], value_of(match)]
        end = match.end()
    return "".join((*parts, text[end:]))
