"""Looks at a whole journal: is every value that anybody reads as it was written?

What binds what: an entry's digest covers its columns and the entry before; a row's digest covers
the row, and the row names its stream's head; a decision names a head before it; a note outside
names a head. So a cut at the end needs three places altered alike, one of them elsewhere.
"""

import sqlite3
from collections.abc import Iterator, Mapping

from gatewright.journal.chain import NOTHING, Head, Record, find_breaks
from gatewright.journal.codec import Newer, Undecodable, decode
from gatewright.journal.database import COLUMNS, FAILURES, TABLES, Odd, record_of, row_of
from gatewright.journal.rows import parse_row
from gatewright.model.events import Decided
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass, field
from gatewright.ports.journal import Fault

_INTEGRITY_FAULTS_MAX = 20


@dataclass(slots=True)
class Findings:
    """What was seen so far."""

    noted: Mapping[str, Head | None]
    events: int = 0
    agreeing: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    tails: dict[str, Head] = field(default_factory=dict)

    @property
    def streams(self) -> int:
        """Return how many streams were seen."""
        return len(self.tails)


def look_through(connection: sqlite3.Connection, findings: Findings) -> None:
    """Add everything that is wrong with the file; what ends the reading is a fault too."""
    connection.execute("BEGIN")  # one view of events and rows, whoever appends meanwhile
    try:
        findings.faults += _tables(connection)
        findings.faults += _integrity(connection)
        for stream, records in _streams(connection):
            _look_at_stream(stream, records, findings)
        findings.faults += _rows(connection, findings.tails)
    except FAILURES as error:
        findings.faults.append(Fault("", 0, f"cannot be read on: {error}"))
    finally:
        connection.execute("ROLLBACK")


def look_for_lost(findings: Findings) -> None:
    """Add each stream that is noted outside and is not in the file."""
    for stream, head in findings.noted.items():
        if stream in findings.tails:
            continue
        seq = head.seq if head else 0
        findings.faults.append(Fault(stream, seq, "is noted outside, and gone from the journal"))


def _tables(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield a fault for each table that is not ours, and each of ours that is not as made."""
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master").fetchall())
    for name in sorted({*found, *TABLES}, key=str):
        if found.get(name) != TABLES.get(name):
            yield Fault("", 0, f"table {name!r} is not as it was made")


def _integrity(connection: sqlite3.Connection) -> Iterator[Fault]:
    for (told,) in connection.execute(f"PRAGMA integrity_check({_INTEGRITY_FAULTS_MAX})"):
        if told != "ok":
            yield Fault("", 0, f"the file is damaged: {told}")


def _streams(connection: sqlite3.Connection) -> Iterator[tuple[str, list[Record]]]:
    """Yield each stream with its records, in the order in which they are stored."""
    records: list[Record] = []
    for row in connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY stream, seq"):
        record = record_of(row)
        if records and record.stream != records[-1].stream:
            yield records[-1].stream, records
            records = []
        records.append(record)
    if records:
        yield records[-1].stream, records


def _look_at_stream(stream: str, records: list[Record], findings: Findings) -> None:
    """Add what is wrong with one stream; `records` are all of them."""
    findings.events += len(records)
    if stream in findings.tails:
        findings.faults.append(Fault(stream, 0, "stands in two places"))
    findings.tails[stream] = Head(records[-1].seq, records[-1].digest)
    findings.faults += find_breaks(records, Head(0, NOTHING))
    findings.faults += _contents(records)
    if stream in findings.noted:
        noted = findings.noted[stream]
        if noted is not None and any(_is_at(record, noted) for record in records):
            findings.agreeing.add(stream)
        else:
            findings.faults.append(_unknown_head(stream, noted))


def _is_at(record: Record, head: Head) -> bool:
    return record.seq == head.seq and record.digest == head.digest


def _unknown_head(stream: str, noted: Head | None) -> Fault:
    if noted is None:
        return Fault(stream, 0, "the head that was noted outside cannot be read")
    return Fault(
        stream, noted.seq, "is noted outside, and not in the journal: an older copy, or cut"
    )


def _contents(records: list[Record]) -> Iterator[Fault]:
    """Yield each payload that is no event, and each decision on a head that is not before it."""
    before: set[Digest] = set()
    for record in records:
        try:
            event = decode(record.stored)
        except Newer as newer:
            yield Fault(record.stream, record.seq, f"needs a newer Gatewright: {newer}")
        except Undecodable as error:
            yield Fault(record.stream, record.seq, f"is no event: {error}")
        else:
            if isinstance(event, Decided) and event.head not in before:
                what = "was decided on a head that is not before it"
                yield Fault(record.stream, record.seq, what)
        before.add(record.digest)


def _rows(connection: sqlite3.Connection, tails: Mapping[str, Head]) -> Iterator[Fault]:
    """Yield each row that is altered, is not at the end of its stream, or is missing."""
    seen: set[str] = set()
    for values in connection.execute("SELECT stream, document, digest FROM runs"):
        stream, document, digest = row_of(values)
        seen.add(stream)
        try:
            row = parse_row(stream, document, digest)
        except Odd as odd:
            yield Fault(stream, 0, str(odd))
            continue
        if tails.get(stream) != Head(row.head_seq, row.head_digest):
            yield Fault(stream, row.head_seq, "the row's head is not the end of the stream")
    for stream in tails.keys() - seen:
        yield Fault(stream, 0, "has no row")
