"""`gatewright mcp`: serve a coding agent that works in this checkout, on stdin and stdout."""

import re

from gatewright.cli.agents_verb import MCP
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.mcp_door import McpDoor
from gatewright.cli.start_folder import start_folder
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
UNNAMED = "agent"
HOW = (
    "pip install 'gatewright[mcp]'    into the environment that gatewright runs in",
    "uv tool install 'gatewright[mcp]'    where it is a tool of uv",
)


def run(arguments: list[str]) -> int:
    """Serve until the agent leaves."""
    from gatewright import bootstrap

    return serve(parse_arguments(MCP, arguments), bootstrap)


def serve(typed: Typed, door: McpDoor) -> int:
    """Serve through `door`; return the exit code. Raises: Mistake `mcp.missing`, `mcp.name`."""
    name = typed.value("--name") or UNNAMED
    if not NAME.fullmatch(name):
        what = f"{name!r} is no name for an agent."
        raise Mistake("mcp.name", what, hints=("gatewright mcp --name claude",))
    try:
        from gatewright.cli.mcp_server import make_server
    except ModuleNotFoundError as missing:
        what = "The part that speaks with agents in editors is not installed."
        found = f"there is no module {missing.name}"
        raise Mistake("mcp.missing", what, found=found, hints=HOW) from missing
    from gatewright.cli.mcp_tools import AgentTools

    make_server(AgentTools(door, start_folder(typed), name)).run("stdio")
    return Exit.SETTLED
