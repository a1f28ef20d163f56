"""The verb for notes, and the flag by which a run is given some."""

from gatewright.cli.arguments import Flag, Verb
from gatewright.cli.flags import FOLDER, JSON

KINDS_OF_NOTES = ("fact", "decision", "progress", "question", "lesson")
NOTES_OF = Flag("--context", "tell its notes in briefs too", value="NAME", may_repeat=True)
CONTEXT = Verb(
    "context",
    "notes for the next: new NAME, add NAME TEXT, show, search",
    "gatewright.cli.context",
    operands="[ACTION]...",
    operands_max=30,
    flags=(
        Flag("--importance", "add: how much it matters, from 0 to 1", value="0.9"),
        Flag("--kind", "add: what it is (fact)", choices=KINDS_OF_NOTES),
        Flag("--about", "add: the step or artifact that it is on", value="NAME", may_repeat=True),
        Flag("--for", "show: what this step is handed by other roles", value="STEP"),
        Flag("--in", "search: in this feature or session alone", value="NAME"),
        JSON,
        FOLDER,
    ),
    group="Decide",
)
