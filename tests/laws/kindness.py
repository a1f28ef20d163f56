"""A world that answers everything well, and helps a run that is blocked, until it is over."""

from gatewright.core.run_state import Blocked, Over
from gatewright.model.events import Choice
from gatewright.model.intake import Hint
from gatewright.model.verdicts import Status
from tests.property.run_worlds import PERSON, World, go_on

PLENTY = 1500  # far more turns than a run of six steps can need


def be_kind(world: World) -> None:
    """Go on until the run is over, or blocked by what no kindness helps against."""
    for _ in range(PLENTY):
        if isinstance(world.state.phase, Over) and world.wanted() is None:
            return
        if go_on(world, Status.PASS, Choice.APPROVE):
            continue
        if not isinstance(world.state.phase, Blocked):
            return
        blocked = world.state.phase
        world.tell(Hint(None, PERSON, "once more"))
        if world.state.phase == blocked:
            return
