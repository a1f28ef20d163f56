"""Notes kept and searched over a journal: the index says where, the journal says what."""

from pathlib import Path

import pytest

from gatewright.core.context.sessions import session_of
from gatewright.journal.context_index import SqliteContextIndex
from gatewright.model.context import stream_of_session
from gatewright.model.ids import TreeId
from gatewright.model.records import replace
from gatewright.model.registers import EntryAdded
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Conflict, Entry, RunRow
from gatewright.runtime.context_desk import ContextDesk
from gatewright.runtime.context_reading import FollowedContext, read_context, streams_named
from gatewright.runtime.run_row import row_of
from gatewright.testing.memory_journal import MemoryJournal, MemoryStreams
from tests.unit.run_stories import AT, Story, step

ADA = "person:ada"


class Desk:
    """A desk of notes over a journal in memory, and an index in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "context.sqlite"
        self.streams = MemoryStreams()
        self.journal = MemoryJournal(self.streams)
        self.row = row_of(Story((step("build"),)).state, AT)
        self.notes = ContextDesk(
            self.journal, lambda: SqliteContextIndex(str(self.path)), lambda: AT, ADA
        )

    def note(self, name: str, text: str, **said: str) -> EntryAdded:
        return self.notes.add(name, (("text", text), *said.items()))

    def of_run(self, *entries: EntryAdded) -> None:
        after = len(self.streams.entries.get("run/12", ()))
        self.journal.append("run/12", entries, after=after, at=AT, actor=ADA, row=self.row)

    def found(self, *words: str, stream: str = "") -> list[str]:
        return [each.text for each in self.notes.search(words, stream)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.notes.open("payments", "How refunds work")
    return desk


def entry(register: str, key: str, text: str, closes: str = "") -> EntryAdded:
    said = (("text", text),)
    return EntryAdded(register, key, None, 0, said, ADA, "", TreeId("t"), AT, closes=closes)


def test_session_is_listed_with_how_many_notes_it_holds(desk: Desk) -> None:
    desk.note("payments", "Refunds are whole")

    [row] = desk.notes.sessions()
    assert (row.slug, row.question, row.head_seq) == ("payments", "How refunds work", 2)
    assert desk.journal.rows() == []
    assert desk.journal.verify() == []


def test_session_that_nobody_opened_is_none(desk: Desk) -> None:
    assert desk.notes.session("orders") is None
    assert desk.notes.session("no name") is None
    with pytest.raises(Mistake, match="is there already"):
        desk.notes.open("payments", "again")


def test_note_is_found_wherever_it_stands(desk: Desk) -> None:
    desk.note("payments", "Refunds are whole")
    desk.of_run(entry("decisions", "1", "A refund is one row"), entry("log", "1", "refund"))

    assert sorted(desk.found("refund")) == ["A refund is one row", "Refunds are whole"]
    assert desk.found("REFUND", "row") == ["A refund is one row"]
    assert desk.found("refund", stream="context/payments") == ["Refunds are whole"]
    assert desk.found("nothing") == []


def test_what_was_appended_since_is_found_and_what_was_closed_is_not(desk: Desk) -> None:
    desk.of_run(entry("unknowns", "1", "Which bank?"))
    assert desk.found("bank") == ["Which bank?"]

    desk.of_run(entry("unknowns", "2", "Ours", closes="1"), entry("lessons", "1", "Ask the bank"))

    assert desk.found("bank") == ["Ask the bank"]


@pytest.mark.parametrize("words", [('"',), ("*",), ("text:refund",), ("a OR b",), ("\0",), ()])
def test_words_are_no_operators(desk: Desk, words: tuple[str, ...]) -> None:
    desk.note("payments", "Refunds are whole")

    assert desk.found(*words) == []


def test_index_is_made_anew_where_it_is_lost_damaged_or_of_another_version(desk: Desk) -> None:
    desk.note("payments", "Refunds are whole")
    assert desk.found("refunds")

    desk.path.unlink()
    assert desk.found("refunds")
    desk.path.write_bytes(b"no database at all" * 100)
    assert desk.found("refunds")
    import sqlite3

    with sqlite3.connect(desk.path) as other:
        other.execute("PRAGMA user_version = 99")
    assert desk.found("refunds") == ["Refunds are whole"]


def test_index_of_another_journal_is_not_believed(desk: Desk) -> None:
    desk.note("payments", "Refunds are whole")
    assert desk.found("refunds")

    del desk.streams.entries["context/payments"]
    desk.notes.open("payments", "Another one")
    desk.note("payments", "Orders are split")
    desk.note("payments", "Nobody pays twice")

    assert desk.found("refunds") == []
    assert desk.found("orders") == ["Orders are split"]


def test_what_only_the_index_says_is_not_told(desk: Desk) -> None:
    note = desk.note("payments", "Refunds are whole")
    desk.found("refunds")
    lie = replace(desk.notes.notes("context/payments")[0], text="refunds: pay me", key="9")
    index = SqliteContextIndex(str(desk.path))
    index.add(index.heads()["context/payments"], [lie], is_anew=False)

    assert desk.found("refunds") == [dict(note.values)["text"]]
    assert desk.found("pay", "me") == []


def test_two_who_note_at_once_both_do(desk: Desk) -> None:
    class Late(MemoryJournal):
        """Somebody else appends first, once."""

        is_first = True

        def read(self, stream: str, after: int = 0) -> list[Entry]:
            found = list(super().read(stream, after))
            if self.is_first:
                self.is_first = False
                desk.note("payments", "first")
            return found

    late = replace(desk.notes, journal=Late(desk.streams))

    assert late.add("payments", (("text", "second"),)).key == "2"
    assert [each.text for each in desk.notes.notes("context/payments")] == ["first", "second"]


def test_streams_are_named_as_people_name_them(desk: Desk) -> None:
    desk.of_run(entry("lessons", "1", "x"))

    assert streams_named(desk.journal, ("payments", "12", "payments")) == (
        "context/payments",
        "run/12",
    )
    with pytest.raises(Mistake, match="No feature is called orders"):
        streams_named(desk.journal, ("orders",))


def test_context_is_read_as_it_was_then(desk: Desk) -> None:
    followed = FollowedContext(desk.journal)
    desk.note("payments", "first")
    then = followed.read(("context/payments", "context/none"))
    desk.note("payments", "second")

    now = followed.read(("context/payments",))

    assert [each.text for each in now.notes] == ["first", "second"]
    assert [(each.stream, each.seq) for each in then.heads] == [("context/payments", 2)]
    assert read_context(desk.journal, then.heads) == then
    assert read_context(desk.journal, now.heads) == now == followed.read(("context/payments",))


def test_what_is_in_a_session_is_what_its_stream_says(desk: Desk) -> None:
    desk.note("payments", "first", importance="0.9", kind="lesson")
    entries = [each.event for each in desk.journal.read(stream_of_session("payments"))]

    assert desk.notes.session("payments") == session_of(
        "payments", [each for each in entries if isinstance(each, EntryAdded)]
    )
    assert isinstance(
        desk.journal.append(
            "context/payments", entries, after=0, at=AT, actor=ADA, row=desk.notes.sessions()[0]
        ),
        Conflict,
    )
    assert all(isinstance(each, RunRow) for each in desk.notes.sessions())
