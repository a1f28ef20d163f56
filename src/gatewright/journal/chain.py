"""The chain of a stream: each digest covers the stored bytes of its entry and the digest before.

Fields are framed by their length, so that no two entries have the same bytes to hash.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gatewright.model.digest import digest_of_bytes
from gatewright.model.ids import Digest
from gatewright.ports.journal import Fault

NOTHING = Digest("")
"""What the first entry of a stream has before it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An event in the form that is hashed and kept."""

    type_name: str
    version: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a stream; (0, NOTHING) of one without entries."""

    seq: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as it is stored."""

    stream: str
    seq: int
    at: str
    actor: str  # escaped, as in JSON
    stored: Stored
    prev: Digest
    digest: Digest


def seal(stream: str, head: Head, at: str, actor: str, stored: Stored) -> Record:
    """Return the record of `stored` behind `head`."""
    seq = head.seq + 1
    digest = _digest(stream, seq, at, actor, stored, head.digest)
    return Record(stream, seq, at, actor, stored, head.digest, digest)


def row_digest(stream: str, document: bytes) -> Digest:
    """Return the name of a run's row: another stream or another word, another name."""
    name = stream.encode()
    return digest_of_bytes(b"%d:%b,%d:%b," % (len(name), name, len(document), document))


def find_breaks(records: Sequence[Record], before: Head) -> Iterator[Fault]:
    """Yield each place where `records` do not follow from `before`, entry by entry."""
    for record in records:
        if record.seq != before.seq + 1:
            yield Fault(record.stream, record.seq, f"entry {before.seq + 1} should stand here")
        elif record.prev != before.digest:
            yield Fault(record.stream, record.seq, "does not follow from the entry before")
        if record.digest != _digest_of(record):
            yield Fault(record.stream, record.seq, "was altered after it was written")
        before = Head(record.seq, record.digest)


def _digest_of(record: Record) -> Digest:
    return _digest(record.stream, record.seq, record.at, record.actor, record.stored, record.prev)


def _digest(stream: str, seq: int, at: str, actor: str, stored: Stored, prev: Digest) -> Digest:
    """Return the digest over every column of an entry but the digest itself."""
    return digest_of_bytes(
        _framed(
            stream.encode(),
            str(seq).encode(),
            at.encode(),
            actor.encode(),
            stored.type_name.encode(),
            str(stored.version).encode(),
            stored.payload,
            prev.encode(),
        )
    )


def _framed(*fields: bytes) -> bytes:
    return b"".join(b"%d:%b," % (len(field), field) for field in fields)
