"""Whether what became of work that was put on the head is taken: on this head, in its turn."""

from gatewright.core.course.decide import wanted_now
from gatewright.core.state.run_state import RunState
from gatewright.model.effects import MergeLane
from gatewright.model.events import Event, StepJudged
from gatewright.model.intake import MergeConflict, Merged
from gatewright.model.queueing import WorkMerged
from gatewright.model.retiring import WorkKept
from gatewright.model.verdicts import Status
from gatewright.model.workflow import MERGE_CHECK


def admit_merge(state: RunState, intake: Merged) -> tuple[Event, ...]:
    """Return that the work is on the head, to be judged there; () where nobody wants that now."""
    if _wanted(state, intake) is None:
        return ()
    if intake.tree == intake.head and state.record(intake.step).leaves is not None:
        return (WorkKept(intake.step, "nothing of it is left to revert"),)
    return (WorkMerged(intake.step, intake.number, intake.head, intake.tree),)


def admit_conflict(state: RunState, intake: MergeConflict) -> tuple[Event, ...]:
    """Return that the work does not go with the head, as a judgement that fails; () as above."""
    wanted, line = _wanted(state, intake), intake.verdict
    if wanted is None or (line.check, line.status) != (MERGE_CHECK, Status.FAIL):
        return ()
    return (StepJudged(intake.step, intake.number, wanted.tree, (line,), ()),)


def _wanted(state: RunState, intake: Merged | MergeConflict) -> MergeLane | None:
    """Return the effect that `intake` is the outcome of, where it is wanted now."""
    asked = (intake.step, intake.number, intake.head)
    for effect in wanted_now(state, intake.step):
        if isinstance(effect, MergeLane) and (effect.step, effect.number, effect.head) == asked:
            return effect
    return None
