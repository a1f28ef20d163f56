"""Accepted work that is no commit yet: how much, and whom a run that holds waits for."""

from gatewright.core.approval.approvals import deciding_roles
from gatewright.core.approval.commit_units import unallowed, waits_for_permission
from gatewright.core.state.run_state import RunState
from gatewright.model.commit_policy import CommitPolicy
from gatewright.views.next import NextView
from gatewright.views.quoting import plain
from gatewright.views.wants import Want

ASKED = "May what was accepted be committed?"


def want_to_commit(state: RunState) -> tuple[Want, ...]:
    """Return the word that is wanted where all holds and nobody let it be committed."""
    if not waits_for_permission(state):
        return ()
    step, count = state.to_commit[-1].step, len(unallowed(state))
    size = "1 step" if count == 1 else f"{count} steps"
    return (Want("decide", step, ASKED, size, "commit", _people(state)),)


def who_allows(state: RunState) -> str:
    """Return whose word is wanted; alone, it is you."""
    is_solo = state.started.people.is_solo
    return "you" if is_solo else plain(" or ".join(deciding_roles(state)))


def uncommitted_words(state: RunState) -> str:
    """Return how much is accepted and no commit yet; "" where all is."""
    waiting = [unit for unit in state.to_commit if unit.policy is not CommitPolicy.ON_ACCEPT]
    if not waiting:
        return ""
    policy, count = waiting[0].policy.replace("_", " "), len(waiting)
    steps = "1 accepted step is" if count == 1 else f"{count} accepted steps are"
    return f"{steps} no commit yet: {policy}"


def next_commit(state: RunState) -> tuple[NextView, ...]:
    """Return the command that lets accepted work be committed; () where none is asked for."""
    run_id = state.started.feature.run_id
    says = "let what is accepted be committed, once"
    return (NextView(("commit", run_id), says),) if unallowed(state) else ()


def _people(state: RunState) -> tuple[tuple[str, str], ...]:
    """Return who may say it, each in their role."""
    deciding, people = deciding_roles(state), state.started.people
    held = [(person, role) for role, who in people.roles if role in deciding for person in who]
    return tuple(held) if held and not people.is_solo else (("", ""),)
