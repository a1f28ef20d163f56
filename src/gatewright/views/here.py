"""Work in a person's own checkout, in words: who is at it, and that nothing keeps it apart."""

from collections.abc import Iterable

from gatewright.core.course.decide import wanted_now
from gatewright.core.course.work_here import comes_by_itself, is_worked_on_here
from gatewright.core.state.run_state import Ready, RunState, StepRecord, Working
from gatewright.model.events import AttemptStarted
from gatewright.model.here import is_here
from gatewright.model.told import Recorded
from gatewright.views.event_words import name_of
from gatewright.views.next import NextView

UNCONFINED = "isolation none"


def here_words(state: RunState, record: StepRecord) -> str:
    """Return who works on a step in a person's own checkout, or may begin it; "" for neither."""
    if isinstance(record.state, Working) and is_worked_on_here(record):
        return f"{name_of(record.state.worker)} works on it, {UNCONFINED}"
    if _may_begin(state, record):
        return f"an agent in your checkout may begin it, {UNCONFINED}"
    return ""


def next_here(state: RunState, record: StepRecord) -> NextView | None:
    """Return what a person may type about such a step; None for any other."""
    run_id, step = state.started.feature.run_id, record.definition.path
    if is_worked_on_here(record):
        says = "your agent hands it in, or you: as it stands in your checkout"
        return NextView(("submit", run_id), says)
    if _may_begin(state, record):
        says = "your agent begins it (next, of gatewright mcp), or you, elsewhere"
        return NextView(("checkout", run_id, step), says)
    return None


def unconfined(told: Iterable[Recorded]) -> bool:
    """Return whether an agent worked in a person's own checkout."""
    begun = (each.event for each in told if isinstance(each.event, AttemptStarted))
    return any(is_here(each.worker) for each in begun)


def _may_begin(state: RunState, record: StepRecord) -> bool:
    if not isinstance(record.state, Ready):
        return False
    wanted = wanted_now(state, record.definition.path)
    return any(comes_by_itself(state, each) for each in wanted)
