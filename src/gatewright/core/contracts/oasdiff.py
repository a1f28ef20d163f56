"""Read what oasdiff says of two OpenAPI documents: it adds reasons, and never takes one away."""

import json

from gatewright.model.observations import Execution
from gatewright.model.records import dataclass

LINES_MAX = 50
TEXT_CHARS_MAX = 200
WARNING = 2


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a second tool said."""

    lines: tuple[str, ...] = ()  # each break in its words
    notes: tuple[str, ...] = ()
    execution: Execution | None = None


def read_oasdiff(output: bytes, execution: Execution) -> SecondLook:
    """Return the breaks and warnings that `oasdiff breaking` printed as JSON."""
    try:
        listed = json.loads(output or b"[]")
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list):
        note = "oasdiff is here and said nothing that can be read"
        return SecondLook(notes=(note,), execution=execution)
    lines = [_line(one) for one in listed if isinstance(one, dict) and _is_break(one)]
    note = f"oasdiff was asked too: {len(lines)} breaks"
    return SecondLook(tuple(lines[:LINES_MAX]), (note,), execution)


def _is_break(one: dict[str, object]) -> bool:
    """Return whether an entry breaks, or may: 3 is an error, 2 a warning."""
    level = one.get("level")
    return not isinstance(level, int) or level >= WARNING


def _line(one: dict[str, object]) -> str:
    """Return an entry in one line."""
    words = (one.get(key) for key in ("operation", "path", "text", "id"))
    return " ".join(str(word) for word in words if word)[:TEXT_CHARS_MAX]
