"""Sessions: opened by people, under a plain name, once; notes are added and none is altered."""

import pytest

from gatewright.core.context.sessions import Session, add_note, open_session, session_of
from gatewright.model.context import SESSION_NOTES_MAX
from gatewright.model.intake import Refusal
from gatewright.model.records import replace
from gatewright.model.registers import EntryAdded

ADA, AT = "person:ada", "2026-11-22T10:00:00.000Z"


def opened(title: str = "How refunds work") -> Session:
    first = open_session(None, "payments", title, ADA, AT)
    assert isinstance(first, EntryAdded)
    session = session_of("payments", (first,))
    assert session is not None
    return session


def added(session: Session, *said: tuple[str, str]) -> Session:
    entry = add_note(session, said, ADA, AT)
    assert isinstance(entry, EntryAdded), entry
    return replace(session, entries=(*session.entries, entry))


def code_of(answer: EntryAdded | Refusal) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_session_begins_with_what_it_is_about() -> None:
    session = opened(" How\nrefunds  work ")

    assert (session.title, session.opened_by, session.notes) == ("How refunds work", ADA, ())
    assert opened("").title == "payments"
    assert session_of("payments", ()) is None


def test_notes_follow_one_another_with_keys_of_their_own() -> None:
    session = added(opened(), ("text", "a"), ("about", "plan,build"))
    session = added(session, ("text", "b"), ("key", "mine"), ("because", "it is so"))
    session = added(session, ("text", "c"))

    assert [each.key for each in session.notes] == ["1", "mine", "3"]
    assert session.notes[0].about == ("plan", "build")
    assert session.notes[1].text == "b\nbecause it is so"
    assert {each.stream for each in session.notes} == {"context/payments"}


@pytest.mark.parametrize(
    "name", ["", "Payments", "a b", "a--b", "-a", "12", "a" * 41, "a/b", "a\n"]
)
def test_name_is_plain(name: str) -> None:
    assert code_of(open_session(None, name, "x", ADA, AT)) == "context.name"


def test_session_is_opened_once_and_by_a_person() -> None:
    assert code_of(open_session(opened(), "payments", "x", ADA, AT)) == "context.exists"
    assert code_of(open_session(None, "payments", "x", "agent:claude", AT)) == "context.nobody"


@pytest.mark.parametrize(
    "said",
    [
        (),
        (("text", " "),),
        (("text", "x"), ("importance", "1.5")),
        (("text", "x"), ("kind", "rumour")),
        (("text", "x"), ("closes", "1")),
        (("text", "x"), ("key", "1")),
    ],
)
def test_what_is_no_note_is_refused(said: tuple[tuple[str, str], ...]) -> None:
    session = added(opened(), ("text", "the first"))

    assert code_of(add_note(session, said, ADA, AT)) == "context.unfit"


def test_session_does_not_grow_for_ever() -> None:
    entry = added(opened(), ("text", "x")).entries[0]
    full = replace(opened(), entries=(entry,) * SESSION_NOTES_MAX)

    assert code_of(add_note(full, (("text", "y"),), ADA, AT)) == "context.unfit"
