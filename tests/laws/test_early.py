"""Laws of steps that begin early, tried on layers, their gate, and what looks at them."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.state.run_state import Deciding
from gatewright.model.events import Choice
from gatewright.model.records import replace
from gatewright.model.workflow import Gate, Move, NoGo, Product, SomeOf, StepDefinition
from tests.laws.kindness import be_kind
from tests.laws.laws_of_early import EnoughIsThere, PassesNoNo
from tests.laws.laws_of_state import Counted, Folded, Lively
from tests.laws.playing import play_beside
from tests.laws.seen import Seen, drawn
from tests.laws.tale import BREAKS, Book, Tale
from tests.property.run_worlds import ASKING, decision_of
from tests.unit.run_stories import AGENT, NOBODY, path, step

TURNS = 70
WORDS = st.lists(st.sampled_from(range(60)), min_size=4, max_size=30)
LAYERS = st.lists(st.sampled_from(["", "", "", "1 > 2"]), min_size=2, max_size=4)
LOOKS = st.lists(
    st.tuples(st.sampled_from(range(1, 4)), st.booleans(), st.booleans()), min_size=1, max_size=2
)


def layered(
    layers: list[str], looks: list[tuple[int, bool, bool]], makes: bool
) -> tuple[StepDefinition, ...]:
    """Return layers and their gate, then what looks at them early, and what waits for the gate.

    Shape: of each look: how many layers are enough, whether it reads them, whether it is early.
    """
    names = [path(f"l{number}") for number in range(len(layers))]
    again = NoGo(Move.REOPEN, tuple(names[-1:]), at_most=2)
    made = [
        step(name, (), when=when, phase="p0", produces=(Product(name, name),) if makes else ())
        for name, when in zip(names, layers, strict=True)
    ]
    asking = replace(ASKING, is_crossing=True)
    gate = step("g0", names, doer=NOBODY, gate=asking, no_go=(again,), phase="p0")
    found = []
    for number, (least, reads, is_early) in enumerate(looks):
        group = (SomeOf(tuple(names), least),) if least < len(names) else ()
        found.append(
            step(
                f"e{number}",
                (*names, *(() if is_early else (gate.path,))),
                doer=AGENT if reads else NOBODY,
                reads=tuple(names) if reads and makes else (),
                some_of=group,
                passes=(gate.path,) if is_early else (),
                phase="p1",
            )
        )
    for number in range(2):  # and what comes behind the last look, as early as that
        passed = found[-1].passes
        found.append(step(f"f{number}", (found[-1].path,), passes=passed, phase="p1"))
    behind = step("b", (gate.path, found[0].path), phase="p1")
    ends = tuple(each.path for each in (*found[1:], behind))
    last = step("g1", ends, doer=NOBODY, gate=Gate(is_crossing=True), phase="p1", no_go=(again,))
    return (*made, gate, *found, behind, last)


def told(book: Book, steps: tuple[StepDefinition, ...], words: list[int]) -> None:
    """Tell a run what reaches it, by `words`: outcomes in any order, and people who say no."""
    tale = Tale(steps, book=book)
    for turn in range(TURNS):
        word = words[turn % len(words)]
        asked = [each for each in waits_for_people(tale.state) if isinstance(each.state, Deciding)]
        try:
            if asked and word % 2:
                choice = Choice.APPROVE if word % 3 else Choice.SEND_BACK
                tale.tell(decision_of(asked[0], choice, "again", tale.decider))
            elif decide(tale.state) or tale.state.active:
                play_beside(tale, word, ["1"])
        except BREAKS as error:
            tale.break_off(error)
            return
        tale.look_around()
    be_kind(tale)
    tale.look_back()


@cache
def found() -> Book:
    """Return what the laws found in many runs, looked for once in a process."""
    book = Book.of((EnoughIsThere, PassesNoNo, Counted, Folded, Lively))

    @drawn(300)
    @given(LAYERS, LOOKS, st.booleans(), WORDS)
    def law(
        layers: list[str], looks: list[tuple[int, bool, bool]], makes: bool, words: list[int]
    ) -> None:
        told(book, layered(layers, looks, makes), words)

    law()
    assert not book.breaks, book.breaks[0]
    return book


def test_step_begins_with_enough_of_what_it_needs(seen: Seen) -> None:
    """A step with `at_least` never begins with fewer accepted needs, but where fewer apply."""
    book = found()
    seen.counts = book.seen[EnoughIsThere]
    assert EnoughIsThere not in book.broken, book.broken[EnoughIsThere]
    assert not {Counted, Folded, Lively} & book.broken.keys(), book.broken
    seen.at_least(with_fewer_than_all=60, as_fewer_apply=20, with_more=90)


def test_early_step_passes_no_gate_that_people_said_no_to(seen: Seen) -> None:
    """A step passes only gates that it may pass, and none that people said no to."""
    book = found()
    seen.counts = book.seen[PassesNoNo]
    assert PassesNoNo not in book.broken, book.broken[PassesNoNo]
    seen.at_least(behind_a_gate=400, past_a_gate=150, after_a_no=50)
