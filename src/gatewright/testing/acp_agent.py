"""An agent that speaks the Agent Client Protocol and does what a program says. Stand-alone.

`python -I -S acp_agent.py PROGRAM [WAYS]`: PROGRAM is Python, run once for each brief, with the
brief on stdin; a line that it prints is a message of the agent. It can call `tool(title)`,
`permission(kind, title, path)`, `ask(method, params)`, `frame(dict)`, `raw(line)`, `read()`,
`answer(error)`, `result(dict)`, and knows `session`, `servers`, `is_loaded`, `asked`, `mode`,
`model` and `auth`. WAYS is a JSON object: "version", "loads", "forgets", "modes", "models",
"usage", "cost". Only the standard library is imported.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


_NAMES = (
    "ask", "asked", "answer", "auth", "frame", "is_loaded", "mode", "model", "permission", "raw",
    "read", "result", "servers", "session", "tool",
)  # fmt: skip


class _Lines(io.TextIOBase):
    """Takes what is printed: each line is a message of the agent."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._rest = ""

    def write(self, text: str) -> int:
        """Send the lines that `text` completes."""
        *lines, self._rest = f"{self._rest}{text}".split("\n")
        for line in lines:
            self._agent.update("agent_message_chunk", content={"type": "text", "text": f"{line}\n"})
        return len(text)


