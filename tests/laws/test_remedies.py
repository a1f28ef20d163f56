"""What is done first where a step is refused: bounded, and looked at only once it is over."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.events import (
    AttemptStarted,
    HintGiven,
    StepAccepted,
    StepJudged,
)
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.remedies import RemedyEnded, RemedyLaid
from gatewright.model.workflow import Move, NoGo, StepDefinition
from tests.laws.playing import ANSWERS, play_on
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Tale
from tests.property.run_worlds import workflows
from tests.unit.run_stories import NOBODY, path, step

EXAMPLES = 200
PLAYS = st.lists(
    st.sampled_from(["well"] * 12 + ["fail"] * 12 + sorted(ANSWERS)), min_size=30, max_size=80
)
SHAPES = st.lists(st.sampled_from(range(12)), min_size=6, max_size=6)


def remedy(at: StepPath, name: str, *, again: bool = False) -> StepDefinition:
    """Return a procedure of two steps that a failure rule of `at` may lay in; one inside, maybe."""
    own = path(f"remedies/{at}/{name}")
    rules = (NoGo(Move.REWORK, at_most=1), NoGo(Move.ABORT, reason="it cannot"))
    last = step(f"{own}/b", [f"{own}/a"], within=own, no_go=rules)
    if again:
        inner = remedy(last.path, "deeper")
        rule = NoGo(Move.REWORK, at_most=1, remedies=(inner.path,))
        last = replace(last, no_go=(rule,), remedies=(inner,))
    first = step(f"{own}/a", within=own)
    return step(own, [last.path], doer=NOBODY, no_go=(), group=(first, last))


def mended(one: StepDefinition, shape: int) -> StepDefinition:
    """Return a step of which some failure rules have remedies laid in before their move."""
    if shape % 6 == 0 or one.for_each:
        return one
    laid = (remedy(one.path, "one", again=shape % 2 == 0), remedy(one.path, "two"))
    names = tuple(each.path for each in laid)
    own = NoGo(Move.REWORK if one.works else Move.REOPEN)
    first = replace(one.no_go[0] if shape > 6 else own, at_most=1 + shape % 2, remedies=names)
    return replace(one, no_go=(first, *one.no_go), remedies=laid)


def told(steps: Sequence[StepDefinition], shapes: Sequence[int], plays: Sequence[str]) -> Tale:
    """Return a run with remedies to which whatever happened that `plays` say."""
    tale = Tale(tuple(mended(*each) for each in zip(steps, shapes, strict=False)))
    for play in plays:
        play_on(tale, play, ["1", "2"])
    return tale


def test_remedy_is_laid_in_as_often_as_its_rule_says(seen: Seen) -> None:
    """A failure rule has its remedy laid in as often as is written, whatever becomes of it."""

    @drawn(EXAMPLES)
    @given(workflows(), SHAPES, PLAYS)
    def law(steps: tuple[StepDefinition, ...], shapes: list[int], plays: list[str]) -> None:
        tale, uses = told(steps, shapes, plays), Counter[tuple[StepPath, int]]()
        for event in tale.events:
            if isinstance(event, HintGiven):
                uses = Counter({each: n for each, n in uses.items() if each[0] != event.step})
            if isinstance(event, RemedyLaid) and event.place == 0:
                uses[event.by, event.rule] += 1
                seen.counts["laid in"] += 1
                seen.counts["again"] += uses[event.by, event.rule] > 1
                seen.counts["inside of another"] += event.by.startswith("remedies/")
        for (step_path, rule), used in uses.items():
            most = tale.state.record(step_path).definition.no_go[rule].at_most
            assert used <= most, f"{step_path} had {used} remedies by a rule for {most}"

    law()
    seen.at_least(laid_in=60, again=10, inside_of_another=2)


def test_what_was_refused_is_looked_at_once_its_remedy_is_over(seen: Seen) -> None:
    """A step with a remedy is worked on, judged and accepted only after it, and not without."""

    @drawn(EXAMPLES)
    @given(workflows(), SHAPES, PLAYS)
    def law(steps: tuple[StepDefinition, ...], shapes: list[int], plays: list[str]) -> None:
        open_ones: dict[StepPath, StepPath] = {}
        unjudged: set[StepPath] = set()
        accepted: set[StepPath] = set()
        for event in told(steps, shapes, plays).events:
            match event:
                case RemedyLaid():
                    open_ones[event.by] = event.step
                    unjudged.add(event.by)
                    seen.counts["laid in"] += 1
                case RemedyEnded():
                    assert not event.holds or event.step in accepted, f"{event.step} holds unseen"
                    open_ones = {k: v for k, v in open_ones.items() if v != event.step}
                    seen.counts["held"] += event.holds
                    seen.counts["failed"] += not event.holds
                case AttemptStarted(name) | StepJudged(name) | StepAccepted(name):
                    assert name not in open_ones, f"{name} before {open_ones[name]} is over"
                    unjudged -= {name} if isinstance(event, StepJudged) else set()
                    accepted |= {name} if isinstance(event, StepAccepted) else set()
                    assert not (isinstance(event, StepAccepted) and name in unjudged), name
                case _:
                    pass

    law()
    seen.at_least(laid_in=60, held=15, failed=10)
