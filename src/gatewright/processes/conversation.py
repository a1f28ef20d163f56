"""The driver's side of one run: feed it, read it, time it, and take the supervisor's answer.

Invariant: it ends when the supervisor's socket ends; a stream that something keeps open cannot
    hold it, since by then nothing is left that could write.
Invariant: one thread, nothing blocks: not a program that never reads, not one that never writes.
"""

import marshal
import os
import selectors
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from gatewright.model.records import dataclass, field
from gatewright.ports.processes import (
    STREAM_BYTES_MAX,
    Cancelled,
    Ending,
    Exited,
    Flooded,
    Killed,
    Limits,
    NotStarted,
    TimedOut,
    WentQuiet,
)
from gatewright.processes.streams import HeadAndTail, Lines

_CHUNK_BYTES = 64 * 1024
_ANSWER_BYTES_MAX = 4096
_PATIENCE_S = 20.0  # for the supervisor to end everything, once it was told to
_ASK_EVERY_S = 0.2  # whether it is still wanted
_WAIT_S_MAX = 3600.0  # a limit may be infinite, a wait may not
_SIGKILL = 9


@dataclass(slots=True)
class _Stream:
    """One output of the program, while it runs."""

    descriptor: int
    kept: HeadAndTail = field(default_factory=lambda: HeadAndTail(STREAM_BYTES_MAX // 2))
    lines: Lines = field(default_factory=Lines)


class Conversation:
    """One run of one supervisor, from the plan it was sent to its answer."""

    def __init__(
        self,
        supervisor: "subprocess.Popen[bytes]",
        channel: socket.socket,
        limits: Limits,
        on_line: Callable[[str], None] | None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> None:
        assert supervisor.stdout is not None
        assert supervisor.stderr is not None
        self._supervisor = supervisor
        self._channel = channel
        self._limits = limits
        self._on_line = on_line
        self._is_wanted = is_wanted
        self._out = _Stream(supervisor.stdout.fileno())
        self._err = _Stream(supervisor.stderr.fileno())
        self._selector = selectors.DefaultSelector()
        self._answer = b""
        self._received = 0
        self._stopped: Ending | None = None
        self._is_over = False
        self._started = self._heard = time.monotonic()
        self._patience_ends = float("inf")
        self._asks_at = self._started if is_wanted is not None else float("inf")

    def hold(self, stdin: bytes) -> Ending:
        """Go on until nothing of the run is left, and return how the program ended."""
        self._open(stdin)
        try:
            while not self._is_over:
                self._step()
            self._drain()
        finally:
            self._selector.close()
        return self._ending()

    def output(self) -> tuple[bytes, bytes]:
        """Return what was kept of both streams."""
        return self._out.kept.content(), self._err.kept.content()

    def stop(self, because: Ending) -> None:
        """Ask for the end of everything; the first reason counts."""
        if self._stopped is not None:
            return
        self._stopped = because
        self._patience_ends = time.monotonic() + _PATIENCE_S
        with suppress(OSError):  # it is gone already, and its end of file is on the way
            self._channel.shutdown(socket.SHUT_WR)

    def _open(self, stdin: bytes) -> None:
        """Watch everything that may speak or wants to be fed."""
        for stream in (self._out, self._err):
            os.set_blocking(stream.descriptor, False)
            self._selector.register(stream.descriptor, selectors.EVENT_READ, self._hear(stream))
        self._channel.setblocking(False)
        self._selector.register(self._channel, selectors.EVENT_READ, self._take_answer)
        pipe = self._supervisor.stdin
        if pipe is not None:
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, selectors.EVENT_WRITE, self._feed(memoryview(stdin)))

    def _step(self) -> None:
        """Wait for the next thing to happen, and act on it."""
        for key, _ in self._selector.select(self._wait_s()):
            key.data()
        now = time.monotonic()
        if now > self._patience_ends:
            self._is_over = True
        elif now - self._started >= self._limits.wall_s:
            self.stop(TimedOut(self._limits.wall_s))
        elif now - self._heard >= self._limits.idle_s:
            self.stop(WentQuiet(self._limits.idle_s))
        elif now >= self._asks_at:
            self._ask()

    def _ask(self) -> None:
        """Ask whether the program is still wanted, and when to ask again."""
        if self._is_wanted is not None and not self._is_wanted():
            self.stop(Cancelled())
        self._asks_at = time.monotonic() + _ASK_EVERY_S

    def _wait_s(self) -> float:
        """Return how long nothing needs to be done. Units: seconds."""
        next_at = self._patience_ends
        if self._stopped is None:
            limits = self._limits
            next_at = min(self._started + limits.wall_s, self._heard + limits.idle_s, self._asks_at)
        return min(max(0.0, next_at - time.monotonic()) + 0.001, _WAIT_S_MAX)

    def _hear(self, stream: _Stream) -> Callable[[], None]:
        """Return what reads `stream` when it has something."""

        def hear() -> None:
            if not self._read(stream):
                self._selector.unregister(stream.descriptor)

        return hear

    def _read(self, stream: _Stream) -> bool:
        """Read once; return whether there may be more."""
        try:
            chunk = os.read(stream.descriptor, _CHUNK_BYTES)
        except BlockingIOError:
            return True
        if not chunk:
            return False
        self._heard = time.monotonic()
        self._received += len(chunk)
        if self._received > self._limits.output_bytes_max:
            self.stop(Flooded(self._limits.output_bytes_max))
        if not isinstance(self._stopped, Flooded):
            stream.kept.add(chunk)
            self._tell(stream.lines.add(chunk))
        return True

    def _tell(self, lines: list[str]) -> None:
        """Let the caller hear `lines`."""
        if self._on_line is not None:
            for line in lines:
                self._on_line(line)

    def _feed(self, rest: memoryview) -> Callable[[], None]:
        """Return what writes the input when there is room; a program need not read it."""
        pipe = self._supervisor.stdin
        assert pipe is not None

        def feed() -> None:
            nonlocal rest
            try:
                rest = rest[os.write(pipe.fileno(), rest[:_CHUNK_BYTES]) :]
            except BlockingIOError:
                return
            except BrokenPipeError:
                rest = rest[:0]
            if not rest:
                self._selector.unregister(pipe)
                pipe.close()

        return feed

    def _take_answer(self) -> None:
        """Read the supervisor's answer; its end of file says that nothing is left."""
        try:
            part = self._channel.recv(_ANSWER_BYTES_MAX)
        except BlockingIOError:
            return
        except ConnectionError:
            part = b""
        self._answer += part
        self._is_over = not part or len(self._answer) > _ANSWER_BYTES_MAX

    def _drain(self) -> None:
        """Read what is still in the pipes, and no longer than there is something."""
        for stream in (self._out, self._err):
            if stream.descriptor in self._selector.get_map():
                received = -1
                while received != self._received:
                    received = self._received
                    self._read(stream)
            self._tell(stream.lines.end())

    def _ending(self) -> Ending:
        """Return how the program ended: what it did itself comes before what was done to it."""
        if isinstance(self._stopped, Flooded):
            return self._stopped
        match self._words():
            case ("exited", int(code), _):
                return Exited(code)
            case ("killed", int(signal), _):
                return Killed(signal)
            case ("not-started", _, str(because)):
                return NotStarted(because or _last_line(self._err.kept.content()))
            case ("stopped", *_) if self._stopped:
                return self._stopped
            case _:
                return self._ending_without_answer()

    def _ending_without_answer(self) -> Ending:
        """Return what is known where the supervisor itself was ended, or failed."""
        try:
            code = self._supervisor.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            return self._stopped or Killed(_SIGKILL)
        if code < 0:
            return Killed(-code)
        return NotStarted(f"the supervisor failed: {_last_line(self._err.kept.content())}")

    def _words(self) -> object:
        """Return the supervisor's answer; None where it was killed before it gave one."""
        try:
            return marshal.loads(self._answer) if self._answer else None
        except (ValueError, EOFError, TypeError):
            return None


def _last_line(content: bytes) -> str:
    """Return the last line that a sandbox or a supervisor said."""
    lines = content.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("bwrap: ")[:500] if lines else "it ended without a word"
