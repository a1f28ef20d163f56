"""The journal as a file: what is refused, what an audit finds, what is noted outside."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from gatewright.journal.chain import Stored
from gatewright.journal.filesystem import file_system_type, network_note
from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.trouble import Mistake
from tests.journals import RUN, append, decided, file_journals, skipped, some_events

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/a rw
30 22 0:30 / /home rw - nfs4 server:/home rw
31 30 0:31 / /home/my\\040disk rw - ext4 /dev/b rw
32 22 0:32 / /tmp rw shared:5 - tmpfs tmpfs rw
33 32 0:33 / /tmp rw - fuse.sshfs x rw
broken line
"""


def file_of(folder: Path) -> Path:
    return folder / "state" / "journal.db"


def changed(folder: Path, statement: str) -> None:
    """Do what somebody with the sqlite3 program could do."""
    connection = sqlite3.connect(file_of(folder))
    connection.executescript(statement)
    connection.close()


def written(folder: Path) -> SqliteJournal:
    """Return a closed-over journal of one run with five entries, one of them a decision."""
    journal = file_journals(folder)()
    assert isinstance(journal, SqliteJournal)
    entries = append(journal, *some_events(3), after=0)
    append(journal, decided(entries[1].digest), skipped("a"), after=3)
    return journal


def test_file_that_asks_for_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path)
    changed(tmp_path, "UPDATE meta SET value = 2 WHERE name = 'min_reader'")
    before = file_of(tmp_path).read_bytes()

    for use in (
        lambda journal: journal.read(RUN),
        lambda journal: journal.rows(),
        lambda journal: journal.verify(),
        lambda journal: append(journal, skipped("x"), after=5),
    ):
        with pytest.raises(Mistake) as caught:
            use(file_journals(tmp_path)())
        assert caught.value.code == "journal.newer"
    assert file_of(tmp_path).read_bytes() == before


def test_file_of_a_newer_format_that_we_can_read_is_read(tmp_path: Path) -> None:
    written(tmp_path)
    changed(tmp_path, "UPDATE meta SET value = 2 WHERE name = 'format'")

    assert len(file_journals(tmp_path)().read(RUN)) == 5


def test_event_of_a_newer_program_is_refused_with_its_place(tmp_path: Path) -> None:
    """Written by a program that knows a later version, chain and all."""
    from gatewright.journal import codec

    newer = Stored("StepSkipped", 2, b'{"because":"a","step":"a","who":"b"}')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codec, "encode", lambda event: newer)
        append(file_journals(tmp_path)(), skipped("a"), after=0)

    with pytest.raises(Mistake) as caught:
        file_journals(tmp_path)().read(RUN)

    assert caught.value.code == "journal.newer"
    assert caught.value.found == "run/12 1: StepSkipped version 2"
    assert ["needs a newer" in fault for fault in file_journals(tmp_path)().verify()] == [True]


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\x00" + b"\xff" * 900]
)
def test_file_that_is_no_journal_is_damaged_with_the_way_out(
    tmp_path: Path, content: bytes
) -> None:
    file_of(tmp_path).parent.mkdir()
    file_of(tmp_path).write_bytes(content)

    with pytest.raises(Mistake) as caught:
        file_journals(tmp_path)().rows()

    assert caught.value.code == "journal.damaged"
    assert caught.value.hints == ("gatewright audit verify",)
    assert len(file_journals(tmp_path)().verify()) == 1
    assert file_of(tmp_path).read_bytes() == content


def test_database_of_another_program_is_damaged(tmp_path: Path) -> None:
    file_of(tmp_path).parent.mkdir()
    changed(tmp_path, "CREATE TABLE notes (text TEXT)")

    with pytest.raises(Mistake, match="damaged"):
        append(file_journals(tmp_path)(), skipped("a"), after=0)


def test_place_that_cannot_be_written_is_told_with_the_reason(tmp_path: Path) -> None:
    """A file stands where the folders should be; that stops root as well."""
    (tmp_path / "state").write_bytes(b"")
    with pytest.raises(Mistake) as caught:
        append(file_journals(tmp_path)(), skipped("a"), after=0)
    assert caught.value.code == "journal.unusable"
    assert str(tmp_path) in caught.value.found

    (tmp_path / "locks").write_bytes(b"")
    with pytest.raises(Mistake) as caught, file_journals(tmp_path)().drive(RUN):
        pass
    assert caught.value.code == "journal.unusable"


def test_entry_is_kept_although_its_head_cannot_be_noted(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "heads").write_bytes(b"")

    append(file_journals(tmp_path)(), skipped("a"), after=0)

    assert len(file_journals(tmp_path)().read(RUN)) == 1
    assert file_journals(tmp_path)().audit().heads == 0


def test_altered_entry_is_refused_where_it_is_read_and_not_before(tmp_path: Path) -> None:
    written(tmp_path)
    changed(tmp_path, "UPDATE events SET actor = 'person:boss' WHERE seq = 2")

    with pytest.raises(Mistake) as caught:
        file_journals(tmp_path)().read(RUN)

    assert caught.value.found == "run/12 2: was altered after it was written"
    assert len(file_journals(tmp_path)().read(RUN, after=3)) == 2


def test_gap_behind_what_was_read_is_found_by_the_next_read(tmp_path: Path) -> None:
    written(tmp_path)
    changed(tmp_path, "DELETE FROM events WHERE seq = 2")

    with pytest.raises(Mistake, match="damaged"):
        file_journals(tmp_path)().read(RUN, after=2)


