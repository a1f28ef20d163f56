"""The laws of runs that somebody ends, tried on workflows that say what that takes."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.course.decide import decide
from gatewright.core.layout.exit_steps import clean_up_of, partly_of
from gatewright.core.state.run_state import Accepted, Over
from gatewright.model.effects import MakeCommit
from gatewright.model.events import AttemptStarted, Choice, Ended, Exit, StepJudged
from gatewright.model.intake import Abort, AllowCommit, Finish, Refusal
from gatewright.model.registers import DEFERRED
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Tale
from tests.property.run_worlds import go_on, work_of, workflows, working
from tests.unit.run_stories import NOBODY, step

WHO = "person:ada"
TURNS = 40
EXAMPLES = 80
OF_WORK = (AttemptStarted, StepJudged)
WORDS = st.lists(st.integers(0, 5), min_size=1, max_size=12)
ENDED_AT = st.integers(1, 25)
GATE = step("w-gate", doer=NOBODY)
CLEANED = clean_up_of([step("undo"), step("report", ["undo"])], GATE)


def turn(world: Tale, word: int) -> bool:
    """Have one thing happen, mostly well."""
    return go_on(
        world,
        Status.PASS if word > 0 else Status.FAIL,
        Choice.APPROVE if word > 0 else Choice.SEND_BACK,
    )


def aborted(world: Tale, seen: Seen) -> int:
    """Have a run aborted while it goes on; return how many events there were then."""
    under_way = working(world.state)
    world.tell(Abort(WHO, "enough"))
    begun = len(world.events)
    if under_way is not None:
        late = world.tell(work_of(under_way, world.new_tree(), Ended.DONE))
        assert isinstance(late, Refusal), "an outcome of what was ended is taken"
        seen.counts["fenced"] += 1
    return begun


def demand_own(world: Tale) -> None:
    """Demand that only what an abort does is wanted, and nothing once it is over."""
    wanted = [each for each in decide(world.state) if not isinstance(each, MakeCommit)]
    others = [each for each in wanted if not each.step.startswith("exits/aborted")]
    assert others == [], f"aborting, and wants {others}"
    assert wanted == [] or not isinstance(world.state.phase, Over)


def test_nothing_but_the_clean_up_goes_on_once_a_run_is_aborted(seen: Seen) -> None:
    """Once a run is being aborted only what an abort does is begun; after its end, nothing is."""

    @drawn(EXAMPLES)
    @given(workflows(), WORDS, ENDED_AT)
    def law(steps: tuple[StepDefinition, ...], words: list[int], at: int) -> None:
        world = Tale(steps, clean_up=CLEANED)
        for number in range(at):
            turn(world, words[number % len(words)])
        if isinstance(world.state.phase, Over):
            return
        begun = aborted(world, seen)
        for number in range(TURNS):
            demand_own(world)
            if number == words[0] * 5 + 8:
                world.tell(Abort(WHO, "that is enough"))
            if not turn(world, words[number % len(words)]):
                break
        made = [each for each in world.events[begun:] if isinstance(each, OF_WORK)]
        assert all(each.step.startswith("exits/aborted") for each in made), made
        seen.counts["cleaned up"] += len(made)
        seen.counts["aborted"] += isinstance(world.state.phase, Over)

    law()
    seen.at_least(fenced=4, cleaned_up=60, aborted=15)


def test_a_run_ends_in_part_only_once_that_may_be(seen: Seen) -> None:
    """A run ends in part only where that holds and is agreed to; what is left is on record."""

    @drawn(EXAMPLES)
    @given(workflows(), WORDS, ENDED_AT)
    def law(steps: tuple[StepDefinition, ...], words: list[int], at: int) -> None:
        world = Tale(steps, partly=partly_of(GATE))
        for number in range(at + TURNS):
            if number >= at and world.state.partial is None:
                world.tell(AllowCommit(WHO))
                world.tell(Finish(WHO, "enough"))
            asked = world.state.partial
            if not turn(world, words[number % len(words)]):
                break
            phase = world.state.phase
            if isinstance(phase, Over) and phase.exit is Exit.PARTIAL:
                assert asked is not None, "nobody asked for that"
                assert isinstance(world.state.record(asked.step).state, Accepted)
                kept = {each.about[0] for each in world.state.entries.get(DEFERRED, ())}
                steps_left = {p for p, r in world.state.steps.items() if not r.is_settled}
                assert kept == steps_left, "what is left is not on record"
                seen.counts["in part"] += 1
                return
        seen.counts["otherwise"] += 1

    law()
    seen.at_least(in_part=5, otherwise=10)
