"""What the model does: moves, chosen by the words of the brief and by how far the work has come.

Nothing is remembered between requests: which move is next follows from the tool results that the
request holds. So an agent may retry, and sessions may go on, as often as they like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WRITING = (
    "write_file", "Write", "write", "write_to_file", "create_file", "str_replace_based_edit_tool",
)  # fmt: skip
SHELLS = (
    "exec_command", "shell_command", "shell", "local_shell", "Bash", "bash", "run_shell_command",
    "execute_command", "terminal",
)  # fmt: skip
PATHS = ("file_path", "filePath", "absolute_path", "path")
TEXTS = ("content", "contents", "file_text", "text")
COMMANDS = ("cmd", "command", "commands", "script")
FILLERS = {"boolean": False, "integer": 1, "number": 1, "array": [], "object": {}}
END = "SCRIPTED_END"


@dataclass(frozen=True)
class Write:
    """Have the agent write a file, by its own tool for it or by a shell."""

    path: str
    text: str


@dataclass(frozen=True)
class Shell:
    """Have the agent run a line of shell."""

    line: str


@dataclass(frozen=True)
class Use:
    """Call a tool of a server that the agent was told of; what the agent calls it ends so."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Say:
    """Say something, which ends the turn."""

    text: str


@dataclass(frozen=True)
class Fail:
    """Answer with an HTTP status."""

    status: int


@dataclass(frozen=True)
class Stall:
    """Answer nothing for so long."""

    seconds: float


@dataclass(frozen=True)
class Garbage:
    """Answer with what no client can read."""


Move = Write | Shell | Use | Say | Fail | Stall | Garbage


@dataclass(frozen=True)
class Play:
    """What is done where `marker` stands in what the agent was told last."""

    marker: str  # "" stands everywhere
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Tool:
    """A tool that the agent offers."""

    name: str
    schema: dict[str, Any]
    namespace: str = ""


@dataclass(frozen=True)
class Asked:
    """What a request asks, whatever its dialect."""

    tools: tuple[Tool, ...]
    results: int  # tool results since the last words of a person
    last_words: str


@dataclass(frozen=True)
class Call:
    """A tool to be called."""

    name: str
    arguments: dict[str, Any]
    namespace: str = ""


def next_move(plays: Sequence[Play], asked: Asked) -> Move:
    """Return the move that is next. A request without tools is for a title or the like."""
    if not asked.tools:
        return Say("scripted title")
    for play in plays:
        if play.marker in asked.last_words:
            return play.moves[min(asked.results, len(play.moves) - 1)]
    return Say("Nothing is scripted for this.")


def call_for(move: Write | Shell | Use, tools: Sequence[Tool]) -> Call | None:
    """Return the call that does `move` with the tools there are; None where none fits."""
    if isinstance(move, Use):
        fitting = (each for each in tools if f"{each.namespace}{each.name}".endswith(move.tool))
        found = next(fitting, None)
        if found is None:
            return None
        return Call(found.name, _filled(found, move.arguments), found.namespace)
    if isinstance(move, Shell):
        return _shell_call(move.line, tools)
    tool = _first(tools, WRITING)
    if tool is None:
        folder = move.path.rpartition("/")[0] or "."
        text = move.text.removesuffix("\n")
        return _shell_call(
            f"mkdir -p '{folder}' && cat > '{move.path}' <<'{END}'\n{text}\n{END}", tools
        )
    known = {_key(tool, PATHS): move.path, _key(tool, TEXTS): move.text}
    if "create" in (_properties(tool).get("command") or {}).get("enum", ()):
        known["command"] = "create"
    return Call(tool.name, _filled(tool, known), tool.namespace)


def _shell_call(line: str, tools: Sequence[Tool]) -> Call | None:
    tool = _first(tools, SHELLS)
    if tool is None:
        return None
    key = _key(tool, COMMANDS)
    is_list = (_properties(tool).get(key) or {}).get("type") == "array"
    words = [line] if key == "commands" else ["bash", "-lc", line]
    return Call(tool.name, _filled(tool, {key: words if is_list else line}), tool.namespace)


def _first(tools: Sequence[Tool], names: Sequence[str]) -> Tool | None:
    by_name = {tool.name: tool for tool in tools}
    return next((by_name[name] for name in names if name in by_name), None)


def _properties(tool: Tool) -> dict[str, Any]:
    return tool.schema.get("properties") or {}


def _key(tool: Tool, names: Sequence[str]) -> str:
    return next((name for name in names if name in _properties(tool)), names[0])


def _filled(tool: Tool, known: dict[str, Any]) -> dict[str, Any]:
    """Return `known` with something plausible for whatever else the tool demands."""
    filled = dict(known)
    for name in tool.schema.get("required") or ():
        kind = _properties(tool).get(name) or {}
        usual = FILLERS.get(str(kind.get("type")).lower(), "scripted")
        filled.setdefault(name, kind["enum"][0] if kind.get("enum") else usual)
    return filled
