"""The time that a run may take: counted from its start, and anew when a person acts after its end.

A night that a question lay open is nobody's work, so an answer brings time with it.
"""

from gatewright.core.state.run_state import RunState
from gatewright.core.text.instants import seconds_between
from gatewright.model.events import Event, RunResumed
from gatewright.model.records import replace


def overdue_s(state: RunState, at: str) -> int:
    """Return by how much the run is over its time; 0 and less where it is not. Units: seconds."""
    return _taken_s(state, at) - state.wall_s_granted - state.started.bounds.wall_s_max


def out_of_time(state: RunState, at: str) -> str:
    """Return that the time is used up, in words."""
    limit_s = state.wall_s_granted + state.started.bounds.wall_s_max
    return f"budget used up: {_taken_s(state, at) // 60} min of {limit_s // 60} min"


def with_more_time(
    state: RunState, events: tuple[Event, ...], person: str, at: str
) -> tuple[Event, ...]:
    """Return what a person did, with the whole time again where it was used up."""
    if overdue_s(state, at) <= 0:
        return events
    granted_s = _taken_s(state, at) - state.wall_s_granted
    if any(isinstance(event, RunResumed) for event in events):
        return tuple(
            replace(event, wall_s_granted=granted_s) if isinstance(event, RunResumed) else event
            for event in events
        )
    return (RunResumed(person, "the time of the run begins anew", granted_s), *events)


def _taken_s(state: RunState, at: str) -> int:
    """Return how long the run is under way, rounded up. Units: seconds."""
    return seconds_between(state.started_at, at)
