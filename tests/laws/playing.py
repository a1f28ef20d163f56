"""One move of the world: what is wanted next is answered, well or in one of many other ways."""

from collections.abc import Sequence

from gatewright.core.run_state import Blocked, Over, RunState
from gatewright.model.effects import JudgeStep
from gatewright.model.events import Choice, Ended
from gatewright.model.ids import StepPath
from gatewright.model.intake import Hint, WorkLost
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Move
from tests.laws.tale import Tale
from tests.property.run_worlds import PERSON, go_on, judgement_of, work_of, working

ANSWERS: dict[str, tuple[Status, Ended, int]] = {
    "not applicable": (Status.NOT_APPLICABLE, Ended.DONE, 0),
    "fail": (Status.FAIL, Ended.DONE, 0),
    "fail the same": (Status.FAIL, Ended.DONE, 0),
    "error": (Status.ERROR, Ended.DONE, 0),
    "broken": (Status.PASS, Ended.FAILED, 0),
    "absent": (Status.PASS, Ended.ABSENT, 0),
    "timed out": (Status.PASS, Ended.TIMED_OUT, 0),
    "one question": (Status.PASS, Ended.DONE, 1),
    "questions": (Status.PASS, Ended.DONE, 3),
    "lost": (Status.PASS, Ended.DONE, 0),
}
STAYS_BLOCKED = ("there is nothing in", "its condition cannot be decided")
WELL = (Status.PASS, Ended.DONE, 0)


def play_on(tale: Tale, play: str, items: Sequence[str]) -> None:
    """Answer what is wanted next in the way of `play`."""
    status, ended, asks = ANSWERS.get(play, WELL)
    record, effect = working(tale.state), tale.wanted()
    if record is not None and play == "lost":
        tale.tell(WorkLost(record.definition.path, record.numbers_used, "gone"))
    elif record is not None:
        tale.tell(work_of(record, tale.new_tree(), ended, asks))
    elif isinstance(effect, JudgeStep):
        new = "same" if play == "fail the same" else f"{len(tale.events)}"
        code = "" if status.is_settled_well else f"code.{new}"
        tale.tell(judgement_of(tale.state, effect, status, code, items))
    elif effect is None and isinstance(tale.state.phase, Blocked):
        tale.tell(Hint(None, PERSON, "look again"))
    else:
        go_on(tale, status, Choice.APPROVE if status.is_settled_well else Choice.SEND_BACK)


def reaches_back(state: RunState, step: StepPath) -> bool:
    """Return whether a failure rule of `step` is there to open others again."""
    record = state.steps.get(step)
    rules = record.definition.no_go if record is not None else ()
    return any(rule.move is Move.REOPEN for rule in rules)


def has_nothing_left(tale: Tale) -> bool:
    """Return whether a run is over, or held by what no words of people help against."""
    phase = tale.state.phase
    is_stuck = isinstance(phase, Blocked) and any(each in phase.because for each in STAYS_BLOCKED)
    return not tale.is_broken and (is_stuck or isinstance(phase, Over))
