"""Whether a commit, or the branch, that the shell made is the one that was asked for."""

from gatewright.core.approval.commit_units import due
from gatewright.core.course.decide import wanted_now
from gatewright.core.state.run_state import RunState
from gatewright.model.commit_policy import BranchMade, CommitMade
from gatewright.model.effects import MakeBranch
from gatewright.model.events import Event
from gatewright.model.intake import Branched, Committed, Refusal


def admit_made(state: RunState, intake: Committed | Branched) -> tuple[Event, ...] | Refusal | None:
    """Return that it was made; None for a branch that nobody asks for any more."""
    if isinstance(intake, Committed):
        return _commit(state, intake)
    wanted = (each for each in wanted_now(state, intake.step) if isinstance(each, MakeBranch))
    is_asked = any(each.commit == intake.commit for each in wanted)
    return (BranchMade(intake.step, intake.commit),) if is_asked else None


def _commit(state: RunState, intake: Committed) -> tuple[Event, ...] | Refusal:
    """Return that a commit was made, if it is the one that was asked for."""
    wanted = due(state)
    if wanted is None or (wanted.step, wanted.tree) != (intake.step, intake.tree):
        found = f"asked for: {wanted.step}" if wanted else "nothing is asked for"
        return Refusal("commit.unasked", "this commit was not asked for", "a request", found)
    if intake.commit in (state.started.origin.commit, *state.commits):
        found = f"{intake.commit[:12]}, which was there before"
        return Refusal("commit.unasked", "this is no new commit", "a commit of its own", found)
    return (CommitMade(intake.step, intake.commit, intake.tree, wanted.others),)
