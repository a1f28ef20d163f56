"""Read who has which role where the result of a run is to land, and record it where that changed.

Crash: nothing was recorded, and whoever comes next reads it again.
"""

from gatewright.core.state.run_state import Over, RunState
from gatewright.model.feature import People
from gatewright.model.ids import PERSON, CommitId, TreeId
from gatewright.model.intake import AllowCommit, Choose, Decide, Intake, NamePeople, Reply, Waive
from gatewright.runtime.matter import read_configuration
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog

READER = "gatewright"
BY_ROLE = (Decide, Choose, Waive, Reply, AllowCommit)


def goes_by_role(intake: Intake) -> bool:
    """Return whether it matters for `intake` who has which role."""
    return isinstance(intake, BY_ROLE)


def people_by_now(run: RunEdges, state: RunState) -> NamePeople | None:
    """Return who has which role by now; None where that is as it was. Raises: Mistake.

    Shape: where the branch is not there any more, what was known last holds on.
    """
    branch = state.started.origin.branch
    commit = None if isinstance(state.phase, Over) else run.lanes.tip(run.repository, branch)
    if commit is None or commit == state.people_at:
        return None
    people = people_in(run, run.edges.repositories.snapshot(run.repository, commit).tree)
    return None if people == state.started.people else NamePeople(people, branch, commit)


def renew_people(run: RunEdges, log: RunLog) -> None:
    """Record who has which role by now. Raises: Mistake where that cannot be read."""
    named = people_by_now(run, log.state)
    if named is not None:
        log.admit(named, READER)


def target_of(run: RunEdges, state: RunState) -> tuple[CommitId, TreeId]:
    """Return where the branch is that the result is for, and what it holds.

    Shape: of one that is not there any more, what was known last.
    """
    branch = state.started.origin.branch
    tip = run.lanes.tip(run.repository, branch)
    commit = tip or state.people_at or state.started.origin.commit
    return commit, run.edges.repositories.snapshot(run.repository, commit).tree


def people_in(run: RunEdges, tree: TreeId) -> People:
    """Return who has which role by the configuration that `tree` holds. Raises: Mistake."""
    said = read_configuration(run.edges.trees, tree)
    named = said.people
    roles = tuple((role, tuple(f"{PERSON}{name}" for name in names)) for role, names in named)
    return People(roles, is_solo=not roles, grade=said.grade)
