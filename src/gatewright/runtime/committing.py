"""Commits of accepted steps: made by Gatewright on a branch of its own, found again if repeated."""

from gatewright.core.run_state import RunState, StepRecord
from gatewright.model.effects import MakeCommit
from gatewright.model.events import StepAccepted
from gatewright.model.ids import CommitId
from gatewright.ports.lanes import CommitRequest
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog

SUBJECT_CHARS_MAX = 72
AGENT_AUTHOR = "Gatewright agent <agent@gatewright.invalid>"


def branch_of(state: RunState) -> str:
    """Return the branch of a run in the user's repository."""
    feature = state.started.feature
    return f"gw/{feature.run_id}-{feature.slug}"


def make_commit(run: RunEdges, log: RunLog, effect: MakeCommit) -> CommitId:
    """Commit the tree of an accepted step, and let the run's branch point at it.

    Crash: the same request makes the same commit, and the branch is moved only once.
    """
    state = log.state
    record = state.record(effect.step)
    parent = state.commits[-1] if state.commits else state.started.origin.commit
    commit = run.lanes.commit(
        CommitRequest(
            tree=effect.tree,
            parent=parent,
            message=message_of(state, record),
            author=_author(run, record),
            at=_accepted_at(log, effect),
        )
    )
    run.lanes.publish(run.repository, branch_of(state), commit)
    return commit


def message_of(state: RunState, record: StepRecord) -> str:
    """Return a Conventional Commit with trailers that name where it comes from."""
    feature = state.started.feature
    definition = record.definition
    kind = "docs" if any(p.schema == "plan" for p in definition.produces) else "feat"
    subject = f"{kind}: {definition.title}"[:SUBJECT_CHARS_MAX]
    return (
        f"{subject}\n\n{feature.idea}\n\n"
        f"Gatewright-Run: {feature.run_id}\n"
        f"Gatewright-Step: {definition.path}\n"
        f"Gatewright-Attempt: {record.numbers_used}\n"
    )


def _author(run: RunEdges, record: StepRecord) -> str:
    """Return who the work is by: the person who worked by hand, else the agent."""
    by_hand = any(author.startswith("person:") for author in record.authors)
    return run.author if by_hand else AGENT_AUTHOR


def _accepted_at(log: RunLog, effect: MakeCommit) -> str:
    """Return when the step was accepted: the time of its commit, whenever it is made."""
    return next(
        entry.at
        for entry in reversed(log.entries)
        if isinstance(entry.event, StepAccepted)
        and (entry.event.step, entry.event.tree) == (effect.step, effect.tree)
    )
