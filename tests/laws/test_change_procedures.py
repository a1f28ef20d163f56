"""Change requests that a procedure decides: nothing is applied before, nothing is left after."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.approval.changes import changeable, is_changeable
from gatewright.core.state.run_state import RunState
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown
from gatewright.model.events import (
    AttemptStarted,
    Choice,
    Decided,
    StepAccepted,
    StepJudged,
    StepReopened,
)
from gatewright.model.ids import StepPath
from gatewright.model.intake import AskChange
from gatewright.model.workflow import Move, NoGo, StepDefinition
from tests.laws.playing import ANSWERS, play_beside, play_on
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Tale
from tests.property.run_worlds import ASKING, PERSON, workflows
from tests.unit.run_stories import NOBODY, path, step

EXAMPLES = 200
PLAYS = st.lists(
    st.sampled_from(["well"] * 40 + ["fail"] * 6 + ["change"] * 12 + sorted(ANSWERS)),
    min_size=30,
    max_size=90,
)
SHAPES = st.sampled_from(range(4))
FOLDER = "changes/"


def procedure(shape: int) -> StepDefinition:
    """Return what decides a change: who assesses it, who decides, and perhaps somebody beside."""
    own = path("changes")
    rules = (NoGo(Move.REWORK, at_most=1), NoGo(Move.ABORT, reason="rejected"))
    assess = step("changes/assess", within=own)
    needs = ["changes/assess"] if shape % 2 else []
    decide = step(
        "changes/decide", needs, doer=NOBODY, gate=ASKING, within=own, no_go=rules[shape % 2 :]
    )
    beside = (step("changes/beside", within=own),) if shape > 1 else ()
    ends = ["changes/decide", *([] if shape % 2 else ["changes/assess"])]
    ends += [each.path for each in beside]
    return step("changes", ends, doer=NOBODY, no_go=(), group=(assess, decide, *beside))


def ask(tale: Tale, turn: int) -> None:
    """Ask for a change of something that is there."""
    state = tale.state
    there = changeable(state) or tuple(
        sorted(each for each in state.makers if is_changeable(state, each))
    )
    if there:
        tale.tell(AskChange((there[turn % len(there)],), PERSON, "otherwise"))


def told(steps: tuple[StepDefinition, ...], shape: int, plays: list[str]) -> Tale:
    """Return a run in which changes were asked for, and whatever `plays` say happened."""
    tale = Tale(steps, changes=procedure(shape))
    for turn, play in enumerate(plays):
        if play == "change":
            ask(tale, turn)
        elif turn % 3:
            play_on(tale, play, ["1", "2"])
        else:
            play_beside(tale, turn, ["1", "2"])
    return tale


def steps_of(state: RunState, change: StepPath) -> set[StepPath]:
    return {each for each in state.steps if each.startswith(f"{change}/")}


def test_nothing_is_changed_before_its_procedure_holds(seen: Seen) -> None:
    """A change is applied once all of the procedure that decides it holds, and not before."""

    @drawn(EXAMPLES)
    @given(workflows(), SHAPES, PLAYS)
    def law(steps: tuple[StepDefinition, ...], shape: int, plays: list[str]) -> None:
        tale = told(steps, shape, plays)
        held: set[StepPath] = set()
        agreed: set[StepPath] = set()
        for event in tale.events:
            match event:
                case ChangeAsked():
                    seen.counts["asked"] += 1
                case Decided(step, choice=choice) if step.startswith(FOLDER):
                    agreed |= {step} if choice is Choice.APPROVE else set()
                case StepAccepted(step) if step.startswith(FOLDER):
                    own = steps_of(tale.state, step)
                    assert own <= held, f"{step} is decided without {sorted(own - held)}"
                    lacking = {StepPath(f"{step}/decide")} & own - agreed
                    assert not lacking, f"{step} is decided, and nobody agreed"
                    held.add(step)
                    seen.counts["applied"] += bool(own)
                case StepReopened(by=by) if by is not None and by.startswith(FOLDER):
                    is_own = by.count("/") > 1
                    assert is_own or by in held, (
                        f"{event.step} is open again before {by} is decided"
                    )
                case _:
                    pass

    law()
    seen.at_least(asked=60, applied=20)


def test_nothing_is_left_of_a_change_that_is_decided(seen: Seen) -> None:
    """Once a change is decided, or turned down, nothing of its procedure begins or is judged."""

    @drawn(EXAMPLES)
    @given(workflows(), SHAPES, PLAYS)
    def law(steps: tuple[StepDefinition, ...], shape: int, plays: list[str]) -> None:
        tale = told(steps, shape, plays)
        over: set[str] = set()
        for event in tale.events:
            match event:
                case ChangeTurnedDown(step):
                    over.add(f"{step}/")
                    seen.counts["turned down"] += 1
                case StepAccepted(step) if step.startswith(FOLDER) and step.count("/") == 1:
                    over.add(f"{step}/")
                    seen.counts["decided"] += 1
                case AttemptStarted(step) | StepJudged(step) | StepAccepted(step):
                    assert not any(step.startswith(each) for each in over), f"{step} goes on"
                case _:
                    pass
        for change in over:
            own = [each for name, each in tale.state.steps.items() if name.startswith(change)]
            assert all(each.is_settled for each in own), f"{change} is over, and not settled"

    law()
    seen.at_least(turned_down=10, decided=20)
