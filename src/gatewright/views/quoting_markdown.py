"""Words of strangers inside Markdown: code spans, lists and quotations that cannot be left."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from gatewright.views.quoting import LINE_CHARS_MAX, plain, quoted

LISTED_MAX = 30
_LINES_MAX = 60
Item = TypeVar("Item")


def code(text: str) -> str:
    """Return `text` as a code span."""
    return "`" + plain(text).replace("`", "'")[:LINE_CHARS_MAX] + "`"


def listed(items: Iterable[Item], words: Callable[[Item], str] = str) -> str:
    """Return a bullet for each of `items`, at most LISTED_MAX, and how many more there are."""
    lines = [f"- {words(item)}"[:LINE_CHARS_MAX] for item in items]
    more = len(lines) - LISTED_MAX
    shown = [*lines[:LISTED_MAX], f"- and {more} more"] if more > 0 else lines
    return "".join(f"{line}\n" for line in shown)


def fenced_words(text: str, chars_max: int, lines_max: int = _LINES_MAX) -> str:
    """Return what somebody said, each line behind "> ", cut from its end."""
    cut = text[:chars_max]
    lines = quoted(cut, lines_max=len(cut) + 1)
    is_whole = len(cut) == len(text) and len(lines) <= lines_max
    shown = [*lines[:lines_max], *([] if is_whole else ["..."])]
    return "".join(f"> {line}\n" for line in shown)
