"""`gatewright agents`: its words and flags."""

from gatewright.cli.arguments import Flag, Verb
from gatewright.cli.flags import FOLDER, JSON

AGENTS = Verb(
    "agents",
    "tell coding agents of this program: add NAME, remove NAME, list",
    "gatewright.cli.agents",
    operands="[add|remove|list] [NAME]",
    operands_max=2,
    flags=(
        Flag("--stop-hook", "add: it is reminded to hand in before it stops, where it can be"),
        Flag("--all", "remove: for every agent"),
        Flag("--force", "also what was altered since it was written"),
        JSON,
        FOLDER,
    ),
    group="Set up",
)
