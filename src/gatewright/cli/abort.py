"""`gatewright abort`: a person ends a run. What was accepted stays on its branch."""

from gatewright.cli.a_run import named_run, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.said import said_in
from gatewright.cli.screen import line
from gatewright.cli.verbs import ABORT
from gatewright.model.intake import Abort
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """End the run."""
    return abort(parse_arguments(ABORT, arguments), open_decision_door())


def abort(typed: Typed, door: DecisionDoor) -> int:
    """End a run through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    desk.admit(run_id, Abort(desk.person, said_in(typed.value("--message") or "")))
    kept = f"Its branch and its record are kept; gatewright clean {run_id} removes its lanes."
    say_and_follow(door, desk, run_id, [line(f"{run_id} was ended by you."), line(kept)])
    return Exit.SETTLED
