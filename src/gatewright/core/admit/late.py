"""What is refused because the run has moved on since it was asked for."""

from gatewright.core.state.run_state import RunState
from gatewright.model.intake import Intake, Refusal


def late(state: RunState, intake: Intake) -> Refusal:
    """Return why an outcome is not taken: it is not of what is under way."""
    return Refusal(
        "outcome.late",
        "this is not what is under way",
        "the outcome of the current attempt",
        f"{type(intake).__name__} for a step that has moved on",
    )
