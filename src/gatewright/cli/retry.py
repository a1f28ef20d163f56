"""`gatewright retry`: another attempt at what is stuck, with a person's words for it."""

import re

from gatewright.cli.a_run import named_run, named_step, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.said import required_words
from gatewright.cli.screen import line
from gatewright.cli.verbs import RETRY
from gatewright.core.state.budget_words import amount_words
from gatewright.definitions.budget_shape import MONEY_PATTERN, hundredths
from gatewright.model.budgets import BudgetGranted, Resource
from gatewright.model.events import HintGiven
from gatewright.model.intake import Hint
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit

SECONDS = {"m": 60, "h": 3600, "d": 86_400}
GRANT_FORM = "--grant tokens=50000, --grant time=30m, --grant attempts=5, --grant money=2.50"


def run(arguments: list[str]) -> int:
    """Give the hint."""
    return retry(parse_arguments(RETRY, arguments), open_decision_door())


def retry(typed: Typed, door: DecisionDoor) -> int:
    """Give a hint through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    step = named_step(desk.load(run_id).state, typed)
    hint = required_words(typed, "A hint for the next attempt:", "retry.hint", door.terminal())
    grants = tuple(granted_in(each) for each in typed.values("--grant"))
    events = desk.admit(run_id, Hint(step, desk.person, hint, grants))
    given = next(each for each in events if isinstance(each, HintGiven))
    told = f"{given.step} is tried again with your words, at most {given.attempts_granted} times."
    more = [line(grant_words(each)) for each in events if isinstance(each, BudgetGranted)]
    say_and_follow(door, desk, run_id, [line(told), *more])
    return Exit.SETTLED


def granted_in(typed: str) -> tuple[Resource, int]:
    """Return what `tokens=5000` grants. Raises: Mistake `arguments.value`."""
    word, _, amount = typed.partition("=")
    if word == Resource.MONEY and re.fullmatch(MONEY_PATTERN, amount):
        return Resource.MONEY, hundredths(amount)
    match = re.fullmatch(r"([1-9][0-9]{0,8})(s|m|h|d)?", amount)
    is_known = word in (Resource.ATTEMPTS, Resource.TIME, Resource.TOKENS)
    if match is None or not is_known or bool(match[2]) != (word == Resource.TIME):
        what = "A grant names what may be used, and how much."
        raise Mistake("arguments.value", what, found=typed[:40], hints=(GRANT_FORM,))
    return Resource(word), int(match[1]) * SECONDS.get(match[2] or "", 1)


def grant_words(granted: BudgetGranted) -> str:
    """Return a grant, in words."""
    much = amount_words(granted.resource, granted.amount)
    return f"From here on the {granted.scope} may use {much}."
