"""The verb for people and their keys."""

from gatewright.cli.arguments import Flag, Verb
from gatewright.cli.flags import FOLDER, JSON

PEOPLE = Verb(
    "people",
    "who has which role and key; add NAME --key FILE, remove NAME",
    "gatewright.cli.people",
    operands="[ACTION] [NAME]",
    operands_max=2,
    flags=(
        Flag("--key", "add: the public SSH key", value="FILE"),
        Flag("--confirm", "add: an agent asks each time before this key signs"),
        JSON,
        FOLDER,
    ),
    group="Set up",
)
