"""The journal as SQLite keeps it: its tables, how it is opened, what its errors mean.

Invariants: nothing here opens the file but SQLite itself (closing another handle would drop its
locks); what is read is of the type it was written in, or `Odd` is raised.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from gatewright.journal.chain import NOTHING, Head, Record, Stored
from gatewright.journal.heads import locked
from gatewright.model.ids import Digest
from gatewright.model.trouble import Mistake

FORMAT = 1
"""Of the tables. A reader opens a file whose `min_reader` is not above this."""
BUSY_TIMEOUT_S = 30.0
TABLES: dict[str, str] = {
    "events": "CREATE TABLE events (stream TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL,"
    " actor TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, payload BLOB NOT NULL,"
    " prev TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (stream, seq)) WITHOUT ROWID",
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "runs": "CREATE TABLE runs (stream TEXT PRIMARY KEY, document BLOB NOT NULL,"
    " digest TEXT NOT NULL) WITHOUT ROWID",
}
WAY_OUT = "gatewright audit verify"
COLUMNS = "stream, seq, at, actor, type, version, payload, prev, digest"
_UNUSABLE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it may not be opened",
    sqlite3.SQLITE_IOERR: "the disk gave an error",
}


class Odd(Exception):
    """Raised for a stored value that this program never writes."""


FAILURES = (sqlite3.Error, Odd, UnicodeError, MemoryError)
"""What reading a damaged file ends with; SQLite's own messages may quote bytes that are no text."""


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Return a connection to the file `path`, durable at each commit."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={'rwc' if create else 'rw'}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,  # transactions begin and end where it is written
        check_same_thread=False,  # the journal has a lock of its own
    )
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: an fsync that reaches the disk
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def make_tables(path: Path, lock: Path) -> None:
    """Make the file `path` a journal, unless it is one. Crash: it is whole, or still empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(lock):  # two that switch to WAL at once: one would fail without waiting
        connection = connect(path, create=True)
        try:
            if is_empty(connection):
                connection.execute("PRAGMA journal_mode = WAL")
                with transaction(connection):
                    _create(connection)
        finally:
            connection.close()


def is_empty(connection: sqlite3.Connection) -> bool:
    """Return whether there is no table at all: a journal that nobody wrote to yet."""
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(count == 0)


def refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Mistake `journal.newer` where the file asks for a newer program."""
    found = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    min_reader = found.get("min_reader")
    if not isinstance(min_reader, int) or "format" not in found:
        raise Odd("the file does not say which format it has")
    if min_reader > FORMAT:
        raise newer(path, f"format {min_reader}; this program reads up to {FORMAT}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the right to write; all of it is durable at the end, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def mistakes(path: Path) -> Iterator[None]:
    """Raise what is wrong with the file `path` as a Mistake, with the way out."""
    try:
        yield
    except FAILURES as error:
        raise _mistake(path, error) from error
    except OSError as error:
        raise _unusable(path, str(error)) from error


def damaged(path: Path, found: str) -> Mistake:
    """Return what is said of a journal that is not as it was written."""
    what = f"The journal is damaged: {path}"
    return Mistake("journal.damaged", what, found=found, hints=(WAY_OUT,))


def older(path: Path, found: str) -> Mistake:
    """Return what is said of a journal that lacks what was in it once."""
    what = f"The journal is an older copy of itself: {path}"
    hints = ("put the newer copy back", WAY_OUT)
    return Mistake("journal.older", what, found=found, hints=hints)


def newer(path: Path, found: str) -> Mistake:
    """Return what is said of a journal that an older program must not touch."""
    what = f"The journal was written by a newer Gatewright: {path}"
    return Mistake("journal.newer", what, found=found, hints=("install the newer Gatewright",))


def read_head(connection: sqlite3.Connection, stream: str) -> Head:
    """Return the last entry of `stream`."""
    found = connection.execute(
        "SELECT seq, digest FROM events WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,)
    ).fetchone()
    if found is None:
        return Head(0, NOTHING)
    return Head(_whole(found[0]), Digest(_text(found[1])))


def has_entry(connection: sqlite3.Connection, stream: str, head: Head) -> bool:
    """Return whether `stream` has that entry."""
    found = connection.execute(
        "SELECT digest FROM events WHERE stream = ? AND seq = ?", (stream, head.seq)
    ).fetchone()
    return bool(found == (head.digest,))


def has_more(connection: sqlite3.Connection, stream: str, seq: int) -> bool:
    """Return whether `stream` has entries behind `seq`."""
    found = connection.execute(
        "SELECT 1 FROM events WHERE stream = ? AND seq > ? LIMIT 1", (stream, seq)
    ).fetchone()
    return found is not None


def read_records(connection: sqlite3.Connection, stream: str, first_seq: int) -> list[Record]:
    """Return the records of `stream` from `first_seq` on."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM events WHERE stream = ? AND seq >= ? ORDER BY seq",
        (stream, first_seq),
    )
    return [record_of(row) for row in found]


def record_of(row: tuple[object, ...]) -> Record:
    """Return a row of `events`. Raises: Odd."""
    stream, seq, at, actor, type_name, version, payload, prev, digest = row
    if not isinstance(payload, bytes):
        raise Odd("a payload is not bytes")
    return Record(
        _text(stream),
        _whole(seq),
        _text(at),
        _text(actor),
        Stored(_text(type_name), _whole(version), payload),
        Digest(_text(prev)),
        Digest(_text(digest)),
    )


def row_of(row: tuple[object, ...]) -> tuple[str, bytes, Digest]:
    """Return a row of `runs`: stream, document, digest. Raises: Odd."""
    stream, document, digest = row
    if not isinstance(document, bytes):
        raise Odd("a row is not bytes")
    return _text(stream), document, Digest(_text(digest))


def columns_of(record: Record) -> tuple[object, ...]:
    """Return `record` as a row of `events`."""
    stored = record.stored
    return (
        *(record.stream, record.seq, record.at, record.actor),
        *(stored.type_name, stored.version, stored.payload),
        *(record.prev, record.digest),
    )


def _create(connection: sqlite3.Connection) -> None:
    for sql in TABLES.values():
        connection.execute(sql)
    values = [("format", FORMAT), ("min_reader", FORMAT)]
    connection.executemany("INSERT INTO meta VALUES (?, ?)", values)


def _mistake(path: Path, error: Exception) -> Mistake:
    """Return what `error` of the file `path` means to a person."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_BUSY:
        what = f"The journal was held by another process for {BUSY_TIMEOUT_S:.0f} s: {path}"
        return Mistake("journal.busy", what, hints=("end that process, then try again",))
    if primary in _UNUSABLE:
        return _unusable(path, f"{_UNUSABLE[primary]} ({error})")
    return damaged(path, str(error))


def _unusable(path: Path, found: str) -> Mistake:
    return Mistake("journal.unusable", f"The journal cannot be used: {path}", found=found)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Odd("a text is not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise Odd("a number is not a whole one")
    return value
