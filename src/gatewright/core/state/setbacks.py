"""Workers that cannot work now: how long is waited, when another agent goes on, when a run holds.

No attempt is used by it: nothing is known of the work. The pause grows with each setback and is
bounded; which part of it is waited is drawn from the name of the attempt, so that many runs do not
come back at once and the same run says the same again.
"""

from datetime import datetime, timedelta

from gatewright.core.state.run_state import Moving, RunState, StepRecord, Working
from gatewright.core.state.step_changes import keep
from gatewright.model.digest import digest_of
from gatewright.model.events import AttemptFinished, Ended
from gatewright.model.ids import EffectId
from gatewright.model.records import replace
from gatewright.model.setbacks import AgentReplaced, AttemptDelayed
from gatewright.model.workflow import WorkerKind

UNABLE = (Ended.FAILED, Ended.ABSENT, Ended.BUSY, Ended.SHUT_OUT)
"""How an attempt ends of which nothing is known but that its worker could not work."""
UNSURE = (Ended.FAILED, Ended.TIMED_OUT, Ended.QUIET, Ended.FLOODED)
"""How a command ends of which nobody knows how far it came."""
FIRST_PAUSE_S = {Ended.FAILED: 1, Ended.ABSENT: 1, Ended.BUSY: 15, Ended.SHUT_OUT: 1}
PAUSE_S_MAX = 300
IN_A_ROW_MAX = 5
_SHARES = 1000

SetbackEvent = AttemptDelayed | AgentReplaced


def pause_ms(ended: Ended, before: int, effect_id: EffectId) -> int:
    """Return how long to wait after a setback. Shape: `before` counts those of the step before.

    Units: milliseconds. Bounds: from the half to the whole of a pause that doubles each time.
    """
    whole_ms = min(FIRST_PAUSE_S[ended] * 1000 << min(before, 20), PAUSE_S_MAX * 1000)
    drawn = int(digest_of(effect_id)[:8], 16) % (_SHARES + 1)
    return whole_ms // 2 + whole_ms // 2 * drawn // _SHARES


def delayed(state: RunState, finished: AttemptFinished, at: str) -> tuple[AttemptDelayed, ...]:
    """Return that the next attempt waits; () where it need not, or there is none by itself."""
    record = state.record(finished.step)
    if finished.ended not in UNABLE or finished.ended is Ended.SHUT_OUT:
        return ()
    if record.definition.doer.kind is not WorkerKind.AGENT:
        return ()
    assert isinstance(record.state, Working), "BUG: an attempt that is current is under way"
    wait_ms = pause_ms(finished.ended, record.troubles, record.state.effect_id)
    until = datetime.fromisoformat(at) + timedelta(milliseconds=wait_ms)
    because = f"the agent was {finished.ended}"
    return (AttemptDelayed(finished.step, until.isoformat(timespec="milliseconds"), because),)


def wait_s(until: str, at: str) -> float:
    """Return how long an attempt is still to wait; "" does not. Bounds: 0 to PAUSE_S_MAX.

    Shape: a clock that was set back cannot make it longer than the longest pause.
    """
    if not until:
        return 0.0
    left = datetime.fromisoformat(until) - datetime.fromisoformat(at)
    return min(max(left.total_seconds(), 0.0), float(PAUSE_S_MAX))


def is_in_doubt(record: StepRecord, ended: Ended | None = None) -> bool:
    """Return whether nobody knows what a command did that is not begun again unasked.

    Shape: without an end, it was stopped at work.
    """
    is_cut_off = ended in UNSURE if ended is not None else isinstance(record.state, Working)
    return is_cut_off and record.definition.asks_if_lost


def row_after(state: RunState, finished: AttemptFinished) -> int:
    """Return how often in a row the agent was unable to work, after an attempt."""
    if state.record(finished.step).definition.doer.kind is not WorkerKind.AGENT:
        return state.unable_in_a_row
    return state.unable_in_a_row + 1 if finished.ended in UNABLE else 0


def why_broken(state: RunState, record: StepRecord) -> str:
    """Return why the agent is not asked again; "" where it is."""
    if record.definition.doer.kind is not WorkerKind.AGENT or not state.unable_in_a_row:
        return ""
    if state.unable_in_a_row >= IN_A_ROW_MAX:
        return f"its agent could not work {state.unable_in_a_row} times in a row"
    if record.troubles <= state.started.bounds.trouble_max:
        return ""
    if record.is_shut_out:
        return "its agent was shut out: its key or login is not accepted"
    return f"its agent could not work {record.troubles} times"


def next_agent(state: RunState, because: str) -> tuple[AgentReplaced, ...]:
    """Return that the next agent goes on; () where none was named, or nothing is wrong."""
    if not because or not isinstance(state.phase, Moving):
        return ()
    agents = tuple(dict.fromkeys((state.started.agent, *state.started.fallbacks)))
    left = agents[agents.index(state.agent) + 1 :]
    return (AgentReplaced(left[0], state.agent, because),) if left else ()


def evolve_setback(state: RunState, event: SetbackEvent) -> RunState:
    """Return `state` after `event`; another agent begins with nothing held against it."""
    if isinstance(event, AttemptDelayed):
        return keep(state, replace(state.record(event.step), not_before=event.until))
    for record in tuple(state.steps.values()):
        if record.troubles or record.not_before:
            state = keep(state, replace(record, troubles=0, not_before=""))
    return replace(state, agent=event.agent, unable_in_a_row=0)
