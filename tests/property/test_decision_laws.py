"""Whatever strangers wrote: what is read before a decision does not act, and answers parse."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gatewright.cli.decision_items import parse_items
from gatewright.cli.drafts import Draft, Drafts
from gatewright.cli.said import said_in
from gatewright.model.events import Answer
from gatewright.model.ids import Digest
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.views.decision import (
    ContentView,
    DecisionView,
    FactView,
    FileView,
    ItemView,
    PastDecisionView,
)
from gatewright.views.decision_text import decision_text
from tests.property.test_quoting_laws import HOSTILE, acts

# Two halves that follow one another are the character that they make, once they were written.
WHOLE = "surrogatepass"
KEPT = HOSTILE.map(lambda text: text.encode("utf-16", WHOLE).decode("utf-16", WHOLE))
ITEMS = ("first", "second", "third")
CONTENT = st.builds(
    ContentView, HOSTILE, HOSTILE, HOSTILE, st.lists(st.tuples(HOSTILE, HOSTILE), max_size=2)
)
PAST = st.builds(
    PastDecisionView, HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.just(("self", "unsigned")), HOSTILE
)
FACT = st.builds(FactView, HOSTILE, HOSTILE, HOSTILE, st.just(()), st.just(()), HOSTILE)
FILE = st.builds(FileView, HOSTILE, st.just("added"), st.integers(0, 9), st.integers(0, 9))
VIEWS = st.builds(
    DecisionView,
    schema=st.just("gatewright.decision/1"),
    run=HOSTILE,
    slug=HOSTILE,
    step=HOSTILE,
    question=HOSTILE,
    role=HOSTILE,
    requester=HOSTILE,
    authors=st.lists(HOSTILE, max_size=2).map(tuple),
    labels=st.just(("unsigned",)),
    content=CONTENT,
    before=st.lists(PAST, max_size=2).map(tuple),
    is_again=st.booleans(),
    files=st.lists(FILE, max_size=3).map(tuple),
    facts=st.lists(FACT, max_size=2).map(tuple),
    items=st.lists(st.builds(ItemView, st.integers(1, 9), HOSTILE), max_size=2).map(tuple),
)


@given(VIEWS, st.integers(40, 100), st.booleans())
def test_what_is_read_before_a_decision_does_not_act(
    view: DecisionView, width: int, can_unicode: bool
) -> None:
    """Law: no control or direction character but the ends of our own lines; ASCII where asked."""
    text = decision_text(view, width=width, can_unicode=can_unicode)

    assert set(acts(text)) <= {"\n"}
    assert text.isascii() or can_unicode


@given(VIEWS, HOSTILE)
def test_words_of_strangers_add_no_line_at_the_margin(view: DecisionView, words: str) -> None:
    """Law: a stranger's fact cannot look like a part of the screen: its lines are all indented."""
    fact = FactView("tests", "pass", words, (), (), "v")
    without = decision_text(replace(view, facts=()), width=80, can_unicode=True)
    with_it = decision_text(replace(view, facts=(fact,)), width=80, can_unicode=True)

    def at_margin(text: str) -> list[str]:
        return [row for row in text.split("\n") if row and not row.startswith(" ")]

    assert at_margin(with_it) == at_margin(without)


@given(st.dictionaries(st.sampled_from(ITEMS), st.tuples(st.booleans(), HOSTILE)))
def test_answers_that_are_written_are_read(answers: dict[str, tuple[bool, str]]) -> None:
    """Law: each answer comes back, its reason made safe."""
    typed = [
        f"{ITEMS.index(item) + 1}={'yes' if is_yes else 'NO'}:{because}"
        for item, (is_yes, because) in answers.items()
    ]

    assert parse_items(typed, ITEMS) == {
        item: Answer(item, is_yes, said_in(because)) for item, (is_yes, because) in answers.items()
    }


@given(HOSTILE | st.from_regex(r"\A[0-9]{0,3}=?(yes|no|y|n)?:?.{0,3}\Z"))
def test_answer_is_read_or_is_a_mistake(text: str) -> None:
    """Law: nothing else comes of what is typed, and what comes answers an item that is asked."""
    try:
        answers = parse_items([text], ITEMS)
    except Mistake:
        return
    assert set(answers) <= set(ITEMS)


@given(HOSTILE)
def test_words_for_a_worker_hold_nothing_that_acts(text: str) -> None:
    """Law: only line ends are left of all that acts on a terminal."""
    assert set(acts(said_in(text))) <= {"\n"}


@given(st.binary(max_size=80) | st.sampled_from([b"[" * 50_000, b'{"bound": "b", "answers": 3}']))
def test_draft_that_somebody_damaged_is_no_draft(content: bytes) -> None:
    """Law: a draft is what we wrote, or nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "key.json").write_bytes(content)

        assert Drafts(folder).read("key") == Draft()


@given(st.lists(st.builds(Answer, KEPT, st.booleans(), KEPT), max_size=3))
def test_draft_comes_back_as_it_was_given(given_answers: list[Answer]) -> None:
    """Law: half a character in an item is data like any other."""
    answers = {each.item: each for each in given_answers}
    with tempfile.TemporaryDirectory() as name:
        drafts = Drafts(Path(name) / "drafts")
        drafts.keep("key", Digest("b"), answers)

        assert drafts.read("key") == Draft("b", answers)
