"""Whether the target of a run that is to land is taken in: where it moved on, and nothing else."""

from gatewright.core.approval.targets import next_target
from gatewright.core.state.run_state import Over, RunState
from gatewright.core.state.run_time import with_more_time
from gatewright.model.events import Event, Exit, StepJudged
from gatewright.model.intake import Refusal, TakeIn
from gatewright.model.standing import TargetMoved
from gatewright.model.verdicts import Status
from gatewright.model.workflow import MERGE_CHECK


def admit_target(state: RunState, intake: TakeIn, at: str) -> tuple[Event, ...] | Refusal:
    """Return that the run goes on, on what the target has now."""
    refused = why_not_landing(state) or _of_part(state, intake) or _why_not(state, intake)
    if refused is not None:
        return refused
    moved = TargetMoved(
        step=next_target(state),
        branch=intake.branch,
        commit=intake.commit,
        tree=intake.tree,
        head=intake.head,
        is_clash=intake.clash is not None,
        person=intake.person,
    )
    goes_on = (moved, *with_more_time(state, (), intake.person, at))
    if intake.clash is None:
        return goes_on
    return (*goes_on, StepJudged(moved.step, 1, moved.head, (intake.clash,), ()))


def why_not_landing(state: RunState) -> Refusal | None:
    """Return why there is nothing to land; None where there is."""
    phase, run_id = state.phase, state.started.feature.run_id
    if not isinstance(phase, Over) or phase.exit is Exit.ABORTED or state.to_commit:
        return Refusal(
            "land.not-ready",
            f"{run_id} is not ready to land",
            "a run that ended well, with all its commits",
            f"{state.settled_count} of {len(state.steps)} steps hold",
            f"gatewright status {run_id}",
        )
    if phase.landed is not None:
        return Refusal("land.done", "it has landed already", "a result to take", phase.landed)
    return None


def _of_part(state: RunState, intake: TakeIn) -> Refusal | None:
    """Return that a run that ended in part does not go on: what it left open would, too."""
    if not isinstance(state.phase, Over) or state.phase.exit is not Exit.PARTIAL:
        return None
    run_id = state.started.feature.run_id
    what = f"{run_id} ended in part, and {intake.branch} moved on since"
    wanted = f"{intake.branch} as the run began from it, or a merge by hand of its branch"
    return Refusal("land.not-ready", what, wanted, intake.commit[:12], f"gatewright diff {run_id}")


def _why_not(state: RunState, intake: TakeIn) -> Refusal | None:
    """Return why this is not where the target moved on to; None where it is."""
    origin, clash = state.started.origin, intake.clash
    if intake.branch != origin.branch or intake.commit in (origin.commit, *state.commits):
        found = f"{intake.branch} at {intake.commit[:12]}"
        wanted = f"{origin.branch}, elsewhere than at {origin.commit[:12]}"
        return Refusal("land.not-moved", "the target did not move on", wanted, found)
    if clash is not None and (clash.check, clash.status) != (MERGE_CHECK, Status.FAIL):
        what, found = "this is no clash", f"{clash.check}: {clash.status}"
        return Refusal("land.not-moved", what, f"{MERGE_CHECK}: {Status.FAIL}", found)
    return None
