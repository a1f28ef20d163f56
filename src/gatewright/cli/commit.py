"""`gatewright commit`: a person lets what is accepted by now be committed, once."""

from gatewright.cli.a_run import named_run, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.said import said_in
from gatewright.cli.screen import line
from gatewright.cli.verbs import COMMIT
from gatewright.model.intake import AllowCommit
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """Allow it."""
    return commit(parse_arguments(COMMIT, arguments), open_decision_door())


def commit(typed: Typed, door: DecisionDoor) -> int:
    """Allow it through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    message = said_in(typed.value("--message") or "")
    desk.admit(run_id, AllowCommit(desk.person, message))
    told = "What is accepted by now may be committed; what comes later asks again."
    say_and_follow(door, desk, run_id, [line(told)])
    return Exit.SETTLED
