"""The ends of a run, and what it tells the outside on its way there."""

from gatewright.core.state.run_state import RunState
from gatewright.model.events import Event, Exit, RunExited
from gatewright.model.exits import AbortBegun, SignalGiven
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import StepDefinition


def ended(state: RunState) -> tuple[Event, ...]:
    """Return the end of a run in which all holds: of what was to be built, or of a clean-up."""
    if state.ending is not None:
        return (RunExited(Exit.ABORTED, state.ending.because, None, person=state.ending.person),)
    exited = RunExited(Exit.COMPLETED, "every step holds", state.tree, given_out(state))
    return (*_first(state, None, state.started.workflow.signals), exited)


def aborted(state: RunState, because: str, person: str = "") -> Event:
    """Return the end of a run that is aborted, or that its clean-up begins; once it did, the end.

    Shape: nobody is named where a failure rule ends it.
    """
    if state.started.workflow.clean_up and state.ending is None:
        return AbortBegun(because, person)
    return RunExited(Exit.ABORTED, because, None, person=person)


def given_out(state: RunState) -> tuple[tuple[str, Digest], ...]:
    """Return what the run gives out, each by its content: what did not apply was not made."""
    names = state.started.workflow.outputs
    return tuple((name, state.artifacts[name]) for name in names if name in state.artifacts)


def signals_of(state: RunState, definition: StepDefinition) -> tuple[SignalGiven, ...]:
    """Return what the outside is told once a step holds: the first time, and never again."""
    return _first(state, definition.path, definition.signals)


def with_signal(state: RunState, event: SignalGiven) -> RunState:
    """Return `state` in which it is known that the outside was told."""
    return replace(state, signalled=(*state.signalled, event))


def _first(
    state: RunState, step: StepPath | None, names: tuple[str, ...]
) -> tuple[SignalGiven, ...]:
    told = any(each.step == step for each in state.signalled)
    return (SignalGiven(step, names),) if names and not told else ()
