"""Text of a checkout, read safely: what a finding is about, without its place.

Invariants: never follows a link, never opens what is no plain file, never reads past a limit.
"""

import os
import stat
from collections.abc import Callable

from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest

__all__ = ["CheckoutText", "fingerprint", "is_plain", "line_of", "read_plain", "text_of"]

FILE_BYTES_MAX = 8 * 1024 * 1024
LINE_MAX = 10_000_000


def read_plain(path: str, bytes_max: int = FILE_BYTES_MAX) -> bytes | None:
    """Return the content of a plain file; None for anything else, or for more than `bytes_max`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not os.path.isfile(descriptor):
            os.close(descriptor)  # a folder cannot even be opened as a file
            return None
        with os.fdopen(descriptor, "rb") as stream:
            content = stream.read(bytes_max + 1)
    except (OSError, ValueError):  # a name that no file can have
        return None
    return content if len(content) <= bytes_max else None


def is_plain(path: str) -> bool:
    """Return whether `path` is a plain file and no link."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def line_of(plain: object) -> int:
    """Return the line that a report states; 0 for what is none."""
    is_line = isinstance(plain, int) and not isinstance(plain, bool) and 0 < plain <= LINE_MAX
    return plain if is_line and isinstance(plain, int) else 0


def text_of(plain: object, chars_max: int, otherwise: str = "") -> str:
    """Return the text that a report states, cut; `otherwise` for what is none."""
    return (plain if isinstance(plain, str) and plain else otherwise)[:chars_max]


def fingerprint(rule: str, text: str) -> Digest:
    """Return the name of a finding: its rule and the text it is about; layout does not count."""
    return digest_of(["finding", rule, " ".join(text.split())])


class CheckoutText:
    """Lines of the files of one checkout; each file is read once."""

    def __init__(self, checkout: str, read: Callable[[str], bytes | None] = read_plain) -> None:
        self._checkout = checkout
        self._read = read
        self._lines: dict[str, list[str]] = {}

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """Return lines of a repository path, counted from 1; none where they are not there."""
        if path not in self._lines:
            content = self._read(os.path.join(self._checkout, path)) if path else None
            self._lines[path] = (content or b"").decode("utf-8", "replace").split("\n")
        return self._lines[path][first - 1 : last] if first > 0 else []

    def line(self, path: str, number: int) -> str:
        """Return one line; "" where it is not there."""
        return "".join(self.lines(path, number, number))
