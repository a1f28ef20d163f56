"""The merge queue: whose work is put on the head next, and when the head stays where it is.

The head moves only to a tree that was judged as a whole against it. First come, first merged; what
rests on something that is open again lets others pass. While people decide on a tree, it stays.
"""

from gatewright.core.content.content_names import is_bound
from gatewright.core.judging.asked import OF_CHANGE
from gatewright.core.state.run_state import Deciding, Judging, RunState, StepRecord
from gatewright.model.events import VerdictLine
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.workflow import ApprovalRule

MOVED = "the head has moved since it was begun"
HELD = "people decide on the head as it is"
BEHIND = "other work is being put on the head"
OPEN_AGAIN = "something it needs is open again"


def binds_tree(rule: ApprovalRule) -> bool:
    """Return whether an approval is of a tree or region, so that a change of the head voids it."""
    return any(is_bound(name) for name in rule.binds)


def holder_of_head(state: RunState, step: StepPath) -> StepPath | None:
    """Return the step, other than `step`, on whose tree people decide now."""
    others = (state.record(each) for each in state.active if each != step)
    return next((each.definition.path for each in others if _is_decided(each)), None)


def _is_decided(record: StepRecord) -> bool:
    """Return whether people decide on the tree of a step."""
    asked = record.state.requests if isinstance(record.state, Deciding) else ()
    return any(binds_tree(each.rule) for each in asked)


def next_in_queue(state: RunState) -> StepPath | None:
    """Return whose turn it is: the first that does not rest on something open again."""
    return next((step for step in state.queue if state.unmet[step] == 0), None)


def is_on_head(state: RunState, record: StepRecord) -> bool:
    """Return whether what is judged of a step in the queue was put on the head as it is now."""
    return isinstance(record.state, Judging) and record.state.from_tree == state.tree


def settled_before(state: RunState, step: StepPath) -> tuple[VerdictLine, ...]:
    """Return the verdicts that stand as they were: on the work by itself, or when a gate held.

    Shape: a gate that held and must hold again judges what is there; how it came there is history.
    """
    record = state.record(step)
    lines = record.judged.verdicts if record.judged is not None else ()
    well = [line for line in lines if line.status.is_settled_well]
    if step in state.queue:
        return tuple(line for line in well if line.check.split(" ")[0] in OF_CHANGE)
    if record.has_held and record.definition.gate.is_crossing:
        return tuple(line for line in well if line.is_of_change)
    return ()


def why_behind(state: RunState, step: StepPath, from_tree: TreeId) -> str:
    """Return why work has to be put on the head before anything else; "" where it stands there."""
    if state.unmet[step]:
        return OPEN_AGAIN
    return MOVED if from_tree != state.tree else ""


def why_not_now(state: RunState, step: StepPath, tree: TreeId) -> str:
    """Return why the head may not become `tree` now; "" where it may, or is that already.

    Shape: what people agreed to does not go behind others, else it might be asked about for ever.
    """
    if tree == state.tree:
        return ""
    if holder_of_head(state, step) is not None:
        return HELD
    is_agreed = isinstance(state.record(step).state, Deciding)
    return BEHIND if next_in_queue(state) not in (None, step) and not is_agreed else ""
