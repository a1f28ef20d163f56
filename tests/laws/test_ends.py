"""Everything that repeats has a bound: whoever refuses, loses or fails for ever comes to an end."""

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Moving
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import (
    AttemptLost,
    Choice,
    Ended,
    StepJudged,
    StepRefused,
    StepsExpanded,
    WorkflowOutgrown,
)
from gatewright.model.intake import JudgingDone, Refusal, WorkLost
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Item, Move, NoGo, Product, StepDefinition, Workflow
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Tale
from tests.property.run_worlds import go_on, judgement_of, work_of, workflows, working
from tests.unit.run_stories import path, step

PLENTY = 1500  # far more turns than a run of six steps can need
CHOSEN = st.sets(st.sampled_from(range(6)), min_size=1)
Turn = Callable[[Tale, set[str]], bool]
EXAMPLES = 120


def goes_on_to_an_end(seen: Seen, turn: Turn) -> None:
    """Let the world answer by `turn` until the run moves no more; count what came of it."""

    @drawn(EXAMPLES)
    @given(workflows(), CHOSEN)
    def law(steps: tuple[StepDefinition, ...], chosen: set[int]) -> None:
        tale = Tale(steps)
        names = {f"s{index}" for index in chosen}
        for _ in range(PLENTY):
            if not isinstance(tale.state.phase, Moving) or not turn(tale, names):
                break
        assert not isinstance(tale.state.phase, Moving), f"no end: {tale.story()}"
        seen.counts[type(tale.state.phase).__name__.lower()] += 1
        for event in tale.events:
            seen.counts[type(event).__name__] += 1

    law()


def is_chosen(tale: Tale, names: set[str]) -> bool:
    effect = tale.wanted()
    return effect is not None and effect.step.split("/")[0] in names


def refuse(tale: Tale, names: set[str]) -> bool:
    """Refuse chosen steps for a new reason each time; send back whatever people are asked."""
    status = Status.FAIL if is_chosen(tale, names) else Status.PASS
    return go_on(tale, status, Choice.SEND_BACK)


def lose(tale: Tale, names: set[str]) -> bool:
    """Lose each attempt at a chosen step."""
    record = working(tale.state)
    if record is None or record.definition.path.split("/")[0] not in names:
        return go_on(tale, Status.PASS, Choice.APPROVE)
    tale.tell(WorkLost(record.definition.path, record.numbers_used, "gone"))
    return True


def err(tale: Tale, names: set[str]) -> bool:
    """Never be able to judge a chosen step."""
    effect = tale.wanted()
    if not isinstance(effect, JudgeStep) or not is_chosen(tale, names):
        return go_on(tale, Status.PASS, Choice.APPROVE)
    tale.tell(judgement_of(tale.state, effect, Status.ERROR))
    return True


def break_down(tale: Tale, names: set[str]) -> bool:
    """Have the worker of a chosen step break down each time."""
    record = working(tale.state)
    if record is None or record.definition.path.split("/")[0] not in names:
        return go_on(tale, Status.PASS, Choice.APPROVE)
    tale.tell(work_of(record, tale.new_tree(), Ended.FAILED))
    return True


def test_refusing_for_ever_comes_to_an_end(seen: Seen) -> None:
    """Machines that refuse for a new reason each time, and people who send all back, end."""
    goes_on_to_an_end(seen, refuse)
    seen.counts["refused"] = seen.counts[StepRefused.__name__]
    seen.at_least(refused=67, blocked=24, over=2)


def test_losing_for_ever_comes_to_an_end(seen: Seen) -> None:
    """A step of which each attempt is lost blocks the run after a few."""
    goes_on_to_an_end(seen, lose)
    seen.counts["lost"] = seen.counts[AttemptLost.__name__]
    seen.at_least(lost=39, blocked=19)


def test_judging_without_an_answer_comes_to_an_end(seen: Seen) -> None:
    """A step that can never be judged blocks the run after a few tries."""
    goes_on_to_an_end(seen, err)
    seen.counts["judged"] = seen.counts[StepJudged.__name__]
    seen.at_least(judged=71, blocked=25)


def test_breaking_down_for_ever_comes_to_an_end(seen: Seen) -> None:
    """A worker that breaks down each time blocks the run after a few attempts."""
    goes_on_to_an_end(seen, break_down)
    seen.at_least(blocked=19, over=3)


def test_outgrowing_for_ever_comes_to_an_end(seen: Seen) -> None:
    """Workflows that outgrow into each other are followed three times and no more."""

    @drawn(60)
    @given(workflows())
    def law(steps: tuple[StepDefinition, ...]) -> None:
        tale = Tale(steps)
        for _ in range(PLENTY):
            effect = tale.wanted()
            if not isinstance(effect, JudgeStep):
                if not go_on(tale, Status.PASS, Choice.APPROVE):
                    break
                continue
            name = "larger" if tale.state.started.workflow.name != "larger" else "largest"
            more = Workflow(name, "1", "", ("approver",), (*steps, step("more")))
            done = judgement_of(tale.state, effect, Status.PASS)
            outgrown = WorkflowOutgrown(more, "large", effect.tree)
            seen.counts["tried"] += 1
            assert not isinstance(tale.tell(replace(done, outgrown=outgrown)), Refusal)
        times = sum(isinstance(each, WorkflowOutgrown) for each in tale.events)
        assert times <= 3, f"outgrown {times} times"
        assert not isinstance(tale.state.phase, Moving)
        seen.counts["three times"] += times == 3

    law()
    seen.at_least(tried=82, three_times=15)


def test_other_items_each_time_come_to_an_end(seen: Seen) -> None:
    """A list that has other items each time its work is refused is not made anew for ever."""

    @drawn(60)
    @given(st.lists(st.integers(1, 3), min_size=1, max_size=9), st.integers(1, 3), st.booleans())
    def law(sizes: list[int], at_most: int, is_kept: bool) -> None:
        tale = Tale(listed(at_most))
        for turn in range(PLENTY):
            effect = tale.wanted()
            if not isinstance(tale.state.phase, Moving):
                break
            if isinstance(effect, JudgeStep):
                is_list = effect.step == "s0"
                keys = [f"{chr(97 + at)}{0 if is_kept and not at else turn}" for at in range(9)]
                status = Status.PASS if is_list else Status.FAIL
                names = keys[: sizes[turn % len(sizes)]]
                tale.tell(judged(tale, effect, status, names))
            else:
                go_on(tale, Status.PASS, Choice.APPROVE)
        assert not isinstance(tale.state.phase, Moving), "there is no end of lists"
        lists = sum(isinstance(each, StepsExpanded) for each in tale.events)
        assert lists <= 1 + at_most * (1 + max(sizes)), lists
        seen.counts["lists"] += lists

    law()
    seen.at_least(lists=60)


def listed(at_most: int) -> tuple[StepDefinition, ...]:
    """Return a list, and work on each item that begins with a new list when it is refused."""
    again = NoGo(Move.REOPEN, (path("s0"),), at_most)
    return (
        step("s0", produces=(Product("plan-0", "docs/0.md", "plan"),), attempts_max=PLENTY),
        step("s1", ["s0"], for_each="plan-0", no_go=(again,), attempts_max=PLENTY),
    )


def judged(tale: Tale, effect: JudgeStep, status: Status, keys: Sequence[str]) -> JudgingDone:
    """Return a judgement that lists an item for each of `keys`."""
    done = judgement_of(tale.state, effect, status, f"code.{len(tale.events)}", ["x"])
    items = tuple(Item(key, key, digest_of(key)) for key in keys)
    return replace(done, judged=replace(done.judged, items=items if done.judged.items else ()))
