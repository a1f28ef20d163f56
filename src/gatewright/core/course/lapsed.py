"""Decisions that nobody is asked for any more, as what they were asked on is not there, or open."""

from collections.abc import Iterable, Iterator

from gatewright.core.evolve.evolve import evolve
from gatewright.core.evolve.evolve_verdicts import resting_on
from gatewright.core.state.remedies import steps_of
from gatewright.core.state.run_state import Choosing, Deciding, RunState, StepState
from gatewright.model.events import (
    DecisionLapsed,
    Event,
    StepReopened,
    StepsExpanded,
    StepSkipped,
    WorkflowOutgrown,
)
from gatewright.model.exits import PartTurnedDown
from gatewright.model.ids import Nonce, StepPath
from gatewright.model.remedies import RemedyEnded
from gatewright.model.standing import StepStale
from gatewright.model.waivers import JudgedAnew


def lapsed(state: RunState, event: Event) -> tuple[Event, ...]:
    """Return the decisions that nobody is asked for any more once `event` has happened."""
    match event:
        case StepReopened(step, because):
            touched = (step, *resting_on(state, step))
            return _withdrawn(state, touched, f"{step} is open again: {because}")
        case StepStale() | StepSkipped() | PartTurnedDown() | JudgedAnew():
            return _withdrawn(state, (event.step,), event.because)
        case StepsExpanded():
            return _withdrawn(state, _made_anew(state, event), "what it was made for is another")
        case WorkflowOutgrown(workflow):
            return _withdrawn(state, _made_anew(state, event), f"goes on as {workflow.name}")
        case RemedyEnded(step, because):
            return _withdrawn(state, steps_of(state, step), because)
        case _:
            return ()


def _withdrawn(state: RunState, steps: Iterable[StepPath], because: str) -> tuple[Event, ...]:
    """Return that people are not asked at `steps` any more."""
    return tuple(
        DecisionLapsed(step, nonce, because)
        for step in steps
        for nonce in _nonces(state.record(step).state)
    )


def _made_anew(state: RunState, event: StepsExpanded | WorkflowOutgrown) -> Iterator[StepPath]:
    """Yield the steps under way that are gone, or begin anew, once `event` has happened."""
    after = evolve(state, event).steps
    for step in state.steps.sorted(state.active):
        record = after.get(step)
        if record is None or record.state != state.record(step).state:
            yield step


def _nonces(asked: StepState) -> tuple[Nonce, ...]:
    """Return the names of the questions that are asked in a state."""
    match asked:
        case Deciding(requests=requests):
            return tuple(each.nonce for each in requests)
        case Choosing(nonce=nonce):
            return (nonce,)
        case _:
            return ()
