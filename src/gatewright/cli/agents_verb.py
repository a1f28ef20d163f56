"""`gatewright agents` and `gatewright mcp`: their words and flags."""

from gatewright.cli.arguments import Flag, Verb
from gatewright.cli.flags import FOLDER, JSON

AGENTS = Verb(
    "agents",
    "tell coding agents of this program: add NAME, remove NAME, list",
    "gatewright.cli.agents",
    operands="[add|remove|list] [NAME]",
    operands_max=2,
    flags=(
        Flag("--stop-hook", "add: remind it to hand in (claude)"),
        Flag("--all", "remove: for every agent"),
        Flag("--force", "also what was altered since it was written"),
        JSON,
        FOLDER,
    ),
    group="Set up",
)
MCP = Verb(
    "mcp",
    "serve a coding agent that works in this checkout, as its editor starts it",
    "gatewright.cli.mcp",
    flags=(Flag("--name", "what the record calls it (agent)", value="NAME"), FOLDER),
    exits=(0, 2, 1, 130),
    group="Set up",
)
