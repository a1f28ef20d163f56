"""A world that answers everything well, and helps a run that is blocked, until it is over."""

from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.state.run_state import Blocked, Over
from gatewright.model.effects import MakeCommit
from gatewright.model.events import Choice
from gatewright.model.intake import AllowCommit, Hint
from gatewright.model.verdicts import Status
from tests.property.run_worlds import PERSON, World, commit_of, go_on

PLENTY = 1500  # far more turns than a run of six steps can need


def be_kind(world: World) -> None:
    """Go on until the run is over, or blocked by what no kindness helps against."""
    for _ in range(PLENTY):
        phase, effect = world.state.phase, world.wanted()
        if isinstance(phase, Blocked) and _helps(world):
            continue
        if isinstance(phase, Blocked | Over):
            if not isinstance(effect, MakeCommit):
                return
            world.tell(commit_of(effect, len(world.events)))
        elif not go_on(world, Status.PASS, Choice.APPROVE):
            if not waits_for_permission(world.state):
                return
            world.tell(AllowCommit(world.decider))


def _helps(world: World) -> bool:
    """Say words to a run that is blocked; return whether they did anything."""
    blocked = world.state.phase
    world.tell(Hint(None, PERSON, "once more"))
    return world.state.phase != blocked
