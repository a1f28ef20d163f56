"""`gatewright finish`: a person wants a run to end with what holds; the rest is deferred."""

from gatewright.cli.a_run import named_run, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.said import said_in
from gatewright.cli.screen import line
from gatewright.cli.verbs import FINISH
from gatewright.model.intake import Finish
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """Ask whether the run may end."""
    return finish(parse_arguments(FINISH, arguments), open_decision_door())


def finish(typed: Typed, door: DecisionDoor) -> int:
    """Ask through `door` that a run end with what holds; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    if not typed.has("--partial"):
        raise Mistake(
            "finish.whole",
            f"{run_id} ends by itself once all of it holds.",
            hints=(f'gatewright finish {run_id} --partial -m "WHY"    with what holds now',),
        )
    desk.admit(run_id, Finish(desk.person, said_in(typed.value("--message") or "")))
    said = f"Whether {run_id} may end with what holds is judged; until then it goes on."
    say_and_follow(door, desk, run_id, [line(said)])
    return Exit.SETTLED
