"""The tools as the Model Context Protocol has them: names, what they take, how they fail.

Arguments are checked by their schema before anything is called. What a person would be told of a
mistake, an agent is told; of a bug of ours it learns that it is one.
"""

import json
from collections.abc import Callable
from threading import Lock
from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from gatewright import __version__
from gatewright.cli.mcp_tools import AgentTools, Document
from gatewright.model.trouble import Mistake
from gatewright.views.quoting import plain

INSTRUCTIONS = """\
Gatewright runs this project's procedure for a feature, step by step, and judges each step in a
clean copy of this checkout. Call start with an idea, or next for the step that waits. Read the
brief: it says what may change and what is checked. Do the work here, then call submit. What you say
of your work changes nothing; a refusal names what was found and where. You cannot approve, waive,
change or land: where a person is wanted, tell them the command that the answer names, and stop.
"""
TOOLS = (
    "start", "next", "submit", "ask", "record", "unknown", "context", "status", "why", "log",
)  # fmt: skip
TEXT_MAX = 4000
Feature = Annotated[
    str | None,
    Field(description="number or name; without it, the one of this branch", max_length=200),
]
Words = Annotated[str, Field(max_length=TEXT_MAX)]
Short = Annotated[str, Field(max_length=200)]
Few = Annotated[list[Short], Field(max_length=20)]
Value = str | bool | int | list[Short]
Fields = Annotated[dict[Short, Value], Field(max_length=30)]
ANSWER_CHARS_MAX = 100_000


NONE: list[str] = []
NOTHING: dict[str, str] = {}


def make_server(tools: AgentTools) -> MCPServer[Any]:
    """Return a server that offers `tools`, one call at a time."""
    server: MCPServer[Any] = MCPServer(
        "gatewright", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR"
    )
    served = Served(tools)
    for name in TOOLS:
        server.add_tool(getattr(served, name), name=name)
    return server


class Served:
    """Every tool with what it takes. The first line of each is what an agent reads of it."""

    def __init__(self, tools: AgentTools) -> None:
        self._tools = tools
        self._lock = Lock()

    async def start(
        self,
        idea: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)],
        workflow: Short = "auto",
        facts: Annotated[dict[Short, Short], Field(max_length=50)] = NOTHING,
        context: Few = NONE,
    ) -> dict[str, Any]:
        """Begin a feature in this checkout and get its first step. Uncommitted work is taken in."""
        return await self._call(lambda: self._tools.start(idea, workflow, facts, context))

    async def next(self, feature: Feature = None) -> dict[str, Any]:
        """Get the step that you are to do, with its brief; or who is waited for."""
        return await self._call(lambda: self._tools.next(feature))

    async def submit(self, feature: Feature = None, said: Words = "") -> dict[str, Any]:
        """Hand in this checkout as it is, to be judged; get what was found."""
        return await self._call(lambda: self._tools.submit(feature, said))

    async def ask(
        self,
        question: Annotated[str, Field(min_length=1, max_length=500)],
        feature: Feature = None,
    ) -> dict[str, Any]:
        """Ask the person what only they can say. The step waits until it is answered."""
        return await self._call(lambda: self._tools.ask(feature, question))

    async def record(
        self, register: Short, fields: Fields, feature: Feature = None
    ) -> dict[str, Any]:
        """Put something on record, such as a decision: "decisions", {"text": "...", ...}."""
        return await self._call(lambda: self._tools.record(feature, register, fields))

    async def unknown(
        self,
        text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)],
        blocks: Few = NONE,
        feature: Feature = None,
    ) -> dict[str, Any]:
        """Raise something that nobody knows yet; it is open until a person settles it."""
        fields: dict[str, Value] = {"text": text}
        if blocks:
            fields["blocks"] = blocks
        return await self._call(lambda: self._tools.record(feature, "unknowns", fields))

    async def context(
        self,
        text: Words = "",
        kind: Short = "",
        importance: Annotated[float | None, Field(ge=0, le=1)] = None,
        about: Few = NONE,
        search: Short = "",
        feature: Feature = None,
    ) -> dict[str, Any]:
        """Note `text` for whoever works next; or `search` for words; or read what is known."""
        told = "" if importance is None else str(importance)
        fields = {"text": text, "kind": kind, "importance": told, "about": about}
        if text.strip():
            return await self._call(lambda: self._tools.add_context(feature, fields))
        return await self._call(lambda: self._tools.context(feature, search))

    async def status(self, feature: Feature = None) -> dict[str, Any]:
        """Say how a feature stands and who it waits for; without one, all of them."""
        return await self._call(lambda: self._tools.status(feature))

    async def why(self, feature: Feature = None, step: Short = "") -> dict[str, Any]:
        """Say what stops a feature, or a step of it, with the evidence."""
        return await self._call(lambda: self._tools.why(feature, step))

    async def log(
        self, feature: Feature = None, last: Annotated[int, Field(ge=1, le=200)] = 50
    ) -> dict[str, Any]:
        """Tell the last of what happened to a feature."""
        return await self._call(lambda: self._tools.log(feature, last))

    async def _call(self, act: Callable[[], Document]) -> Document:
        """Do one thing, apart from the loop; say a mistake as a mistake."""

        def alone() -> Document:
            with self._lock:
                return act()

        try:
            return bounded(await anyio.to_thread.run_sync(alone))
        except Mistake as mistake:
            raise ToolError(said_of(mistake)) from mistake


def bounded(document: Document) -> Document:
    """Return a document that fits: of one that does not, its longest lists are cut, and it says so.

    Raises: Mistake for one that is too long all the same.
    """
    while len(json.dumps(document)) > ANSWER_CHARS_MAX:
        lists = [name for name, value in document.items() if isinstance(value, list | tuple)]
        longest = max(lists, key=lambda name: len(json.dumps(document[name])), default="")
        if not longest or not document[longest]:
            raise Mistake("mcp.long", "The answer is longer than an agent reads.")
        kept = document[longest][-(len(document[longest]) // 2) :] if document[longest][1:] else []
        document = {**document, longest: kept, "cut": sorted({*document.get("cut", ()), longest})}
    return document


def said_of(mistake: Mistake) -> str:
    """Return a mistake as an agent is told: its code, what it is, what was found, what to do."""
    rows = [f"{mistake.code}: {plain(mistake.what)}"]
    rows += [f"found: {plain(mistake.found)}"] if mistake.found else []
    rows += [f"do: {plain(hint)}" for hint in mistake.hints]
    return "\n".join(rows)
