"""Words of workers and people in a line: in quotes, cut; and who they are."""

from gatewright.model.here import HERE, is_here
from gatewright.views.quoting import plain

SAID_CHARS_MAX = 160


def name_of(principal: str) -> str:
    """Return a principal as people call it: "scripted", "dev@example.org", "claude, here"."""
    name = principal.partition(":")[2] or principal
    return plain(f"{name.removeprefix(f'{HERE}:')}, here" if is_here(principal) else name)


def said(text: str) -> str:
    """Return words of somebody in quotes, on one line, cut."""
    words = plain(text).strip()
    return f'"{words if len(words) <= SAID_CHARS_MAX else words[: SAID_CHARS_MAX - 1] + "…"}"'
