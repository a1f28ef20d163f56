"""How a person ends a run: by an abort, a second one while it cleans up, or with what holds."""

from gatewright.core.layout.exit_steps import PARTIAL
from gatewright.core.state.exits import aborted
from gatewright.core.state.run_state import Accepted, Blocked, RunState
from gatewright.core.state.run_time import with_more_time
from gatewright.model.events import Event, RunExited, RunResumed
from gatewright.model.exits import PartAsked
from gatewright.model.ids import PERSON, StepPath
from gatewright.model.intake import Abort, Finish, Refusal


def admit_abort(state: RunState, intake: Abort, at: str) -> tuple[Event, ...] | Refusal:
    """Return the end of the run by a person's word, or that it is cleaned up first.

    Shape: what is being cleaned up is left as it is by a second word, and with a reason.
    """
    if state.ending is not None and not intake.because:
        found = f"under way: {', '.join(sorted((*state.active, *state.ready)))}"
        what = f"{state.started.feature.run_id} is being aborted already"
        run_id = state.started.feature.run_id
        return Refusal("abort.reason", what, "why its clean-up is left", found, _again(run_id))
    because = intake.because or f"by {intake.person.removeprefix(PERSON)}"
    end = aborted(state, because, intake.person)
    is_over = isinstance(end, RunExited)
    return (end,) if is_over else with_more_time(state, (end,), intake.person, at)


def _again(run_id: str) -> str:
    return f'gatewright abort {run_id} -m "WHY"'


def admit_finish(state: RunState, intake: Finish) -> tuple[Event, ...] | Refusal:
    """Return that it is to be judged whether the run may end with what holds."""
    run_id = state.started.feature.run_id
    because = _why_not(state, intake)
    if because:
        wanted = "a run that holds in part, a reason, and a workflow that says when that may be"
        what = f"{run_id} cannot end with what holds"
        return Refusal("finish.not-now", what, wanted, because, f"gatewright status {run_id}")
    resumed = RunResumed(intake.person, intake.because)
    before = (resumed,) if isinstance(state.phase, Blocked) else ()
    number = 1 + sum(step.startswith(f"{PARTIAL}/") for step in {*state.steps, *state.gone})
    asked = PartAsked(StepPath(f"{PARTIAL}/{number}"), intake.because, intake.person)
    return (*before, asked)


def _why_not(state: RunState, intake: Finish) -> str:
    """Return why nobody may be asked whether it may end now; "" where it can be judged."""
    if state.ending is not None:
        return "it is being aborted"
    if state.started.workflow.partly is None:
        return "its workflow says nothing of a partial exit (exits: {partial: {requires: ...}})"
    if state.partial is not None:
        return f"it is asked already, at {state.partial.step}"
    if state.taking is not None:
        return f"{state.taking} comes first: its target has moved on"
    if not any(isinstance(each.state, Accepted) for each in state.steps.values()):
        return "nothing holds yet"
    return "" if intake.because else "no reason was given"


def refuse_change(state: RunState) -> Refusal | None:
    """Return that nothing is asked to be otherwise while a run is being aborted; None else."""
    if state.ending is None:
        return None
    run_id = state.started.feature.run_id
    what = f"{run_id} is being aborted, so nothing of it is made otherwise"
    return Refusal("change.aborting", what, "a run that goes on", state.ending.because)
