"""Whether others have the roles of a run from here on: as its target says now, and nothing else."""

from gatewright.core.approval.approvals import expired_voices
from gatewright.core.state.run_state import Deciding, RunState
from gatewright.model.events import Event
from gatewright.model.intake import NamePeople, Refusal
from gatewright.model.records import replace
from gatewright.model.standing import PeopleChanged


def admit_role_map(state: RunState, intake: NamePeople, at: str) -> tuple[Event, ...] | Refusal:
    """Return that others have the roles, before which no yes counts that is too old.

    Shape: a run of several people does not become one of whoever sits there because nobody is named
           any more: then nobody has a role.
    """
    before, branch = state.started.people, state.started.origin.branch
    people = replace(intake.people, is_solo=intake.people.is_solo and before.is_solo)
    if intake.branch != branch or people == before:
        found = f"{intake.branch} at {intake.commit[:12]}"
        wanted = f"other people than before, in {branch}"
        return Refusal("people.same", "nobody else has a role", wanted, found)
    asking = [e for e in sorted(state.active) if isinstance(state.record(e).state, Deciding)]
    expired = (each for step in asking for each in expired_voices(state, step, at))
    return (*expired, PeopleChanged(branch, intake.commit, people))
