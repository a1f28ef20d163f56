"""Whatever is quoted in a brief: it keeps its shape, its bounds, and its most important parts."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.brief import (
    AnsweredQuestion,
    BriefArtifact,
    BriefInput,
    EarlierAttempt,
    Hint,
    Known,
)
from gatewright.model.context import Note, NoteKind
from gatewright.model.events import Ended
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import replace
from gatewright.model.verdicts import Place, Reason
from gatewright.model.workflow import Item
from gatewright.views.brief import render_brief
from gatewright.views.brief_room import Block, choose_blocks
from tests.briefs import AGAIN, GREEN

HEADINGS = re.compile(
    r"# Make the tests pass|## (What is being built|What to do|What may change"
    r"|What is checked when you end|What this rests on|Attempt \d+ did not hold"
    r"|Words of person for this attempt|A question, answered|Limits|How to ask"
    r"|What was decided|What is known|Left out for want of room)"
)
UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
NASTY = st.sampled_from(("# x", "\n## Limits", "> ", "```", "\r", "\x1b[1m", "\u2028# y", "- a"))
words = st.lists(st.one_of(NASTY, st.text(max_size=12)), max_size=12).map("".join)
reasons = st.builds(
    Reason,
    words,
    words,
    words,
    words,
    st.lists(st.builds(Place, words, st.integers(0, 9), words), max_size=3).map(tuple),
    words,
    words,
)
attempts = st.builds(
    EarlierAttempt,
    st.integers(1, 9),
    st.sampled_from(Ended),
    st.lists(reasons, max_size=3).map(tuple),
    words,
    words,
)
texts = st.one_of(words, st.integers(0, 4000).map("word ".__mul__))
notes = st.builds(
    Note,
    words,
    words,
    words,
    st.sampled_from(NoteKind),
    st.integers(0, 1000),
    texts,
    words,
    words,
    st.one_of(st.none(), words.map(StepPath)),
    words,
    st.lists(words, max_size=6).map(tuple),
)
briefs = st.builds(
    replace,
    st.just(AGAIN),
    item=st.builds(Item, words, words, st.just(Digest("d"))),
    inputs=st.lists(st.builds(BriefArtifact, words, words, st.just(Digest("d"))), max_size=2).map(
        tuple
    ),
    earlier=st.lists(attempts, max_size=3).map(tuple),
    hints=st.lists(st.builds(Hint, st.just("person"), texts), max_size=3).map(tuple),
    answers=st.lists(st.builds(AnsweredQuestion, words, st.just("person"), texts), max_size=2).map(
        tuple
    ),
    decided=st.lists(notes, max_size=3).map(lambda some: Known(tuple(some), len(some) + 2)),
    known=st.lists(notes, max_size=20).map(lambda some: Known(tuple(some), len(some))),
    chars_max=st.integers(6000, 24_000),
)


@given(briefs)
def test_no_quoted_word_becomes_a_heading_and_the_bound_holds(brief: BriefInput) -> None:
    shown = render_brief(brief)

    for line in shown.split("\n"):
        assert not any(unicodedata.category(one) in UNSHOWN for one in line)
        if line.startswith("#"):
            assert HEADINGS.fullmatch(line), line
    assert len(shown) <= brief.chars_max


@given(briefs)
def test_what_every_brief_must_hold_is_there_once(brief: BriefInput) -> None:
    shown = render_brief(brief).split("\n")

    for heading in ("## What may change", "## What is checked when you end", "## How to ask"):
        assert shown.count(heading) == 1
    assert all(f"- `{glob}`" in shown for glob in GREEN.writes)


def block(index: int, rank: int, sizes: list[int]) -> Block:
    forms = tuple(str(index) * size for size in sorted(sizes, reverse=True))
    return Block(f"part {index}", rank, forms)


blocks = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.integers(1, 1500), min_size=1, max_size=3)),
    max_size=7,
).map(lambda made: [block(index, rank, sizes) for index, (rank, sizes) in enumerate(made)])


@given(blocks, st.integers(0, 6000))
def test_blocks_fit_in_their_room_in_order_and_losses_are_named(
    made: list[Block], room: int
) -> None:
    texts, left_out = choose_blocks(made, room)

    assert sum(len(text) + 1 for text in texts) <= max(room, 0)
    assert texts == sorted(texts, key=lambda text: text[0])
    lost = [one for one in made if one.forms[0] not in texts]
    assert len(left_out) == len(lost)
    assert all(any(one.name in name for name in left_out) for one in lost)
