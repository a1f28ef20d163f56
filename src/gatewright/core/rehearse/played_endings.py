"""What a play came to, read from where its run stands."""

from enum import StrEnum

from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.course.decide import waits_for_people
from gatewright.core.rehearse.scripts import ALWAYS
from gatewright.core.state.run_state import Blocked, Over, RunState
from gatewright.model.events import Exit

MOVES_MAX = ALWAYS


class Ending(StrEnum):
    """What a play came to."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    ABORTED = "aborted"
    WAITS = "waits"  # for a person
    STUCK = "stuck"  # nothing is wanted, nobody is asked: a dead end
    ENDLESS = "endless"


def ending_of(state: RunState, *, is_endless: bool) -> tuple[Ending, str]:
    """Return how a play ended, and why."""
    match state.phase:
        case Over(exit_, because):
            return Ending(exit_), "" if exit_ is Exit.COMPLETED else because
        case Blocked(because):
            return Ending.BLOCKED, because
        case _ if is_endless:
            return Ending.ENDLESS, f"not over after {MOVES_MAX} outcomes"
        case _:
            waiting = waits_for_people(state)
            told = ", ".join(record.definition.path for record in waiting)
            if waits_for_permission(state):
                return Ending.WAITS, "a word that it may be committed"
            return (Ending.WAITS, told) if waiting else (Ending.STUCK, _standing(state))


def _standing(state: RunState) -> str:
    """Return the first step that is not settled."""
    return next((step for step, one in state.steps.items() if not one.is_settled), "")
