"""Commits of accepted steps: made by Gatewright, recorded, and then shown on a branch of its own.

Invariant: what the branch shows was recorded before. A commit that nobody asks for any more lies in
the vault, where nobody sees it.
"""

from gatewright.core.approval.commit_message import message_of, people_of, record_of
from gatewright.core.approval.commit_units import due, shown_commit
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.core.text.commit_trailers import BY_HAND
from gatewright.model.effects import MakeCommit
from gatewright.model.events import StepAccepted, VerdictLine
from gatewright.model.ids import PERSON, CommitId
from gatewright.model.verdicts import Verdict
from gatewright.ports.lanes import CommitRequest
from gatewright.runtime.documents import from_document
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog

AGENT_AUTHOR = "Gatewright agent <agent@gatewright.invalid>"


def branch_of(state: RunState) -> str:
    """Return the branch of a run in the user's repository."""
    feature = state.started.feature
    return f"gw/{feature.run_id}-{feature.slug}"


def show_commits(run: RunEdges, state: RunState) -> None:
    """Let the branch of a run be where its journal says, unless it was put there before.

    Raises: Mistake `branch.*` where somebody else has moved it, or it is checked out.
    Crash: done again by the next driver; what is there already stays.
    """
    branch, commit = branch_of(state), shown_commit(state)
    if commit is not None and not run.lanes.is_published(branch, commit):
        run.lanes.publish(run.repository, branch, commit)


def make_commit(run: RunEdges, log: RunLog, effect: MakeCommit) -> CommitId | None:
    """Commit the tree of an accepted step; nobody is shown it yet.

    Shape: None where that is not wanted any more.
    Crash: the same request makes the same commit.
    """
    state = log.state
    unit = due(state)
    if unit is None or (unit.step, unit.tree) != (effect.step, effect.tree):
        return None
    record = record_of(state, effect.step)
    return run.lanes.commit(
        CommitRequest(
            tree=effect.tree,
            parent=state.commits[-1] if state.commits else _ground(run, state),
            message=message_of(state, unit, lambda check: _measured(run, state, check)),
            author=_author(run, record),
            at=_accepted_at(log, effect),
            also=(record.target.commit,) if record.target is not None else (),
        )
    )


def _ground(run: RunEdges, state: RunState) -> CommitId:
    """Return what the first commit rests on: the base, or a person's work that was taken in.

    Shape: work that was taken in is a commit of its own, for no step made it.
    """
    started = state.started
    origin = started.origin
    if origin.taken_tree in (None, origin.tree):
        return origin.commit
    assert origin.taken_tree is not None
    feature = started.feature
    return run.lanes.commit(
        CommitRequest(
            tree=origin.taken_tree,
            parent=origin.commit,
            message=(
                f"chore: work taken in for {feature.slug}\n\n{feature.idea}\n\n"
                f"Gatewright-Run: {feature.run_id}\n"
                f"{BY_HAND}: {started.requester}\n"
            ),
            author=_as_author(run, started.requester),
            at=state.started_at,
        )
    )


def _measured(run: RunEdges, state: RunState, check: str) -> str:
    """Return what a check measured last in this run; "" where it did not, or nobody knows any more.

    Shape: the first figure of its verdict, without the unit.
    """
    lines = [line for record in state.steps.values() for line in _lines_of(record)]
    for line in reversed(lines):
        if line.check.split(" ")[0] == check:
            kept = run.edges.evidence.get(line.verdict)
            verdict = from_document(kept, Verdict) if kept is not None else None
            return verdict.figures[0].measured if verdict is not None and verdict.figures else ""
    return ""


def _lines_of(record: StepRecord) -> tuple[VerdictLine, ...]:
    return record.judged.verdicts if record.judged is not None else ()


def _author(run: RunEdges, record: StepRecord) -> str:
    """Return who the work is by: the person who worked by hand, else the agent."""
    people = people_of(record)
    return _as_author(run, people[0]) if people else AGENT_AUTHOR


def _as_author(run: RunEdges, person: str) -> str:
    """Return how a commit names `person`, who need not be the one that drives the run."""
    if person == run.person:
        return run.author
    name = "".join(each for each in person.removeprefix(PERSON) if each.isprintable())
    name = name.translate({ord("<"): None, ord(">"): None}).strip() or "somebody"
    return f"{name} <{name.replace(' ', '.')}@localhost>"


def _accepted_at(log: RunLog, effect: MakeCommit) -> str:
    """Return when the step was accepted: the time of its commit, whenever it is made."""
    return next(
        entry.at
        for entry in reversed(log.entries)
        if isinstance(entry.event, StepAccepted)
        and (entry.event.step, entry.event.tree) == (effect.step, effect.tree)
    )
