"""The end of a run in which all holds, and what it tells the outside on its way there."""

from gatewright.core.state.run_state import RunState
from gatewright.model.events import Event, Exit, RunExited
from gatewright.model.exits import SignalGiven
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import StepDefinition


def completed(state: RunState) -> tuple[Event, ...]:
    """Return that all holds, with what the run gives out, each by its content."""
    workflow = state.started.workflow
    given = tuple((name, state.artifacts[name]) for name in _outputs(state))
    exited = RunExited(Exit.COMPLETED, "every step holds", state.tree, given)
    return (*_first(state, None, workflow.signals), exited)


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


def _outputs(state: RunState) -> list[str]:
    """Return the outputs that there are: what did not apply was not made."""
    return [name for name in state.started.workflow.outputs if name in state.artifacts]
