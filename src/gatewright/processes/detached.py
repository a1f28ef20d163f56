"""Starts a program that outlives its starter and the terminal: a session of its own, no way back.

Invariants: it inherits no descriptor but its own three; it is nobody's child, so that it leaves no
zombie to whoever started it.
"""

import os
import subprocess
from collections.abc import Sequence

_LEAVE = """
import os, sys
os.setsid()
child = os.fork()
if child:
    os.write(1, b"%d" % child)
    os._exit(0)
os.dup2(2, 1)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""The second fork: the program leads no session, so no terminal it opens becomes its own."""


def start_detached(python: str, argv: Sequence[str], log: str) -> int:
    """Start `argv`, whose words go to the end of the file `log`; return its process id.

    Shape: `python` and `argv[0]` are absolute; folder and environment are those of this process.
    Raises: OSError where the log cannot be written, or nothing can be started.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(log, flags, 0o600)
    try:
        left = subprocess.run(
            [python, "-I", "-S", "-c", _LEAVE, *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=handle,
            close_fds=True,
            check=False,
        )
    finally:
        os.close(handle)
    if left.returncode != 0:
        raise OSError(f"nothing was started; {log} says why")
    return int(left.stdout)
