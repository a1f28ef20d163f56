"""One suite for the journal port, run against the fake and the file; two instances each."""

from pathlib import Path

import pytest

from gatewright.ports.journal import Conflict
from tests.journals import (
    ACTOR,
    AT,
    RUN,
    OpenJournal,
    append,
    decided,
    file_journals,
    memory_journals,
    row_of,
    skipped,
    some_events,
)


@pytest.fixture(params=["fake", "file"])
def open_journal(request: pytest.FixtureRequest, tmp_path: Path) -> OpenJournal:
    return memory_journals() if request.param == "fake" else file_journals(tmp_path)


def test_journal_that_nobody_wrote_to_is_empty(open_journal: OpenJournal, tmp_path: Path) -> None:
    journal = open_journal()

    assert list(journal.read(RUN)) == []
    assert list(journal.rows()) == []
    assert list(journal.verify()) == []
    assert journal.version() == journal.version()
    assert list(tmp_path.iterdir()) == []  # looking makes nothing


def test_what_is_appended_is_read_by_another_in_order(open_journal: OpenJournal) -> None:
    events = some_events(5)
    written = append(open_journal(), *events[:2], after=0)
    written += append(open_journal(), *events[2:], after=2)

    entries = list(open_journal().read(RUN))

    assert entries == written
    assert [entry.event for entry in entries] == events
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert {(entry.stream, entry.at, entry.actor) for entry in entries} == {(RUN, AT, ACTOR)}
    assert len({entry.digest for entry in entries}) == 5


def test_reading_behind_an_entry_returns_the_tail(open_journal: OpenJournal) -> None:
    journal = open_journal()
    written = append(journal, *some_events(4), after=0)

    assert list(journal.read(RUN, after=3)) == written[3:]
    assert list(journal.read(RUN, after=4)) == []
    assert list(journal.read(RUN, after=9)) == []
    assert list(journal.read("run/13")) == []


@pytest.mark.parametrize("after", [0, 1, 3])
def test_append_behind_another_entry_than_the_last_is_a_conflict(
    open_journal: OpenJournal, after: int
) -> None:
    journal = open_journal()
    append(journal, *some_events(2), after=0)

    lost = open_journal().append(
        RUN, [skipped("late")], after=after, at=AT, actor=ACTOR, row=row_of("12", "blocked")
    )

    assert lost == Conflict(2)
    assert len(journal.read(RUN)) == 2
    assert [row.state for row in journal.rows()] == ["moving"]


def test_streams_do_not_touch_each_other(open_journal: OpenJournal) -> None:
    journal = open_journal()
    append(journal, skipped("a"), after=0, stream="run/1")
    append(journal, skipped("a"), after=0, stream="run/2")

    first, second = journal.read("run/1"), journal.read("run/2")

    assert first[0].seq == second[0].seq == 1
    assert first[0].digest != second[0].digest


def test_nothing_appended_changes_nothing(open_journal: OpenJournal) -> None:
    journal = open_journal()
    append(journal, skipped("a"), after=0)

    assert list(append(journal, after=1, state="blocked")) == []
    assert [row.state for row in journal.rows()] == ["moving"]


def test_row_is_replaced_with_its_head_filled_in(open_journal: OpenJournal) -> None:
    journal = open_journal()
    append(journal, *some_events(2), after=0)
    last = append(journal, skipped("a"), after=2, state="waits")[-1]

    (row,) = open_journal().rows()

    assert (row.state, row.slug) == ("waits", "feature-12")
    assert (row.head_seq, row.head_digest) == (3, last.digest)


def test_rows_are_in_order_of_their_numbers(open_journal: OpenJournal) -> None:
    journal = open_journal()
    for number in ("10", "9", "100", "1"):
        append(journal, skipped("a"), after=0, stream=f"run/{number}")

    assert [row.run_id for row in journal.rows()] == ["1", "9", "10", "100"]


def test_one_row_and_the_names_are_had_by_themselves(open_journal: OpenJournal) -> None:
    journal = open_journal()
    assert (journal.row("run/1"), list(journal.names())) == (None, [])
    for number in ("10", "9"):
        append(journal, skipped("a"), after=0, stream=f"run/{number}")

    assert journal.row("run/9") == journal.rows()[0]
    assert journal.row("run/1") is None
    assert sorted(open_journal().names()) == ["run/10", "run/9"]


def test_version_changes_when_another_appends_and_only_then(open_journal: OpenJournal) -> None:
    watcher, writer = open_journal(), open_journal()
    seen = [watcher.version()]
    for after in range(3):
        append(writer, skipped("a"), after=after)
        seen.append(watcher.version())

    assert len(set(seen)) == 4
    assert watcher.version() == seen[-1]


def test_version_does_not_change_by_a_conflict(open_journal: OpenJournal) -> None:
    watcher, writer = open_journal(), open_journal()
    append(writer, skipped("a"), after=0)
    before = watcher.version()

    writer.append(RUN, [skipped("b")], after=7, at=AT, actor=ACTOR, row=row_of("12"))

    assert watcher.version() == before


def test_only_one_drives_a_stream_at_a_time(open_journal: OpenJournal) -> None:
    one, other = open_journal(), open_journal()

    with one.drive(RUN) as first, other.drive(RUN) as second, other.drive("run/13") as third:
        assert (first, second, third) == (True, False, True)
        with other.drive(RUN) as still:
            assert not still
    with other.drive(RUN) as later:
        assert later


def test_stream_is_free_after_its_driver_failed(open_journal: OpenJournal) -> None:
    with pytest.raises(ZeroDivisionError), open_journal().drive(RUN):
        raise ZeroDivisionError

    with open_journal().drive(RUN) as is_mine:
        assert is_mine


def test_text_with_half_a_character_is_kept_as_it_is(open_journal: OpenJournal) -> None:
    strange = skipped("caf\udce9 \ud800 \x00 \u2028 𝄞")
    row = row_of("12", state="\udcff")
    open_journal().append(RUN, [strange], after=0, at=AT, actor="person:\udce9", row=row)

    (entry,) = open_journal().read(RUN)

    assert entry.event == strange
    assert entry.actor == "person:\udce9"
    assert [each.state for each in open_journal().rows()] == ["\udcff"]
    assert list(open_journal().verify()) == []


def test_audit_says_what_it_looked_at(open_journal: OpenJournal) -> None:
    journal = open_journal()
    first = append(journal, *some_events(3), after=0)
    append(journal, decided(first[2].digest), after=3)
    append(journal, skipped("a"), after=0, stream="run/2")

    audit = open_journal().audit()

    assert (audit.events, audit.streams, audit.heads, audit.faults) == (5, 2, 2, ())
