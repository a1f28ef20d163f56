"""What a worker said, bounded and made harmless: last words, a transcript, questions.

All of it is hostile. Nothing here reads a meaning into it: success is judged by the change alone.
"""

import os
import re
import stat
import unicodedata

from gatewright.model.brief import QUESTIONS_MAX
from gatewright.model.budgets import Usage
from gatewright.model.registers import LINE_CHARS_MAX, LINES_MAX
from gatewright.ports.processes import Finished

SAID_CHARS_MAX = 2000
TRANSCRIPT_BYTES_MAX = 1024 * 1024
QUESTION_CHARS_MAX = 500
_ERRORS_BYTES_MAX = TRANSCRIPT_BYTES_MAX // 4
_MARGIN_BYTES = 512  # for what we say ourselves
_LAST_BYTES = 16 * 1024
_ASKED_BYTES_MAX = 16 * 1024
_ENTRIES_BYTES_MAX = 256 * 1024
_USAGE_BYTES_MAX = 4 * 1024
_USED = re.compile(
    r"tokens[ =:]+(?P<tokens>[0-9]{1,12})"
    r"|money[ =:]+(?P<whole>[0-9]{1,7})(?:\.(?P<part>[0-9]{1,2}))?",
    re.ASCII,
)
_ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)"  # titles, links, clipboard
    r"|(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # colours, cursor
    r"|\x1b[ -/]{0,8}[0-~]"
)


def last_words(finished: Finished, note: str = "", said: str | None = None) -> str:
    """Return the last lines that a worker printed, and `note`, which is ours, behind them.

    Bounds: at most SAID_CHARS_MAX characters.
    Shape: `said` stands for what it printed, where it is given; what it said on stderr counts where
           it said nothing else, or where there is a note and no `said`.
    """
    output = finished.stdout[-_LAST_BYTES:] if said is None else said.encode("utf-8", "replace")
    told = [_harmless(output)]
    if (note and said is None) or not told[0]:
        told.append(_harmless(finished.stderr[-_LAST_BYTES:]))
    room = SAID_CHARS_MAX - len(note) - 1
    words = "\n".join(part for part in told if part)[-room:]
    return "\n".join(part for part in (words, note) if part)


def transcript(finished: Finished, note: str) -> bytes:
    """Return both streams, each cut to its head and tail, and `note` behind them.

    Bounds: at most TRANSCRIPT_BYTES_MAX.
    """
    errors = _cut(finished.stderr, _ERRORS_BYTES_MAX)
    output = _cut(finished.stdout, TRANSCRIPT_BYTES_MAX - len(errors) - _MARGIN_BYTES)
    parts = [output, b"--- stderr\n" + errors if errors else b"", f"--- {note}\n".encode()]
    return b"\n".join(part.removesuffix(b"\n") for part in parts if part) + b"\n"


def read_questions(path: str) -> tuple[str, ...]:
    """Return what a worker wrote to its file of questions, a line each.

    Bounds: QUESTIONS_MAX questions of QUESTION_CHARS_MAX characters.
    Shape: () for anything but a plain file of its own: it may have put a link to a secret there.
    """
    lines = _lines_of(path, _ASKED_BYTES_MAX)
    asked = dict.fromkeys(line[:QUESTION_CHARS_MAX] for line in lines)
    return tuple(asked)[:QUESTIONS_MAX]


def read_entries(path: str) -> tuple[str, ...]:
    """Return what a worker wrote to its file of entries, a line each; what it means is judged.

    Bounds: LINES_MAX lines; of each, one character more than may be taken.
    Shape: () for anything but a plain file of its own.
    """
    lines = _lines_of(path, _ENTRIES_BYTES_MAX)
    return tuple(line[: LINE_CHARS_MAX + 1] for line in lines[:LINES_MAX])


def read_usage(path: str) -> Usage | None:
    """Return what a worker says that it used: "tokens 1234" and "money 0.42", the last of each.

    Bounds: numbers of a few digits. Shape: None where it says nothing that can be read.
    """
    told: dict[str, int] = {}
    for line in _lines_of(path, _USAGE_BYTES_MAX):
        match = _USED.fullmatch(line)
        if match is not None and match["tokens"]:
            told["tokens"] = int(match["tokens"])
        elif match is not None:
            told["money"] = int(match["whole"]) * 100 + int((match["part"] or "").ljust(2, "0"))
    return Usage(told.get("tokens"), told.get("money")) if told else None


def _lines_of(path: str, size_max: int) -> list[str]:
    """Return the harmless lines of a plain file of a worker's own that hold something."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return []
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        os.close(descriptor)  # a folder cannot even be opened as a file
        return []
    with os.fdopen(descriptor, "rb") as file:
        lines = _harmless(file.read(size_max)).split("\n")
    return [line.strip() for line in lines if line.strip()]


def _harmless(content: bytes) -> str:
    """Return `content` as lines without escapes, control and direction characters."""
    text = _ESCAPES.sub("", content.decode("utf-8", "replace")).replace("\r\n", "\n")
    text = text.replace("\r", "\n").replace("\t", " ")
    kept = (one for one in text if one == "\n" or unicodedata.category(one)[0] != "C")
    lines = (line.rstrip() for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


def _cut(content: bytes, size_max: int) -> bytes:
    """Return the head and the tail of `content`, together at most `size_max`."""
    if len(content) <= size_max:
        return content
    half = (size_max - 80) // 2
    mark = f"\n[... {len(content) - 2 * half} bytes left out ...]\n".encode()
    return content[:half] + mark + content[-half:]
