"""Starts a supervisor, talks with it until what it runs has ended, and leaves nothing of either."""

import os
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress

from gatewright.model.records import dataclass
from gatewright.ports.processes import Command, Ending
from gatewright.processes.conversation import Conversation
from gatewright.processes.marks import MARK
from gatewright.processes.sweep import end_marked

_SUPERVISOR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "supervisor.py")
_GRACE_S = 20.0


@dataclass(frozen=True, slots=True)
class Supervision:
    """What runs one command."""

    python: str  # the interpreter for supervisors
    run_folder: str
    mark: str  # of all that is started

    def converse(
        self,
        command: Command,
        plan: bytes,
        on_line: Callable[[str], None] | None,
        is_wanted: Callable[[], bool] | None,
    ) -> tuple[Ending, bytes, bytes]:
        """Start a supervisor, hold the conversation with it, and leave nothing of either."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                supervisor = self._start(theirs, has_input=bool(command.stdin))
            try:
                _send(ours, plan)
                conversation = Conversation(supervisor, ours, command.limits, on_line, is_wanted)
                ending = conversation.hold(command.stdin)
                return ending, *conversation.output()
            finally:
                _finish(supervisor, ours, self.mark)

    def _start(self, channel: socket.socket, *, has_input: bool) -> "subprocess.Popen[bytes]":
        """Start a supervisor that listens on `channel`."""
        mark = f"{MARK}={self.mark}"
        return subprocess.Popen(
            [self.python, "-I", "-S", _SUPERVISOR, str(channel.fileno()), mark],
            stdin=subprocess.PIPE if has_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=self.run_folder,
            env={MARK: self.mark},
            pass_fds=(channel.fileno(),),
            start_new_session=True,
        )


def _send(channel: socket.socket, plan: bytes) -> None:
    """Send the plan; a supervisor that is gone is noticed when its answer is awaited."""
    with suppress(BrokenPipeError, ConnectionResetError):
        channel.sendall(len(plan).to_bytes(8, "big") + plan)


def _finish(supervisor: "subprocess.Popen[bytes]", channel: socket.socket, mark: str) -> None:
    """Tell the supervisor to end everything, wait for it, and close what is open.

    Where something killed the supervisor, what it watched is looked for by its mark.
    """
    with suppress(OSError):
        channel.shutdown(socket.SHUT_WR)
    try:
        code = supervisor.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        code = supervisor.wait()
    if code != 0:
        end_marked(mark)
    for stream in (supervisor.stdin, supervisor.stdout, supervisor.stderr):
        if stream is not None:
            stream.close()
