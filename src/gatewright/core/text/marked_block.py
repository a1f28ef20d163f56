"""A block between two marks in somebody else's file: put in, and taken out byte for byte.

Shape: text is read so that each byte comes back; a line ends as the first line of the file does.
"""

from gatewright.model.records import dataclass

BEGIN, END = "gatewright:begin", "gatewright:end"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a block is."""

    start: int
    end: int  # behind its last line
    body: str  # without the marks, each line ending as "\\n"


def put_block(text: str, body: str, marks: tuple[str, str]) -> tuple[str, str]:
    """Return `text` with a block at its end, and what stands between the two."""
    newline = newline_of(text)
    glue = "" if not text else newline if text.endswith("\n") else newline * 2
    lines = "\n".join((marks[0], body.rstrip("\n"), marks[1], ""))
    return text + glue + lines.replace("\n", newline), glue


def replace_block(text: str, found: Found, body: str, marks: tuple[str, str]) -> str:
    """Return `text` with another body in its block."""
    newline = newline_of(text)
    lines = "\n".join((marks[0], body.rstrip("\n"), marks[1], "")).replace("\n", newline)
    last = lines if text[: found.end].endswith("\n") else lines.removesuffix(newline)
    return text[: found.start] + last + text[found.end :]


def find_block(text: str, marks: tuple[str, str]) -> Found | str | None:
    """Return where the block is; None for none; in words, why that cannot be said."""
    starts, ends = _lines_with(text, marks[0]), _lines_with(text, marks[1])
    if not starts and not ends:
        return None
    if len(starts) != 1 or len(ends) != 1 or ends[0][0] < starts[0][1]:
        lines = sorted(text.count("\n", 0, at) + 1 for at, _ in (*starts, *ends))
        return f"its marks are not one pair: line {', '.join(map(str, lines))}"
    body = text[starts[0][1] : ends[0][0]].replace("\r\n", "\n")
    return Found(starts[0][0], ends[0][1], body)


def take_block(text: str, found: Found, glue: str) -> str:
    """Return `text` without its block, and without `glue` where that is still before it.

    Shape: lines that somebody wrote before and behind it do not run together.
    """
    before, behind = text[: found.start], text[found.end :]
    is_glued = bool(glue) and before.endswith(glue)
    kept = before[: len(before) - len(glue)] if is_glued else before
    if kept and behind and not kept.endswith("\n"):
        kept += newline_of(text)
    return kept + behind


def newline_of(text: str) -> str:
    """Return how lines of a text end."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def _lines_with(text: str, mark: str) -> list[tuple[int, int]]:
    """Return where the lines are that hold nothing but a mark: from, and behind."""
    found, at = [], 0
    for line in text.split("\n"):
        end = min(at + len(line) + 1, len(text))
        if line.strip() == mark:
            found.append((at, end))
        at += len(line) + 1
    return found
