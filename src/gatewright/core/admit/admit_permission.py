"""Whether a person may let accepted work be committed: by their role, where some waits for it."""

from gatewright.core.approval.approvals import approving_roles, deciding_roles
from gatewright.core.approval.commit_units import unallowed
from gatewright.core.state.run_state import RunState
from gatewright.model.commit_policy import CommitAllowed
from gatewright.model.events import Event
from gatewright.model.ids import PERSON
from gatewright.model.intake import AllowCommit, Refusal

WORDS_CHARS_MAX = 2000


def admit_permission(state: RunState, intake: AllowCommit) -> tuple[Event, ...] | Refusal:
    """Return that what is accepted by now may be committed, once."""
    waiting = unallowed(state)
    if not waiting:
        return _nothing(state)
    if len(intake.message) > WORDS_CHARS_MAX:
        found = f"{len(intake.message)} characters"
        wanted = f"up to {WORDS_CHARS_MAX} characters"
        return Refusal("commit.words", "a commit says what it is for", wanted, found)
    role = _role_of(state, intake.person)
    if role is None:
        who = intake.person.removeprefix(PERSON)
        wanted = f"somebody with role {' or '.join(deciding_roles(state))}"
        return Refusal("commit.role", f"{who} does not decide in this run", wanted, "no such role")
    last, message = waiting[-1], intake.message.strip()
    return (CommitAllowed(intake.person, role, last.tree, message, last.step),)


def _role_of(state: RunState, person: str) -> str | None:
    """Return the role in which a person may allow it; "" where everybody may, None for nobody."""
    deciding, people = deciding_roles(state), state.started.people
    held = [(role, who) for role, who in people.roles if role in deciding]
    if people.is_solo or not (held or approving_roles(state)):
        return ""
    return next((role for role, who in held if person in who), None)


def _nothing(state: RunState) -> Refusal:
    """Return that nothing waits for a person's word."""
    run_id, count = state.started.feature.run_id, len(state.to_commit)
    found = f"{count} wait for something else" if count else "nothing is uncommitted"
    wanted = "accepted work whose workflow says commit: on_request"
    return Refusal(
        "commit.nothing",
        f"nothing in {run_id} waits for a word to be committed",
        wanted,
        found,
        f"gatewright status {run_id}",
    )
