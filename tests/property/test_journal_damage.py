"""The law of the audit: whatever is done to the file, a value that anybody reads and that changed
is found. 10,000 trials, in shares; each share prints what it did.

Trials that alter nothing that is read may pass: free space, and numbers that SQLite ignores.
"""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.trouble import Mistake
from tests.journals import append, decided, skipped, some_events

TRIALS = (1_000, 3_000, 3_000, 3_000)
"""10,000 in all; the first share attacks SQLite's log, the others the file."""
STREAMS = ("run/1", "run/2", "project")
Attack = Callable[[Path, random.Random], None]


@pytest.mark.parametrize("share", range(len(TRIALS)))
def test_altered_value_is_always_found(share: int, tmp_path: Path) -> None:
    chance = random.Random(share)  # the same trials each time
    attacks = ATTACKS if share else LOG_ATTACKS
    written = write_journal(tmp_path / "made", keep_log=attacks is LOG_ATTACKS)
    before, _ = looked_at(copied(written, tmp_path / "before"), tmp_path / "made" / "locks")
    counts: Counter[str] = Counter()

    for number in range(TRIALS[share]):
        name = chance.choice(sorted(attacks))
        copy = copied(written, tmp_path / str(number % 2))
        attacks[name](copy, chance)
        found_read, faults = looked_at(copy, tmp_path / "made" / "locks")
        is_altered, is_found = found_read != before, bool(faults)
        counts[f"{name}: {'altered' if is_altered else 'same'}"] += 1
        counts["found"] += is_found
        assert is_found or not is_altered, (share, number, name)

    print(share, dict(sorted(counts.items())))  # noqa: T201 -- shown by -s
    assert sum(count for name, count in counts.items() if "altered" in name) > TRIALS[share] / 4


@pytest.mark.parametrize("keep_log", [False, True])
def test_journal_that_was_not_touched_has_no_fault(keep_log: bool, tmp_path: Path) -> None:
    """The law above could hold because everything is called damaged."""
    written = write_journal(tmp_path / "made", keep_log=keep_log)
    copy = copied(written, tmp_path / "copy")

    read, faults = looked_at(copy, tmp_path / "made" / "locks")

    assert faults == []
    assert len(read) == len(STREAMS) + 1
    assert all(isinstance(answer, list) and answer for answer in read)


def write_journal(folder: Path, *, keep_log: bool) -> Path:
    """Return the path of a small journal; `keep_log` leaves the newest appends in the log."""
    path = folder / "journal.db"
    journal = SqliteJournal(str(path), str(folder / "locks"))
    for stream in STREAMS:
        entries = append(journal, *some_events(3), after=0, stream=stream)
        append(journal, decided(entries[-1].digest), after=3, stream=stream)
    del journal  # closed: the log is in the file
    if keep_log:
        kept = folder / "kept"
        last = SqliteJournal(str(path), str(folder / "locks"))
        for after in range(4, 7):
            append(last, skipped(f"late {after}"), after=after, stream="run/1", state="waits")
        shutil.copytree(folder, kept, ignore=shutil.ignore_patterns("kept", "locks", "*-shm"))
        return kept / "journal.db"
    return path


