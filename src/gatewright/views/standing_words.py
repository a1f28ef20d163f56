"""What became of outcomes, decisions and the ground they stand on, in one clause each."""

from gatewright.core.approval.grades import ASKS
from gatewright.model.feature import People
from gatewright.model.standing import (
    DecisionKept,
    OfStanding,
    OutcomeHolds,
    PeopleChanged,
    StepStale,
    TargetMoved,
    VoiceExpired,
)
from gatewright.views.quoting import plain


def standing_says(event: OfStanding) -> str:
    """Return what happened, in one clause."""
    match event:
        case StepStale(_, because):
            return f"does not hold any more: {because}"
        case OutcomeHolds(_, number, tree):
            return f"attempt {number} holds by what it is held to now, as it was on tree {tree[:7]}"
        case DecisionKept(_, _, _, bound):
            return f"nobody is asked again: what was approved is what there is, {bound[:12]}"
        case VoiceExpired(_, _, person, because):
            return f"the yes of {_name(person)} does not count any more: {because}"
        case TargetMoved(_, branch, commit, person=person):
            clash = "; both changed the same" if event.is_clash else ""
            who = _name(person)
            return f"{branch} has moved on to {commit[:7]}, taken in for {who}{clash}"
        case PeopleChanged(branch, commit, people):
            return f"from here on {_roles(people)}, by {branch}@{commit[:7]}"


def _roles(people: People) -> str:
    """Return who has which role: "lead is ada or bo"."""
    told = [f"{role} is {' or '.join(map(_name, held))}" for role, held in people.roles]
    said = ", ".join(told) or "nobody has a role"
    return f"{said}; decisions want {ASKS[people.grade]}" if people.grade is not None else said


def _name(person: str) -> str:
    return plain(person.partition(":")[2] or person)
