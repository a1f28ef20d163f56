"""When a remedy is laid in, and what follows once it holds, fails, or nobody waits for it.

Bounds: each use is counted by its failure rule before anything is done.
"""

from gatewright.core.course.failure import after_remedy
from gatewright.core.state.remedies import waiting_for_remedy
from gatewright.core.state.run_state import RunState
from gatewright.model.events import Event
from gatewright.model.remedies import RemedyEnded, RemedyLaid


def of_remedies(state: RunState) -> tuple[Event, ...]:
    """Return what follows for a remedy that is under way; () where its steps go on."""
    return next(filter(None, (_of(state, laid) for laid in state.remedies)), ())


def _of(state: RunState, laid: RemedyLaid) -> tuple[Event, ...]:
    waiting = waiting_for_remedy(state, laid)
    if waiting is None:
        return (RemedyEnded(laid.step, f"{laid.by} does not wait for it any more"),)
    if not state.stands(laid.step):
        return ()
    done = RemedyEnded(laid.step, "all of it holds", holds=True)
    return (done, *after_remedy(state, waiting, laid))
