"""Commits of accepted steps: made by Gatewright on a branch of its own, found again if repeated."""

from gatewright.core.run_state import RunState, StepRecord
from gatewright.model.effects import MakeCommit
from gatewright.model.events import StepAccepted
from gatewright.model.ids import PERSON, CommitId
from gatewright.ports.lanes import CommitRequest
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog

SUBJECT_CHARS_MAX = 72
BY_HAND = "Gatewright-By-Hand"
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
    commit = run.lanes.commit(
        CommitRequest(
            tree=effect.tree,
            parent=state.commits[-1] if state.commits else _ground(run, state),
            message=message_of(state, record),
            author=_author(run, record),
            at=_accepted_at(log, effect),
        )
    )
    run.lanes.publish(run.repository, branch_of(state), commit)
    return commit


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
        + "".join(f"{BY_HAND}: {person}\n" for person in _people(record))
    )


def _author(run: RunEdges, record: StepRecord) -> str:
    """Return who the work is by: the person who worked by hand, else the agent."""
    people = _people(record)
    return _as_author(run, people[0]) if people else AGENT_AUTHOR


def _people(record: StepRecord) -> list[str]:
    """Return the people who worked on a step by hand."""
    return sorted(author for author in record.authors if author.startswith(PERSON))


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
