"""What becomes of work that nobody wants any more, in one clause each."""

from typing import assert_type

from gatewright.model.retiring import OfRetiring, UndoBegun, WorkKept, WorkRetired, WorkWanted
from gatewright.views.event_words import said
from gatewright.views.quoting import plain


def retired_says(event: OfRetiring) -> str:
    """Return what happened, in one clause."""
    match event:
        case WorkRetired(because=because, gates=gates):
            before = f" before {' and '.join(gates)}" if gates else ""
            return plain(f"to be kept or reverted{before}: {because}")
        case WorkKept(_, because):
            return f"kept: {said(because)}"
        case UndoBegun(_, number):
            return f"attempt {number} reverts it: the opposite is put on the head"
        case _:
            assert_type(event, WorkWanted)
            return plain(f"nothing to be said any more: {event.because}")