class Agent:
    """One agent, from its greeting to the end of its input."""

    def __init__(self, program: str, ways: dict[str, Any]) -> None:
        """Take what it does for a brief, and what it is able to."""
        self._program = program
        self._ways = ways
        self._in, self._out = sys.stdin.buffer, sys.stdout.buffer
        self._number = 0
        self._answer: dict[str, Any] = {}
        self.session = ""
        self.servers: list[Any] = []
        self.is_loaded = False
        self.asked: dict[str, Any] = {}  # in its greeting
        self.auth = self.mode = self.model = ""

    def serve(self) -> None:
        """Answer requests until there are no more."""
        while (frame := self.read()) is not None:
            if "id" in frame and "method" in frame:
                self._do(frame)

    def read(self) -> dict[str, Any] | None:
        """Return the next frame; None at the end."""
        line = self._in.readline()
        frame: dict[str, Any] | None = json.loads(line) if line else None
        return frame

    def frame(self, frame: dict[str, Any]) -> None:
        """Send a frame."""
        self._out.write(json.dumps({"jsonrpc": "2.0", **frame}).encode() + b"\n")
        self._out.flush()

    def raw(self, line: str) -> None:
        """Send what may be no frame."""
        self._out.write(line.encode() + b"\n")
        self._out.flush()

    def update(self, news: str, **more: Any) -> None:
        """Tell news of the session."""
        params = {"sessionId": self.session, "update": {"sessionUpdate": news, **more}}
        self.frame({"method": "session/update", "params": params})

    def tool(self, title: str) -> None:
        """Say that a tool is used."""
        self._number += 1
        self.update("tool_call", toolCallId=f"call-{self._number}", title=title, kind="other")

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Ask the other side, and return its answer: its result, or its error."""
        self._number += 1
        self.frame({"id": f"ask-{self._number}", "method": method, "params": params})
        while (frame := self.read()) is not None:
            if frame.get("id") == f"ask-{self._number}":
                return frame
        return {}

    def permission(self, kind: str, title: str, path: str = "") -> bool:
        """Ask whether a tool may be used."""
        call: dict[str, Any] = {"toolCallId": "asked", "kind": kind, "title": title}
        call |= {"locations": [{"path": path}]} if path else {}
        options = [
            {"optionId": f"{word}-id", "name": word, "kind": f"{word}_once"}
            for word in ("allow", "reject")
        ]
        params = {"sessionId": self.session, "toolCall": call, "options": options}
        answer = self.ask("session/request_permission", params)
        outcome: dict[str, Any] = answer.get("result", {}).get("outcome", {})
        return outcome.get("optionId") == "allow-id"

    def answer(self, error: str) -> None:
        """Answer the brief with an error."""
        self._answer = {"error": {"code": -32603, "message": error}}

    def result(self, result: dict[str, Any]) -> None:
        """Answer the brief with what may be no answer."""
        self._answer = {"result": result}

    def _do(self, frame: dict[str, Any]) -> None:
        """Do what is asked, and answer."""
        params = frame.get("params") or {}
        todo: dict[str, Callable[[dict[str, Any]], Any]] = {
            "initialize": self._greet,
            "session/new": self._begin,
            "session/load": self._load,
            "session/prompt": self._work,
            "session/set_mode": self._take_mode,
            "session/set_config_option": self._take_model,
            "authenticate": self._take_auth,
        }
        what = todo.get(frame["method"])
        self._answer = {}
        result = what(params) if what is not None else None
        unknown = {"error": {"code": -32601, "message": "Method not found"}}
        self.frame({"id": frame["id"], **(self._answer or {"result": result} if what else unknown)})

    def _greet(self, params: dict[str, Any]) -> dict[str, Any]:
        self.asked = params
        return {
            "protocolVersion": self._ways.get("version", 1),
            "agentCapabilities": {"loadSession": self._ways.get("loads", True)},
            "agentInfo": {"name": "scripted", "version": "1"},
        }

    def _begin(self, params: dict[str, Any]) -> dict[str, Any]:
        self.session = f"session-{os.getpid()}"
        self.servers = params["mcpServers"]
        with open(self._kept(), "w", encoding="utf-8") as file:
            file.write(self.session)
        modes = [{"id": mode, "name": mode} for mode in self._ways.get("modes", ())]
        opened: dict[str, Any] = {"sessionId": self.session}
        if modes:
            opened["modes"] = {"currentModeId": modes[0]["id"], "availableModes": modes}
        models = [{"value": model, "name": model} for model in self._ways.get("models", ())]
        if models:
            choice = {"type": "select", "currentValue": models[0]["value"], "options": models}
            opened["configOptions"] = [{"id": "llm", "name": "M", "category": "model", **choice}]
        return opened

    def _take_auth(self, params: dict[str, Any]) -> dict[str, Any]:
        self.auth = params["methodId"]
        return {}

    def _take_mode(self, params: dict[str, Any]) -> dict[str, Any]:
        self.mode = params["modeId"]
        return {}

    def _take_model(self, params: dict[str, Any]) -> dict[str, Any]:
        self.model = params["value"]
        return {"configOptions": []}

    def _load(self, params: dict[str, Any]) -> dict[str, Any] | None:
        """Go on with a session that its home knows, and tell again what was said in it."""
        with contextlib.suppress(OSError), open(self._kept(), encoding="utf-8") as file:
            if file.read() == params["sessionId"] and not self._ways.get("forgets"):
                self.session, self.is_loaded = params["sessionId"], True
                self.tool("told again")
                self.update("agent_message_chunk", content={"type": "text", "text": "Told again."})
                self._spend()
                return {}
        self._answer = {"error": {"code": -32002, "message": "no such session"}}
        return None

    def _work(self, params: dict[str, Any]) -> dict[str, Any]:
        """Run the program for one brief."""
        named = {name: getattr(self, name) for name in _NAMES}
        brief = "".join(part.get("text", "") for part in params["prompt"])
        sys.stdin = io.StringIO(brief)
        with contextlib.redirect_stdout(_Lines(self)):
            exec(self._program, named)
        self._spend()
        used = self._ways.get("usage")
        return {"stopReason": "end_turn", **({"usage": used} if "usage" in self._ways else {})}

    def _spend(self) -> None:
        cost = self._ways.get("cost")
        if cost is not None:
            cost = {"amount": cost, "currency": "USD"}
            self.update("usage_update", used=1, size=2, cost=cost)

    def _kept(self) -> str:
        return os.path.join(os.path.expanduser("~"), "acp-session")


if __name__ == "__main__":
    Agent(sys.argv[1], json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}).serve()
