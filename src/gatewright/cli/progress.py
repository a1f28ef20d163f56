"""What is being done now: one redrawn line on a terminal, plain lines elsewhere; always stderr."""

import time
from collections.abc import Callable
from typing import TextIO

from gatewright.cli.screen import cut, line, paint
from gatewright.views.terminal import Terminal

REDRAW_S = 0.25
CLEAR = "\r\x1b[K"


class ProgressLine:
    """Says what is being done, and takes it back before anything else is printed."""

    def __init__(
        self, stream: TextIO, terminal: Terminal, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._terminal = terminal
        self._now_s = now_s
        self._drawn_at_s: float | None = None
        self._is_drawn = False
        self._said = ""

    def say(self, what: str, *, is_chatter: bool = False) -> None:
        """Show `what`, unless it is the same, or too soon after the last on a terminal.

        Shape: chatter of a program shows on a terminal that it lives; elsewhere it is left out.
        """
        if is_chatter and not self._terminal.progress_is_tty:
            return
        text = paint(line(what), self._terminal).strip()
        if text == self._said:
            return
        if self._terminal.progress_is_tty:
            self._redraw(text)
        else:
            self._said = text
            self._write(text + "\n")

    def clear(self) -> None:
        """Take the line back."""
        if self._is_drawn:
            self._write(CLEAR)
            self._is_drawn = False
            self._said = ""

    def _redraw(self, text: str) -> None:
        """Draw `text` over the line before, at most four times a second."""
        now_s = self._now_s()
        if self._drawn_at_s is not None and now_s - self._drawn_at_s < REDRAW_S:
            return
        self._drawn_at_s, self._said, self._is_drawn = now_s, text, True
        mark = "…" if self._terminal.can_unicode else "..."
        room = self._terminal.width - len(mark) - 4
        shortened = cut(text, room) if self._terminal.can_unicode else text[:room]
        self._write(f"{CLEAR}  {shortened} {mark}")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
