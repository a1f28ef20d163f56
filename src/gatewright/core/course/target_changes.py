"""What does not hold once the target was taken in: all that was judged of the whole."""

from collections.abc import Iterator

from gatewright.core.state.run_state import Accepted, RunState, StepRecord
from gatewright.model.standing import StepStale


def judged_before(state: RunState, record: StepRecord) -> Iterator[StepStale]:
    """Yield what nobody works on, and was judged when the target was another: it is judged anew.

    Shape: nothing, where `record` is no step at which the target is taken in. What people said
           counts by what it is bound to, as ever.
    """
    if record.target is None:
        return
    because = f"{record.target.branch} has moved on"
    for step, other in state.steps.items():
        is_made = other.has_worker or other.is_template or other.change or other.target
        if isinstance(other.state, Accepted) and not (is_made or other.is_retired):
            yield StepStale(step, because)
