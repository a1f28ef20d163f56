"""What people decided on a run so far."""

from collections.abc import Sequence

from gatewright.core.state.run_state import RunState
from gatewright.model.events import Decided, DecisionAsked, Event, VerdictLine
from gatewright.model.ids import TreeId


def tree_of_last_decision(events: Sequence[Event], person: str) -> TreeId | None:
    """Return the tree that `person` last decided on; None where they never did.

    What others decided on is no matter: who is asked for the first time is shown all of it.
    """
    asked = {event.nonce: event.tree for event in events if isinstance(event, DecisionAsked)}
    decided = [
        event.nonce for event in events if isinstance(event, Decided) and event.person == person
    ]
    return asked.get(decided[-1]) if decided else None


def document_of_shown(text: str) -> bytes:
    """Return what a person was shown, as it is kept in the evidence: `Decided.shown` names it."""
    return text.encode("utf-8", "replace")


def proved_of(state: RunState, tree: TreeId) -> tuple[VerdictLine, ...]:
    """Return what the machine found on exactly `tree`, one line a check, the latest judgement's.

    A stop for people judges nothing itself: what stands beside its question was judged before it.
    """
    lines = {
        line.check: line
        for record in state.steps.values()
        if record.judged is not None and record.judged.tree == tree
        for line in record.judged.verdicts
    }
    return tuple(lines.values())
