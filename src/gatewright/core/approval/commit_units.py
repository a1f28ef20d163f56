"""Accepted work on its way to be a commit: what belongs together, and when its time has come.

Invariants: commits are made in the order in which work was accepted, so none holds what may not be
seen yet. What was made anew before it was a commit is a commit once, as it is now.
"""

from gatewright.core.facts.conditions import missing_facts
from gatewright.core.registers.entries import holding
from gatewright.core.state.run_state import Accepted, Moving, Over, RunState, StepRecord
from gatewright.core.state.units import Unit
from gatewright.model.commit_policy import CommitPolicy
from gatewright.model.events import Exit
from gatewright.model.ids import CommitId, StepPath

COMMIT = "commit"
BRANCH = "branch"


def due(state: RunState) -> Unit | None:
    """Return the accepted work that is to be a commit now: the oldest, if its time has come."""
    oldest = state.to_commit[:1]
    return next((unit for unit in oldest if _is_due(state, unit)), None)


def shown_commit(state: RunState) -> CommitId | None:
    """Return where the branch of the run is to be: its last commit; None where it has none yet."""
    if state.commits:
        return state.commits[-1]
    return state.started.origin.commit if state.has_branch else None


def is_held_back(state: RunState, record: StepRecord) -> bool:
    """Return whether work on a stage has to wait: what the one before came to is committed first.

    Shape: not for what waits itself behind work whose time has not come.
    """
    if not state.to_commit or not record.has_worker or due(state) is None:
        return False
    return any(
        unit.policy is CommitPolicy.AT_NEXT_STAGE and _is_behind(state, unit, record)
        for unit in state.to_commit
    )


def unallowed(state: RunState) -> tuple[Unit, ...]:
    """Return the accepted work that a person has to let be committed."""
    left = state.to_commit[_covered(state) :]
    return tuple(unit for unit in left if unit.policy is CommitPolicy.ON_REQUEST)


def _covered(state: RunState) -> int:
    """Return how many units a person's permission is for: up to the last one that it names."""
    named = (at for at, unit in enumerate(state.to_commit, 1) if unit.is_named_by(state.allowed))
    return max(named, default=0)


def not_agreed(state: RunState) -> tuple[Unit, ...]:
    """Return the accepted work that people have to agree to first, and did not."""
    return tuple(
        unit for unit in state.to_commit if unit in unallowed(state) or _lacks_approval(state, unit)
    )


def _lacks_approval(state: RunState, unit: Unit) -> bool:
    """Return whether a unit waits for a gate at which people agree to it."""
    return unit.policy is CommitPolicy.ON_APPROVAL and not _has_come(state, unit)


def waits_for_permission(state: RunState) -> bool:
    """Return whether all holds, and only a person's word to commit it is missing."""
    is_done = isinstance(state.phase, Moving) and state.settled_count == len(state.steps)
    return is_done and state.ending is None and bool(unallowed(state))


def _is_due(state: RunState, unit: Unit) -> bool:
    """Return whether the time of a unit has come; of a run that is over, if it ended well."""
    if unit.policy is CommitPolicy.ON_ACCEPT:
        return True
    if isinstance(state.phase, Over):
        return state.phase.exit is not Exit.ABORTED
    return _is_asked_for(state) or _has_come(state, unit)


def _is_asked_for(state: RunState) -> bool:
    """Return whether a step that commits all there is has its turn."""
    ready = (state.record(step) for step in state.ready)
    return isinstance(state.phase, Moving) and any(
        record.definition.action == COMMIT
        and holding(state, record.definition.path) is None
        and not missing_facts(state, record)
        for record in ready
    )


def _has_come(state: RunState, unit: Unit) -> bool:
    """Return whether what a policy waits for is there."""
    match unit.policy:
        case CommitPolicy.ON_APPROVAL:
            gate = state.steps.get(unit.approved_by) if unit.approved_by is not None else None
            return gate is not None and isinstance(gate.state, Accepted)
        case CommitPolicy.AT_NEXT_STAGE:
            return _is_left(state, unit)
        case CommitPolicy.ON_REQUEST:
            return _covered(state) > 0
        case _:
            return False


def _is_left(state: RunState, unit: Unit) -> bool:
    """Return whether the gates of a unit's phase hold, and work on a later one can begin."""
    known = state.steps.get(unit.step)
    if known is None or not all(state.stands(gate) for gate in _gates(state, known)):
        return False
    begun = (state.record(step) for step in (*state.ready, *state.active))
    return any(record.has_worker and _is_behind(state, unit, record) for record in begun)


def _gates(state: RunState, record: StepRecord) -> list[StepPath]:
    """Return the gates of the phase that a step is in."""
    phase = record.definition.phase
    return [gate for gate in state.crossings if state.record(gate).definition.phase == phase]


def _is_behind(state: RunState, unit: Unit, record: StepRecord) -> bool:
    """Return whether a step is of a later phase than a unit."""
    before, step = state.steps.get(unit.step), record.definition.path
    if before is None or before.definition.phase == record.definition.phase:
        return False
    return state.steps.sorted((unit.step, step))[0] == unit.step