def test_older_copy_is_not_gone_on_from(tmp_path: Path) -> None:
    journal = written(tmp_path)
    shutil.copyfile(file_of(tmp_path), tmp_path / "older")
    append(journal, skipped("late"), after=5)
    del journal
    shutil.copyfile(tmp_path / "older", file_of(tmp_path))

    with pytest.raises(Mistake) as caught:
        file_journals(tmp_path)().read(RUN)

    assert caught.value.code == "journal.older"
    assert caught.value.found == "run/12: entry 6 is not there any more"


def test_older_copy_is_found_and_stays_found_when_work_goes_on(tmp_path: Path) -> None:
    journal = file_journals(tmp_path)()
    append(journal, *some_events(3), after=0)
    del journal
    shutil.copyfile(file_of(tmp_path), tmp_path / "older")
    append(file_journals(tmp_path)(), skipped("later"), after=3)
    shutil.copyfile(tmp_path / "older", file_of(tmp_path))

    found = file_journals(tmp_path)().verify()
    append(file_journals(tmp_path)(), skipped("another way"), skipped("and on"), after=3)

    assert found == ["run/12 4: is noted outside, and not in the journal: an older copy, or cut"]
    assert file_journals(tmp_path)().verify() == found


def test_journal_that_is_gone_is_found(tmp_path: Path) -> None:
    written(tmp_path)
    file_of(tmp_path).unlink()

    with pytest.raises(Mistake, match="older copy"):
        file_journals(tmp_path)().read(RUN)
    assert file_journals(tmp_path)().verify() == [
        "run/12 5: is noted outside, and gone from the journal"
    ]


def test_note_that_is_behind_is_no_fault(tmp_path: Path) -> None:
    """A crash between the entry and its note; the next append notes again."""
    written(tmp_path)
    note = tmp_path / "locks" / "heads" / "run-12"
    behind = note.read_bytes()
    append(file_journals(tmp_path)(), skipped("b"), after=5)
    ahead = note.read_bytes()
    note.write_bytes(behind)

    assert file_journals(tmp_path)().verify() == []
    append(file_journals(tmp_path)(), skipped("c"), after=6)
    assert note.read_bytes() not in (behind, ahead)
    assert file_journals(tmp_path)().verify() == []


@pytest.mark.parametrize("text", [b"", b"7", b"x" * 500, b"0 " + b"a" * 64 + b"\n"])
def test_note_that_cannot_be_read_is_a_fault_and_is_kept(tmp_path: Path, text: bytes) -> None:
    written(tmp_path)
    note = tmp_path / "locks" / "heads" / "run-12"
    note.write_bytes(text)
    append(file_journals(tmp_path)(), skipped("b"), after=5)

    assert len(file_journals(tmp_path)().verify()) == 1
    assert note.read_bytes() == text


def test_decision_on_a_head_that_is_not_before_it_is_a_fault(tmp_path: Path) -> None:
    journal = file_journals(tmp_path)()
    append(journal, skipped("a"), decided("0" * 64), after=0)

    assert journal.verify() == ["run/12 2: was decided on a head that is not before it"]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM runs; END", "table 't'"),
        ("CREATE TABLE more (a)", "table 'more'"),
        ("DELETE FROM runs", "run/12: has no row"),
        ("DELETE FROM events WHERE seq = 5", "the row's head is not the end"),
        ("UPDATE runs SET stream = 'run/13'", "the row of run/13 was altered"),
        ("UPDATE events SET stream = 'run/13'", "was altered after it was written"),
    ],
)
def test_audit_finds_what_was_done_by_hand(tmp_path: Path, statement: str, fault: str) -> None:
    written(tmp_path)
    changed(tmp_path, statement)

    assert any(fault in each for each in file_journals(tmp_path)().verify())


def test_faults_of_one_stream_are_told_alone(tmp_path: Path) -> None:
    journal = written(tmp_path)
    append(journal, skipped("a"), after=0, stream="run/2")
    changed(tmp_path, "UPDATE events SET at = '' WHERE stream = 'run/2'")

    assert journal.audit(RUN).faults == ()
    assert [each.stream for each in journal.audit("run/2").faults] == ["run/2"]
    assert journal.audit(RUN).events == 6


@pytest.mark.parametrize("stream", ["", "run/", "Run/1", "run/../1", "run/1/2", "run/1\n", "run-1"])
def test_strange_stream_is_a_bug(tmp_path: Path, stream: str) -> None:
    journal = file_journals(tmp_path)()

    with pytest.raises(ValueError, match="stream"):
        journal.read(stream)
    with pytest.raises(ValueError, match="stream"), journal.drive(stream):
        pass


@pytest.mark.parametrize(
    ("folder", "wanted"),
    [
        ("/home/a", "nfs4"),
        ("/home", "nfs4"),
        ("/homely", "ext4"),
        ("/home/my disk/x", "ext4"),
        ("/tmp/x", "fuse.sshfs"),
    ],
)
def test_file_system_of_a_folder_is_that_of_its_nearest_mount(folder: str, wanted: str) -> None:
    assert file_system_type(folder, MOUNTS) == wanted


def test_folder_of_a_test_is_on_this_machine(tmp_path: Path) -> None:
    assert network_note(str(tmp_path)) == ""
