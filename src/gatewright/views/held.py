"""A step that an open entry keeps from beginning: why, and the command that sets it free."""

from gatewright.core.admit.admit_entries import why_held
from gatewright.core.registers.entries import holding
from gatewright.core.state.run_state import Ready, RunState, StepRecord
from gatewright.views.next import NextView
from gatewright.views.quoting import plain


def held_words(state: RunState, record: StepRecord) -> str:
    """Return which entry holds a ready step; "" for none."""
    is_ready = isinstance(record.state, Ready)
    return plain(why_held(state, record.definition.path)) if is_ready else ""


def freeing(state: RunState, record: StepRecord) -> NextView | None:
    """Return the command that sets a held step free; None for one that nothing holds."""
    entry = holding(state, record.definition.path)
    if entry is None or not isinstance(record.state, Ready):
        return None
    run_id = state.started.feature.run_id
    typed = ("record", run_id, entry.register, f"closes={entry.key}", "because=WORDS")
    return NextView(typed, "close it, and the step goes on")
