"""`gatewright waive`: let through what one check found, with a reason that every report shows."""

from datetime import date

from gatewright.cli.a_run import say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.runs_door import step_named
from gatewright.cli.said import required_words
from gatewright.cli.screen import line
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import WAIVE
from gatewright.model.intake import Waive
from gatewright.model.trouble import Mistake
from gatewright.model.waivers import Waived
from gatewright.views.exits import Exit

OPERANDS_MIN = 2
FOR_ALL_WHO_READ = "A waiver needs a sentence: every report shows it."
FORM = 'gatewright waive 12 coverage -m "why this is right"'


def run(arguments: list[str]) -> int:
    """Waive."""
    return waive(parse_arguments(WAIVE, arguments), open_decision_door())


def waive(typed: Typed, door: DecisionDoor) -> int:
    """Waive through `door`; return the exit code. Raises: Mistake."""
    if len(typed.operands) < OPERANDS_MIN:
        found = " ".join(typed.operands) or "nothing"
        what = "Say which run, and which check."
        raise Mistake("arguments.value", what, found=found, hints=(FORM,))
    feature, check, *step = typed.operands
    until = _until(typed.value("--until"))
    desk = door.desk(start_folder(typed))
    run_id = desk.find(feature)
    named = step_named(desk.load(run_id).state, step[0]) if step else None
    asked = ("Why is this right?", "waive.reason")
    because = required_words(typed, *asked, door.terminal(), FOR_ALL_WHO_READ)
    events = desk.admit(run_id, Waive(named, check, desk.person, because, until))
    waived = next(each for each in events if isinstance(each, Waived))
    told = f"What {waived.check} found at {waived.step} is let through; every report shows it."
    say_and_follow(door, desk, run_id, [line(told)])
    return Exit.SETTLED


def _until(typed: str | None) -> str:
    """Return the end of the day that was typed, in UTC; "" where none was. Raises: Mistake."""
    if typed is None:
        return ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        form = ("--until 2026-12-31",)
        what = "A waiver ends with a day."
        raise Mistake("arguments.value", what, found=typed[:40], hints=form) from None
    return f"{day.isoformat()}T23:59:59+00:00"
