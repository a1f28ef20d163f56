"""The frames of an agent, read within bounds: what asks and answers goes on, news is told aside.

Invariant: memory is bounded by FRAME_BYTES_MAX, however long a frame is; each frame that came is
    printed, so that a flood of them ends like any other flood.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

FRAME_BYTES_MAX = 8 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_UPDATE = "session/update"
_PERMISSION = "session/request_permission"
_UNKNOWN_METHOD = {"code": -32601, "message": "Method not found"}


def show(line: dict[str, Any]) -> None:
    """Print one line of what happens."""
    show_bytes(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def show_bytes(content: bytes) -> None:
    """Print bytes at once."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


class Frames:
    """Both streams of an agent, as the protocol's library takes them."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        on_update: Callable[[dict[str, Any]], None],
    ) -> None:
        """Take the streams, and who hears the news of a session."""
        self._reader = reader
        self._writer = writer
        self._on_update = on_update

    async def send(self, message: dict[str, Any]) -> None:
        """Send one frame. Raises: OSError where the agent is gone."""
        show({"sent": message.get("method", "an answer")})
        self._writer.write(json.dumps(message).encode() + b"\n")
        await self._writer.drain()

    async def receive(self) -> dict[str, Any] | None:
        """Return the next frame that asks for or answers something; None at the end."""
        while (frame := await self._next()) is not None:
            method = frame.get("method")
            if method == _PERMISSION or (method is None and _is_answer(frame)):
                return frame
            if "id" in frame:  # nothing else is offered: no file, no terminal
                await self.send({"jsonrpc": "2.0", "id": frame["id"], "error": _UNKNOWN_METHOD})
            elif method == _UPDATE and isinstance(frame.get("params"), dict):
                self._on_update(frame["params"])
        return None

    async def close(self) -> None:
        """Say that nothing more comes."""
        self._writer.close()

    async def _next(self) -> dict[str, Any] | None:
        """Return the next frame, whatever it says; what is none is shown and passed over."""
        while (line := await self._line()) is not None:
            try:
                frame = json.loads(line)
            except (ValueError, RecursionError):
                frame = None
            if isinstance(frame, dict):
                show({"frame": frame})
                return frame
            show({"no_frame": line.decode("utf-8", "replace")})
        return None

    async def _line(self) -> bytes | None:
        """Return the next line that is short enough; the others are shown as they come."""
        is_cut = False
        while True:
            try:
                line = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError as error:
                show_bytes(error.partial)
                return None
            except asyncio.LimitOverrunError:
                show_bytes(await self._reader.read(_CHUNK_BYTES))
                is_cut = True
                continue
            if not is_cut:
                return line
            show_bytes(line)
            is_cut = False


def _is_answer(frame: dict[str, Any]) -> bool:
    """Return whether a frame can be an answer to what was asked, whatever it says."""
    is_told = "result" in frame or isinstance(frame.get("error"), dict)
    return isinstance(frame.get("id"), int) and is_told
