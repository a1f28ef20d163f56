"""`gatewright submit`: what a person did by hand is handed in, to be judged like any work."""

from gatewright.cli.a_run import named_run, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.screen import line
from gatewright.cli.verbs import SUBMIT
from gatewright.model.events import AttemptFinished
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """Hand in the work."""
    return submit(parse_arguments(SUBMIT, arguments), open_decision_door())


def submit(typed: Typed, door: DecisionDoor) -> int:
    """Hand in through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    events = desk.submit(run_id)
    rows = [
        line(f"{each.step} is handed in as tree {each.tree[:12]}; it is judged like any work.")
        for each in events
        if isinstance(each, AttemptFinished)
    ]
    say_and_follow(door, desk, run_id, rows)
    return Exit.SETTLED
