"""What is kept of a stream, and how it is cut into lines, however hostile the stream.

Invariant: memory is bounded by the constants here and does not grow with what is printed.
"""

LINE_CHARS_MAX = 4000
_PENDING_BYTES_MAX = 4 * LINE_CHARS_MAX  # one character is at most four bytes


class HeadAndTail:
    """Keeps the first and the last bytes of a stream, together at most `size_max`."""

    def __init__(self, size_max: int) -> None:
        self._head_max = size_max // 2
        self._tail_max = size_max - self._head_max - 80  # the mark between them fits in 80
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0

    def add(self, chunk: bytes) -> None:
        """Take the next bytes."""
        room = self._head_max - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:] if room else chunk
        excess = len(self._tail) - self._tail_max
        if excess > self._tail_max:  # now and then, not for each chunk
            self._cut(excess)

    def _cut(self, excess: int) -> None:
        """Drop the oldest bytes of the tail."""
        del self._tail[:excess]
        self._dropped += excess

    def content(self) -> bytes:
        """Return what was kept, with a line in between that says how much is missing."""
        excess = len(self._tail) - self._tail_max
        if excess > 0:
            self._cut(excess)
        if not self._dropped:
            return bytes(self._head + self._tail)
        mark = f"\n[... {self._dropped} bytes left out ...]\n".encode()
        return bytes(self._head) + mark + bytes(self._tail)


class Lines:
    """Cuts a stream into decoded lines of at most LINE_CHARS_MAX characters."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def add(self, chunk: bytes) -> list[str]:
        """Return the lines that `chunk` completes."""
        *whole, rest = chunk.split(b"\n")
        lines = []
        for part in whole:
            self._keep(part)
            lines.append(self._take())
        self._keep(rest)
        return lines

    def end(self) -> list[str]:
        """Return the last line where it has no line end."""
        return [self._take()] if self._pending else []

    def _keep(self, part: bytes) -> None:
        """Hold on to the start of a line; what is past the limit is dropped."""
        self._pending += part[: _PENDING_BYTES_MAX - len(self._pending)]

    def _take(self) -> str:
        """Return the pending line and forget it."""
        line = self._pending.decode("utf-8", "replace").removesuffix("\r")[:LINE_CHARS_MAX]
        self._pending.clear()
        return line
