"""`gatewright clean`: remove what finished runs left behind, and say what that was."""

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.screen import line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import CLEAN
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain


def run(arguments: list[str]) -> int:
    """Remove what is left behind."""
    return clean(parse_arguments(CLEAN, arguments), open_decision_door())


def clean(typed: Typed, door: DecisionDoor) -> int:
    """Remove through `door`; return the exit code. Raises: Mistake."""
    desk = door.desk(start_folder(typed))
    run_id = desk.find(typed.operands[0]) if typed.operands else None
    removed = desk.clean(run_id)
    rows = [line(f"Removed {plain(each)}") for each in removed]
    print_lines(rows or [line("Nothing was left behind.")], door.terminal())
    return Exit.SETTLED
