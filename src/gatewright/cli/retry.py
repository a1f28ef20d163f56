"""`gatewright retry`: another attempt at what is stuck, with a person's words for it."""

from gatewright.cli.a_run import named_run, named_step, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.said import required_words
from gatewright.cli.screen import line
from gatewright.cli.verbs import RETRY
from gatewright.model.events import HintGiven
from gatewright.model.intake import Hint
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """Give the hint."""
    return retry(parse_arguments(RETRY, arguments), open_decision_door())


def retry(typed: Typed, door: DecisionDoor) -> int:
    """Give a hint through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    step = named_step(desk.load(run_id).state, typed)
    hint = required_words(typed, "A hint for the next attempt:", "retry.hint", door.terminal())
    events = desk.admit(run_id, Hint(step, desk.person, hint))
    given = next(each for each in events if isinstance(each, HintGiven))
    told = f"{given.step} is tried again with your words, at most {given.attempts_granted} times."
    say_and_follow(door, desk, run_id, [line(told)])
    return Exit.SETTLED
