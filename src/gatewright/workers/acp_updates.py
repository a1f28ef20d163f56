"""What an agent tells of its session, as lines that are read like those of any agent.

A line has a type of ours: "session", "said", "tool", "denied", "used", "end", "trouble". The frames
that came stand beside them without one.
"""

import math
from collections.abc import Callable
from typing import Any

from gatewright.model.agent_profile import AgentOutput, Spot

OUTPUT = AgentOutput(
    session=Spot(("/session",), ("session",)),
    tokens=Spot(("/tokens",), ("used",)),
    money=Spot(("/money",), ("used",)),
    said=Spot(("/text",), ("said", "tool")),
    denied=Spot(("/denied",), ("denied",)),
    trouble=Spot(("/error",), ("trouble",)),
    works=Spot(("/text", "/stop"), ("tool", "end")),  # agents say things of their own, too
)
TEXT_CHARS_MAX = 4000


class Told:
    """What one attempt tells; what is replayed of an earlier session is passed over."""

    def __init__(self, show: Callable[[dict[str, Any]], None]) -> None:
        """Take who prints the lines."""
        self._show = show
        self._spent_before = 0.0
        self.message = ""  # as far as it came
        self.has_worked = False  # it used a tool
        self.is_replay = False

    def hear(self, params: dict[str, Any]) -> None:
        """Take one piece of news of a session."""
        update = params.get("update")
        if not isinstance(update, dict):
            return
        kind = update.get("sessionUpdate")
        if kind == "usage_update":
            self._count(update.get("cost"))
        elif not self.is_replay and kind == "agent_message_chunk":
            content = update.get("content")
            text = content.get("text") if isinstance(content, dict) else None
            self.message = f"{self.message}{text if isinstance(text, str) else ''}"
            self.message = self.message[-TEXT_CHARS_MAX:]
        elif not self.is_replay and kind == "tool_call":
            self.has_worked = True
            self.end_message()
            self._show({"type": "tool", "text": _title(update)})

    def end_message(self, note: str = "") -> None:
        """Say what the agent said, once its message is whole; `note` is ours."""
        text = "\n".join(part for part in (self.message.strip(), note) if part)
        self.message = ""
        if text:
            self._show({"type": "said", "text": text})

    def deny(self, call: dict[str, Any]) -> None:
        """Say that a tool call was not permitted."""
        self._show({"type": "denied", "denied": _title(call)})

    def _count(self, cost: object) -> None:
        """Say what the session has cost so far, without what it had cost before this attempt."""
        amount = cost.get("amount") if isinstance(cost, dict) else None
        if not isinstance(amount, int | float) or isinstance(amount, bool):
            return
        if not math.isfinite(amount):
            return
        if self.is_replay:
            self._spent_before = amount
        self._show({"type": "used", "money": max(0.0, amount - self._spent_before)})


def _title(call: dict[str, Any]) -> str:
    """Return what a tool call is about, in a line of the agent's own words."""
    title = call.get("title") or call.get("kind") or "a tool"
    return " ".join(str(title).split())[:200]
