"""Notes: which entries are some, what they weigh, which of them matter most to a step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.context.known import DECIDED_MAX, KNOWN_MAX, known_for
from gatewright.core.context.notes import KINDS, WEIGHTS, note_of, notes_of, weight_of
from gatewright.core.context.ranking import Matter, matter_of, ranked, relevance
from gatewright.model.context import TEXT_CHARS_MAX, Note, NoteKind
from gatewright.model.digest import digest_of
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.intake import Record
from gatewright.model.records import replace
from gatewright.model.registers import EntryAdded, Values
from gatewright.model.workflow import Item, Product
from tests.unit.run_stories import Story, path, step

ADA = "person:ada"
NOTHING = Matter(frozenset(), frozenset())


def entry(register: str, key: str, closes: str = "", **said: str) -> EntryAdded:
    values: Values = tuple(said.items())
    return EntryAdded(register, key, None, 0, values, ADA, "", TreeId("t"), "", closes=closes)


def note(text: str = "", weight: int = 500, about: tuple[str, ...] = ()) -> Note:
    return Note("run/1", "context", text, NoteKind.FACT, weight, text, ADA, about=about)


def test_only_registers_that_tell_something_hold_notes() -> None:
    entries = [entry(name, "1", text=name) for name in (*KINDS, "log", "opinions", "pulls")]

    assert [each.register for each in notes_of("run/1", entries)] == list(KINDS)


def test_what_is_closed_is_no_note_any_more_and_what_closes_it_is_none() -> None:
    entries = [
        entry("unknowns", "1", text="which?"),
        entry("questions", "1", text="same key, another register"),
        entry("unknowns", "2", closes="1", text="this one"),
    ]

    assert [each.text for each in notes_of("run/1", entries)] == ["same key, another register"]


@pytest.mark.parametrize(
    ("register", "said", "kind", "weight"),
    [
        ("context", {}, NoteKind.FACT, 500),
        ("context", {"kind": "lesson"}, NoteKind.LESSON, 600),
        ("context", {"kind": "whatever"}, NoteKind.FACT, 500),
        ("context", {"importance": "0.9"}, NoteKind.FACT, 900),
        ("context", {"importance": "7"}, NoteKind.FACT, 500),
        ("decisions", {"kind": "lesson"}, NoteKind.DECISION, 800),
        ("lessons", {}, NoteKind.LESSON, 600),
        ("questions", {}, NoteKind.QUESTION, 700),
    ],
)
def test_kind_and_weight_are_as_said_or_as_the_register_has_it(
    register: str, said: dict[str, str], kind: NoteKind, weight: int
) -> None:
    found = note_of("run/1", entry(register, "1", text="x", **said))

    assert (found.kind, found.weight) == (kind, weight)


def test_every_kind_has_a_weight() -> None:
    assert set(WEIGHTS) == set(NoteKind)


def test_other_fields_and_the_reason_are_told_with_the_text_and_all_of_it_is_cut() -> None:
    added = entry("decisions", "1", text="One table", tradeoffs="slow joins", kind="schema")
    added = replace(added, values=(*added.values, ("options", ("a", "b"))), because="it is small")

    told = note_of("run/1", added).text
    assert told == "One table\ntradeoffs: slow joins, options: a, b\nbecause it is small"
    long = note_of("run/1", entry("context", "1", text="x" * (TEXT_CHARS_MAX + 9)))
    assert len(long.text) == TEXT_CHARS_MAX


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        *(("0", 0), ("1", 1000), ("0.25", 250)),
        *((word, None) for word in ("", "-0.1", "1.1", "x", "inf", "nan", "1e999999999")),
    ],
)
def test_importance_is_a_number_from_0_to_1(said: str, weight: int | None) -> None:
    assert weight_of(said) == weight


# What matters most

weights = st.integers(0, 1000)
texts = st.lists(st.sampled_from(("refund", "order", "alias", "to")), max_size=5).map(" ".join)
some_notes = st.lists(st.builds(note, texts, weights), max_size=30)
MATTER = matter_of(["build"], ["Pay a refund for an order"])


def plainly(notes: list[Note], matter: Matter) -> list[Note]:
    """Return all notes by what they are worth, worked out for each of them."""
    count = len(notes)
    worth = [
        (2 * each.weight + 1000 * (at + 1) // count + relevance(each, matter), at)
        for at, each in enumerate(notes)
    ]
    return [notes[at] for _, at in sorted(worth, reverse=True)]


@given(some_notes, st.integers(1, 8))
def test_what_is_not_read_would_not_be_among_those_that_are_told(
    notes: list[Note], count: int
) -> None:
    assert list(ranked(notes, MATTER, count)) == plainly(notes, MATTER)[:count]


def test_none_are_asked_for() -> None:
    assert ranked([note("a")], MATTER, 0) == ()
    assert ranked([], MATTER, 5) == ()


def test_more_important_then_more_relevant_then_newer_is_first() -> None:
    light, heavy = note("x", 100), note("x", 900)
    assert ranked([heavy, light], NOTHING, 2) == (heavy, light)
    other, apt = note("alias"), note("refund order")
    assert ranked([note("refund order alias build"), other], NOTHING, 1) == (other,)
    many = [note(str(number)) for number in range(9)]
    assert ranked([*many[:4], apt, *many[4:]], MATTER, 1) == (many[-1],)
    assert ranked([*many[:7], apt, *many[7:]], MATTER, 1) == (apt,)
    older, newer = note("first"), note("later")
    assert ranked([older, newer], NOTHING, 2) == (newer, older)


def test_what_is_on_the_step_itself_is_as_relevant_as_can_be() -> None:
    assert relevance(note("x", about=("build",)), MATTER) == 1000
    assert relevance(replace(note("x"), step=StepPath("build")), MATTER) == 1000
    assert relevance(replace(note("x"), step=StepPath("plan")), MATTER) == 0
    assert relevance(note("refund to the order"), MATTER) == 500
    assert relevance(note("refund order build this"), MATTER) == 750


# What a step is told


def test_step_is_told_decisions_apart_and_how_many_more_there_are() -> None:
    story = Story((step("build"),))
    for number in range(DECIDED_MAX + 3):
        said = (("text", f"decision {number}"),)
        story.told(Record("decisions", said, ADA))
    story.told(Record("context", (("text", "a fact"), ("importance", "0.1")), ADA))
    record = story.state.record(path("build"))

    decided, known = known_for(story.state, record)

    assert (len(decided.notes), decided.count) == (DECIDED_MAX, DECIDED_MAX + 3)
    assert decided.notes[0].text == f"decision {DECIDED_MAX + 2}"
    assert [each.text for each in known.notes] == ["a fact"]


def test_notes_of_other_streams_stand_among_those_of_the_run_by_time() -> None:
    story = Story((step("build"),))
    story.told(Record("context", (("text", "own"),), ADA))
    record = story.state.record(path("build"))
    older = replace(note("older"), stream="context/x", at="2000-01-01T00:00:00Z")
    newer = replace(older, text="newer", at="2999-01-01T00:00:00Z")

    _, known = known_for(story.state, record, (newer, older))

    assert [each.text for each in known.notes] == ["newer", "own", "older"]
    assert known.count == 3 <= KNOWN_MAX


def test_step_is_about_what_it_reads_makes_and_is_made_for() -> None:
    plain = step("plan")
    reads = step("build", reads=("plan#tasks",), produces=(Product("notes", "n.md"),))
    story = Story((replace(plain, produces=(Product("plan", "p.md"),)), reads))
    record = story.state.record(path("build"))
    item = Item("1", "Refund twice", digest_of(1))
    mine = replace(record, item=item)
    on_plan, on_notes = note("x", about=("plan",)), note("y", about=("notes",))

    told = (on_plan, on_notes, note("refund twice build notes"), note("other"))
    _, known = known_for(story.state, mine, told)

    assert [each.text for each in known.notes] == ["refund twice build notes", "y", "x", "other"]
