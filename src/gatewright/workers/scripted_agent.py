"""Play an agent. Stand-alone: `python -I -S scripted_agent.py`, one JSON order on stdin.

It runs confined, in a lane, like any agent. What it is not allowed to do it reports and goes on,
as agents do. Only the standard library is imported.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Over(Exception):
    """Raised to end the attempt early."""


def main() -> None:
    """Play all actions in order."""
    order = json.load(sys.stdin)
    _say(f"{order['step']}, attempt {order['attempt']}: read {len(order['brief'])} characters")
    for action in order["actions"]:
        try:
            _PLAYS[action["do"]](action, order)
        except _Over:
            return
        except OSError as error:
            _say(f"{action['do']} {action.get('path', '')}: {error.strerror}")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 -- its output is what an agent prints


def _write(action: dict[str, Any], _: dict[str, Any]) -> None:
    path = action["path"]
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(action["text"])
    _say(f"wrote {path}")


def _edit(action: dict[str, Any], _: dict[str, Any]) -> None:
    path = action["path"]
    with open(path, encoding="utf-8", newline="") as file:
        before = file.read()
    if action["find"] not in before:
        _say(f"edit {path}: the text is not there")
        return
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(before.replace(action["find"], action["replace"], 1))
    _say(f"edited {path}")


def _delete(action: dict[str, Any], _: dict[str, Any]) -> None:
    path = action["path"]
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.remove(path)
    _say(f"deleted {path}")


def _execute(action: dict[str, Any], _: dict[str, Any]) -> None:
    child = os.fork()
    if child == 0:
        try:
            os.execvp(action["argv"][0], action["argv"])
        finally:
            os._exit(127)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _say(f"{action['argv'][0]} ended with {code}")


def _lie(action: dict[str, Any], _: dict[str, Any]) -> None:
    _say(action["text"])
    raise _Over


def _hang(*_: object) -> None:
    while True:
        signal.pause()


def _die(action: dict[str, Any], _: dict[str, Any]) -> None:
    os.kill(os.getpid(), signal.Signals[f"SIG{action['signal']}"])
    signal.pause()


def _ask(action: dict[str, Any], order: dict[str, Any]) -> None:
    _append(order["ask"], action["question"])


def _note(action: dict[str, Any], order: dict[str, Any]) -> None:
    _append(order["record"], action["line"])


def _bear_witness(action: dict[str, Any], order: dict[str, Any]) -> None:
    if order["witness"]:
        _append(order["witness"], action["line"])


def _append(path: str, line: str) -> None:
    """Add a line by one write, so that lines of several processes do not mix."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{' '.join(line.split())}\n".encode())
    finally:
        os.close(handle)


_PLAYS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "write": _write,
    "edit": _edit,
    "delete": _delete,
    "execute": _execute,
    "say": lambda action, _: _say(action["text"]),
    "lie": _lie,
    "sleep": lambda action, _: time.sleep(action["duration_s"]),
    "hang": _hang,
    "die": _die,
    "ask": _ask,
    "note": _note,
    "witness": _bear_witness,
}


if __name__ == "__main__":
    main()
