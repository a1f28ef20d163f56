"""What is told of a run as a whole: that it is blocked, goes on, ends, lands."""

from gatewright.model.events import ActForbidden, RunBlocked, RunExited, RunLanded, RunResumed
from gatewright.model.exits import AbortBegun, OfExits, PartAsked, PartTurnedDown, SignalGiven
from gatewright.views.event_words import name_of, said

Whole = RunBlocked | RunResumed | RunExited | RunLanded | ActForbidden | OfExits


def whole_says(event: Whole) -> str:
    """Return an event about the whole run in words."""
    match event:
        case RunBlocked(because, step):
            return f"blocked: {because.removeprefix(f'{step}: ')}"
        case RunResumed(person, because):
            return f"goes on, by {name_of(person)}: {said(because)}"
        case RunExited(exit_, because, _, outputs, person):
            made = ", ".join(f"{name} {digest[:12]}" for name, digest in outputs)
            return f"{exit_}: {_by(person, because)}" + (f"; gives out {made}" if made else "")
        case SignalGiven() | AbortBegun() | PartAsked() | PartTurnedDown():
            return _ending(event)
        case RunLanded(commit, branch, person):
            return f"landed in {branch} as {commit[:7]}, by {name_of(person)}"
        case ActForbidden(what, found):
            return f"{what} was refused to a process that Gatewright started: {found}"


def _ending(event: OfExits) -> str:
    """Return what the outside is told, or what somebody does to end the run."""
    match event:
        case SignalGiven(_, names):
            return f"signals {', '.join(names)}"
        case AbortBegun(because, person):
            return f"is being aborted: {_by(person, because)}"
        case PartAsked(_, because, person):
            return f"may it end with what holds? asked by {name_of(person)}: {said(because)}"
        case PartTurnedDown(_, because):
            return f"does not end with what holds: {because}"


def _by(person: str, because: str) -> str:
    """Return why, and by whom where somebody is named and `because` does not say so."""
    who = f"by {name_of(person)}" if person else ""
    return because if not who or because == who else f"{because}, {who}"
