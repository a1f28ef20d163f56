"""Text of strangers made safe to show: no escape, control or direction character survives.

Everything a face prints passes through `plain`; words of a tool or worker through `quoted`.
"""

import re
import unicodedata
from collections.abc import Iterator

LINES_MAX = 2  # of what a tool or worker said
LINE_CHARS_MAX = 400
_ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"  # OSC: titles, links, clipboard
    r"|\x1b[PX^_][^\x1b\x9c]{0,4096}(?:\x1b\\|\x9c)"  # DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # CSI: colours, cursor
    r"|\x1b[ -/]{0,8}[0-~]"  # two-character escapes
)
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format, surrogate, private, ...


def plain(text: str) -> str:
    """Return `text` on one line, made of characters that only stand for themselves."""
    if text.isascii() and text.isprintable():  # as most are
        return text
    return "".join(_shown(_BREAKS.sub(" ", _ESCAPES.sub("", text))))


def quoted(text: str, *, lines_max: int = LINES_MAX) -> tuple[str, ...]:
    """Return the last lines of what somebody said, made safe; at most `lines_max`.

    Shape: without empty lines; each at most LINE_CHARS_MAX characters, cut with an ellipsis.
    """
    lines = [plain(line).strip() for line in _BREAKS.split(_ESCAPES.sub("", text))]
    told = [line for line in lines if line]
    return tuple(_cut(line) for line in told[-lines_max:])


def bytes_of(text: str) -> bytes:
    """Return `text` as a file system has it; half a character has no such form and is replaced."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _shown(text: str) -> Iterator[str]:
    """Yield what of `text` may be shown: a tab as a space, a surrogate as a question mark."""
    for character in text:
        if character == "\t":
            yield " "
        elif "\udc80" <= character <= "\udcff":
            yield "?"  # a byte of a name that is not UTF-8
        elif unicodedata.category(character) not in _UNSHOWN:
            yield character


def _cut(line: str) -> str:
    """Return `line`, shortened to LINE_CHARS_MAX."""
    return line if len(line) <= LINE_CHARS_MAX else line[: LINE_CHARS_MAX - 1] + "…"