def copied(path: Path, folder: Path) -> Path:
    """Return a copy of the journal `path` in a fresh `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for each in path.parent.glob("journal.db*"):
        shutil.copyfile(each, folder / each.name)
    return folder / path.name


def looked_at(path: Path, locks: Path) -> tuple[list[object], object]:
    """Return all that a face or a driver can read, and the faults that are found."""
    journal = SqliteJournal(str(path), str(locks))
    answers = [answer(partial(journal.read, stream)) for stream in STREAMS]
    return [*answers, answer(journal.rows)], answer(journal.verify)


def answer(read: Callable[[], Sequence[object]]) -> object:
    """Return what is read; a refusal to read is an answer too."""
    try:
        return list(read())
    except Mistake as mistake:
        return mistake.code


def change_byte(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= chance.randrange(1, 256)
    path.write_bytes(content)


def change_used_byte(path: Path, chance: random.Random) -> None:
    """Most of a small file is free space; this hits the rest."""
    content = bytearray(path.read_bytes())
    place = chance.choice([index for index, byte in enumerate(content) if byte])
    content[place] = chance.randrange(256)
    path.write_bytes(content)


def truncate(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def swap_blocks(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    size = chance.choice([1, 16, 64, 4096])
    one, other = (chance.randrange(len(content) // size) * size for _ in range(2))
    part = content[one : one + size]
    content[one : one + size] = content[other : other + size]
    content[other : other + size] = part
    path.write_bytes(content)


@contextmanager
def attacked(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def delete_entry(path: Path, chance: random.Random) -> None:
    with attacked(path) as connection:
        stream, seq = chance.choice(connection.execute("SELECT stream, seq FROM events").fetchall())
        connection.execute("DELETE FROM events WHERE stream = ? AND seq = ?", (stream, seq))


def delete_tail(path: Path, chance: random.Random) -> None:
    values = (chance.choice(STREAMS), chance.randrange(5))
    with attacked(path) as connection:
        connection.execute("DELETE FROM events WHERE stream = ? AND seq > ?", values)


def delete_row(path: Path, chance: random.Random) -> None:
    with attacked(path) as connection:
        connection.execute("DELETE FROM runs WHERE stream = ?", (chance.choice(STREAMS),))


def delete_stream(path: Path, chance: random.Random) -> None:
    stream = chance.choice(STREAMS)
    with attacked(path) as connection:
        for table in ("events", "runs"):
            connection.execute(f"DELETE FROM {table} WHERE stream = ?", (stream,))


def swap_entries(path: Path, chance: random.Random) -> None:
    """Exchange one column, or all that the key does not hold, of two entries."""
    columns = ["at", "actor", "type", "version", "payload", "prev", "digest"]
    some = chance.choice([columns, [chance.choice(columns)]])
    with attacked(path) as connection:
        swap(connection, "events", some, "stream, seq", chance)


def swap_rows(path: Path, chance: random.Random) -> None:
    some = chance.choice([["document", "digest"], ["document"], ["digest"]])
    with attacked(path) as connection:
        swap(connection, "runs", some, "stream", chance)


def swap(
    connection: sqlite3.Connection, table: str, some: list[str], key: str, chance: random.Random
) -> None:
    keys = connection.execute(f"SELECT {key} FROM {table}").fetchall()
    one, other = chance.sample(keys, 2)
    where = " AND ".join(f"{name} = ?" for name in key.split(", "))
    values = [
        connection.execute(f"SELECT {', '.join(some)} FROM {table} WHERE {where}", each).fetchone()
        for each in (one, other)
    ]
    sets = ", ".join(f"{name} = ?" for name in some)
    for each, found in ((one, values[1]), (other, values[0])):
        connection.execute(f"UPDATE {table} SET {sets} WHERE {where}", (*found, *each))


def change_value(path: Path, chance: random.Random) -> None:
    """Write another value of another type, as SQLite lets anybody do."""
    value = chance.choice([0, 7, "x", b"x", "", -1, 2**62, "\udcff".encode("utf-8", "replace")])
    columns = ["stream", "seq", "at", "actor", "type", "version", "payload", "prev", "digest"]
    with attacked(path) as connection:
        (stream,) = chance.choice(connection.execute("SELECT stream FROM runs").fetchall())
        statement = f"UPDATE OR IGNORE events SET {chance.choice(columns)} = ?"
        seq = chance.randrange(1, 5)
        connection.execute(f"{statement} WHERE stream = ? AND seq = ?", (value, stream, seq))


def add_entry(path: Path, chance: random.Random) -> None:
    """Copy an entry behind the last one."""
    with attacked(path) as connection:
        connection.execute(
            "INSERT INTO events SELECT stream, 5, at, actor, type, version, payload, prev, digest"
            " FROM events WHERE stream = ? AND seq = ?",
            (chance.choice(STREAMS), chance.randrange(1, 5)),
        )


ATTACKS: dict[str, Attack] = {
    "byte": change_byte,
    "used byte": change_used_byte,
    "cut": truncate,
    "blocks swapped": swap_blocks,
    "entry deleted": delete_entry,
    "tail deleted": delete_tail,
    "row deleted": delete_row,
    "stream deleted": delete_stream,
    "entries swapped": swap_entries,
    "rows swapped": swap_rows,
    "value changed": change_value,
    "entry added": add_entry,
}
LOG_ATTACKS: dict[str, Attack] = {
    "byte of the log": lambda path, chance: change_byte(Path(f"{path}-wal"), chance),
    "log cut": lambda path, chance: truncate(Path(f"{path}-wal"), chance),
}
