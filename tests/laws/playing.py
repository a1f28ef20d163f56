"""One move of the world: what is wanted next is answered, well or in one of many other ways."""

from collections.abc import Sequence

from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Blocked, Over, RunState, Working
from gatewright.model.effects import JudgeStep, MakeCommit, MergeLane, StartAttempt
from gatewright.model.events import Choice, Ended, VerdictLine
from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.intake import Hint, MergeConflict, Merged, WorkLost
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Move
from tests.laws.tale import Tale
from tests.property.run_worlds import (
    PERSON,
    beginning,
    commit_of,
    go_on,
    judgement_of,
    work_of,
    working,
)

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


def play_beside(tale: Tale, turn: int, items: Sequence[str]) -> None:
    """Answer something that is under way or wanted: which, and how, by `turn`.

    Shape: what can be begun comes first, so that much is under way at once.
    """
    effects = decide(tale.state)
    begun = [each for each in effects if isinstance(each, StartAttempt)]
    working = [name for name in sorted(tale.state.active) if _is_at_work(tale.state, name)]
    if begun and turn % 3:
        tale.tell(beginning(begun[turn % len(begun)]))
        return
    choices = [*working, *(each for each in effects if not isinstance(each, StartAttempt))]
    if not choices:
        go_on(tale, Status.PASS, Choice.APPROVE)
        return
    chosen = choices[turn % len(choices)]
    match chosen:
        case JudgeStep():
            is_bad = turn // 3 % 5 == 4
            status, code = Status.PASS, ""
            if is_bad:
                status, code = Status.FAIL, f"code.{len(tale.events)}"
            tale.tell(judgement_of(tale.state, chosen, status, code, items))
        case MergeLane():
            _merge(tale, chosen, turn)
        case MakeCommit():
            tale.tell(commit_of(chosen, len(tale.events)))
        case name:
            tree = tale.new_tree() if turn // 3 % 7 else tale.tree
            tale.tell(work_of(tale.state.record(StepPath(str(name))), tree, Ended.DONE))


def begin_all(tale: Tale) -> None:
    """Begin all that can be begun."""
    for effect in decide(tale.state):
        if isinstance(effect, StartAttempt):
            tale.tell(beginning(effect))


def finish_first(tale: Tale, *, is_settled: bool) -> None:
    """Have the first step made, and begin what can be; then, where it is settled, the next made."""
    for _ in range(1 + is_settled):
        begin_all(tale)
        name = next(each for each in sorted(tale.state.active) if _is_at_work(tale.state, each))
        _finish(
            tale,
            StepPath("s1") if "s1" in tale.state.active else name,
            tale.new_tree(),
            Status.PASS,
            ["1"],
        )
    begin_all(tale)


def refuse_one_that_reaches_back(tale: Tale, items: Sequence[str]) -> bool:
    """Have a step that is worked on refused, whose failure rule reaches back; tell if there is."""
    for name in sorted(tale.state.active):
        if _is_at_work(tale.state, name) and reaches_back(tale.state, name):
            _finish(tale, name, tale.new_tree(), Status.FAIL, items)
            return True
    return False


def remake(tale: Tale, tree: TreeId | None, items: Sequence[str]) -> None:
    """Have the first thing that can be begun made, as `tree` or as another, while others work."""
    begun = [each for each in decide(tale.state) if isinstance(each, StartAttempt)]
    for effect in begun[:1]:
        tale.tell(beginning(effect))
        _finish(tale, effect.step, tree or tale.new_tree(), Status.PASS, items)


def _finish(tale: Tale, name: StepPath, tree: TreeId, status: Status, items: Sequence[str]) -> None:
    """End the attempt at a step, and have it judged."""
    if _is_at_work(tale.state, name):
        tale.tell(work_of(tale.state.record(name), tree, Ended.DONE))
    for effect in decide(tale.state):
        if isinstance(effect, JudgeStep) and effect.step == name:
            code = "" if status.is_settled_well else f"code.{len(tale.events)}"
            tale.tell(judgement_of(tale.state, effect, status, code, items))


def _is_at_work(state: RunState, name: StepPath) -> bool:
    return isinstance(state.record(name).state, Working)


def _merge(tale: Tale, effect: MergeLane, turn: int) -> None:
    """Put work on the head, or tell that it clashes; also out of turn, and on another head."""
    head = effect.head if turn // 3 % 4 else TreeId("another")
    for name in (*tale.state.queue[1:2], effect.step):
        if turn // 3 % 6 == 5:
            line = VerdictLine("merge", Status.FAIL, "clashes", Digest("v"), ("lane.conflict",))
            tale.tell(MergeConflict(name, effect.number, head, line))
        else:
            tale.tell(Merged(name, effect.number, head, tale.merged_tree(name)))


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
