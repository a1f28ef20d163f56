"""The journal in one SQLite file: short transactions, several processes, nothing lost by a kill.

Reading makes no file. What is read is checked against the chain first, so that damage is a
Mistake and never a strange event. The head of a stream is noted outside after each append.
What knows events is imported where one is met: lists of runs are wanted often, and need none.
"""

import fcntl
import json
import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.journal import database
from gatewright.journal.chain import (
    NOTHING,
    Head,
    Record,
    Stored,
    find_breaks,
    row_digest,
    seal,
)
from gatewright.journal.filesystem import network_note
from gatewright.journal.heads import NotedHeads, file_name, open_lock
from gatewright.journal.rows import in_order, parse_row, parse_rows, row_document
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Audit, Conflict, Entry, Fault, RunRow

if TYPE_CHECKING:
    from gatewright.journal.audit import Findings
    from gatewright.model.events import Event

_INSERT = f"INSERT INTO events ({database.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class SqliteJournal:
    """Keeps streams in the file `path`; locks and noted heads in `lock_folder`, both absolute."""

    def __init__(self, path: str, lock_folder: str) -> None:
        self._path = Path(path)
        self._locks = Path(lock_folder)
        self._noted = NotedHeads(self._locks / "heads")
        self._mutex = threading.Lock()  # one connection, one transaction at a time
        self._connection: sqlite3.Connection | None = None
        self._watch: sqlite3.Connection | None = None

    def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of `stream` behind `after`. Raises: Mistake `journal.*`."""
        file_name(stream)
        noted = None if after else self._noted.of(stream)  # first: what is noted is in the file
        with self._mutex, database.mistakes(self._path):
            connection = self._opened()
            if connection and after and not database.has_more(connection, stream, after):
                return []
            records = database.read_records(connection, stream, after) if connection else []
        before = Head(0, NOTHING)
        if after and records:  # the one at `after` is where the rest follows from
            before = Head(after - 1, records[0].prev)
        for fault in find_breaks(records, before):
            raise database.damaged(self._path, _words(fault))
        if noted is not None and not any(noted == Head(each.seq, each.digest) for each in records):
            raise database.older(self._path, f"{stream}: entry {noted.seq} is not there any more")
        return [self._entry(record) for record in records if record.seq > after]

    def append(
        self,
        stream: str,
        events: "Sequence[Event]",
        *,
        after: int,
        at: str,
        actor: str,
        row: RunRow,
    ) -> Sequence[Entry] | Conflict:
        """Append `events` behind entry `after`, and replace the row. Crash: all of it, or none."""
        from gatewright.journal.codec import encode  # noqa: PLC0415

        file_name(stream)
        if not at.isascii():
            raise ValueError(f"not a time: {at!r}")
        payloads = [encode(event) for event in events]
        if not payloads:
            return ()
        with self._mutex, database.mistakes(self._path):
            connection = self._made()
            with database.transaction(connection):
                head = database.read_head(connection, stream)
                if head.seq != after:
                    return Conflict(head.seq)
                records = _sealed(stream, head, at, actor, payloads)
                connection.executemany(_INSERT, map(database.columns_of, records))
                _replace_row(connection, stream, row, records[-1])
            self._note(connection, records[-1])
        return [
            Entry(stream, each.seq, at, actor, event, each.digest)
            for each, event in zip(records, events, strict=True)
        ]

    def rows(self) -> Sequence[RunRow]:
        """Return the row of every run, by number. Raises: Mistake `journal.*`."""
        sql = "SELECT stream, document, digest FROM runs WHERE stream >= ? AND stream < ?"
        found = self._select(sql, "run/", "run0")  # other streams have rows too
        with database.mistakes(self._path):
            return in_order(parse_rows([database.row_of(each) for each in found]))

    def row(self, stream: str) -> RunRow | None:
        """Return the row of one run. Raises: Mistake `journal.*`."""
        file_name(stream)
        found = self._select("SELECT stream, document, digest FROM runs WHERE stream = ?", stream)
        with database.mistakes(self._path):
            return parse_row(*database.row_of(found[0])) if found else None

    def names(self) -> Sequence[str]:
        """Return the name of every stream. Raises: Mistake `journal.*`."""
        return [str(stream) for (stream,) in self._select("SELECT stream FROM runs")]

    def _select(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        """Return what is found; nothing where nobody wrote to the file yet."""
        with self._mutex, database.mistakes(self._path):
            connection = self._opened()
            return connection.execute(sql, values).fetchall() if connection else []

    def version(self) -> int:
        """Return a number that changes with every append but a conflict; 0 before the first."""
        with self._mutex, database.mistakes(self._path):
            if self._watch is None:
                if not self._path.exists():
                    return 0
                self._watch = self._kept(database.connect(self._path))
            (number,) = self._watch.execute("PRAGMA data_version").fetchone()
            return int(number)

    @contextmanager
    def drive(self, stream: str) -> Iterator[bool]:
        """Hold the right to perform the effects of `stream`, as long as this process lives."""
        path = self._locks / f"{file_name(stream)}.lock"
        with database.mistakes(path):
            handle = open_lock(path)
        try:
            yield _is_taken(handle)
        finally:
            os.close(handle)

    def verify(self) -> Sequence[str]:
        """Return every fault found in the whole file, in words."""
        return [_words(fault) for fault in self.audit().faults]

    def audit(self, stream: str = "") -> Audit:
        """Return what was looked at and found. Raises: Mistake `journal.newer`."""
        from gatewright.journal.audit import Findings, look_for_lost  # noqa: PLC0415

        findings = Findings(self._noted.read())  # before the file: what is noted is in it
        with self._mutex:
            self._look(findings)
        look_for_lost(findings)
        faults = [each for each in findings.faults if each.stream in ("", stream) or not stream]
        note = network_note(str(self._path.parent))
        return Audit(
            place=str(self._path),
            events=findings.events,
            streams=findings.streams,
            heads=len(findings.agreeing),
            faults=tuple(faults),
            notes=(note,) if note else (),
        )

    def _look(self, findings: "Findings") -> None:
        """Look through the file; one that cannot be opened is a fault."""
        from gatewright.journal.audit import look_through  # noqa: PLC0415

        try:
            with database.mistakes(self._path):
                connection = self._opened()
                if connection is not None:
                    look_through(connection, findings)
        except Mistake as mistake:
            if mistake.code != "journal.damaged":
                raise
            findings.faults.append(Fault("", 0, mistake.found))

    def _opened(self) -> sqlite3.Connection | None:
        """Return the open file; None where nobody wrote to it yet."""
        if self._connection is not None:
            return self._connection
        if not self._path.exists():
            return None
        connection = database.connect(self._path)
        try:
            if database.is_empty(connection):
                connection.close()
                return None
            database.refuse_newer(connection, self._path)
        except BaseException:
            connection.close()
            raise
        self._connection = self._kept(connection)
        return connection

    def _made(self) -> sqlite3.Connection:
        """Return the open file, made where there was none."""
        connection = self._opened()
        if connection is None:
            database.make_tables(self._path, self._locks / ".journal")
            connection = self._opened()
        if connection is None:
            raise database.Odd("the file is empty although it was made")
        return connection

    def _kept(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """Return `connection`, to be closed with this journal."""
        weakref.finalize(self, connection.close)
        return connection

    def _note(self, connection: sqlite3.Connection, last: Record) -> None:
        """Note the head outside; the entry is durable already, so a failure here is none."""
        with suppress(*database.FAILURES):
            self._noted.note(
                last.stream,
                Head(last.seq, last.digest),
                lambda head: database.has_entry(connection, last.stream, head),
            )

    def _entry(self, record: Record) -> Entry:
        """Return `record` as an entry. Raises: Mistake `journal.newer`, `journal.damaged`."""
        from gatewright.journal.codec import Newer, Undecodable, decode  # noqa: PLC0415

        place = f"{record.stream} {record.seq}"
        try:
            event = decode(record.stored)
            actor = _unescaped(record.actor)
        except Newer as newer:
            raise database.newer(self._path, f"{place}: {newer}") from newer
        except (Undecodable, ValueError) as error:
            raise database.damaged(self._path, f"{place}: {error}") from error
        return Entry(record.stream, record.seq, record.at, actor, event, record.digest)


def _sealed(
    stream: str, head: Head, at: str, actor: str, payloads: Sequence[Stored]
) -> list[Record]:
    """Return the records of `payloads`, chained behind `head`."""
    escaped = json.dumps(actor)[1:-1]  # half a character from a strange name survives
    records = []
    for stored in payloads:
        record = seal(stream, head, at, escaped, stored)
        head = Head(record.seq, record.digest)
        records.append(record)
    return records


def _unescaped(text: str) -> str:
    """Return `text` as it was before it was escaped. Raises: ValueError."""
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _replace_row(connection: sqlite3.Connection, stream: str, row: RunRow, last: Record) -> None:
    """Write `row` as it stands after `last`."""
    document = row_document(replace(row, head_seq=last.seq, head_digest=last.digest))
    values = (stream, document, row_digest(stream, document))
    connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", values)


def _is_taken(handle: int) -> bool:
    """Return whether the lock is ours now; another process that holds it is not waited for."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _words(fault: Fault) -> str:
    """Return `fault` in one line."""
    place = " ".join(part for part in (fault.stream, str(fault.seq or "")) if part)
    return f"{place}: {fault.what}" if place else fault.what
