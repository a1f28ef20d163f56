"""What people decided on a run so far."""

from collections.abc import Sequence

from gatewright.model.events import Decided, DecisionAsked, Event
from gatewright.model.ids import TreeId


def tree_of_last_decision(events: Sequence[Event]) -> TreeId | None:
    """Return the tree that a person last decided on; None where nobody did."""
    asked = {event.nonce: event.tree for event in events if isinstance(event, DecisionAsked)}
    decided = [event.nonce for event in events if isinstance(event, Decided)]
    return asked.get(decided[-1]) if decided else None
