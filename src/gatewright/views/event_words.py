"""Words of workers and people in a line: in quotes, cut; and who they are."""

from gatewright.views.quoting import plain

SAID_CHARS_MAX = 160


def name_of(principal: str) -> str:
    """Return a principal as people call it: "scripted", "dev@example.org"."""
    return plain(principal.partition(":")[2] or principal)


def said(text: str) -> str:
    """Return words of somebody in quotes, on one line, cut."""
    words = plain(text).strip()
    return f'"{words if len(words) <= SAID_CHARS_MAX else words[: SAID_CHARS_MAX - 1] + "…"}"'
