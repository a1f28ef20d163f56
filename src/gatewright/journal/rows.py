"""The row of a run as bytes and back. It is disposable: its events can make it anew."""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from gatewright.journal.chain import row_digest
from gatewright.journal.database import Odd
from gatewright.model.ids import Digest
from gatewright.ports.journal import RunRow

_KINDS = {each.name: int if each.type is int else str for each in fields(RunRow)}
_VALUES = attrgetter(*_KINDS)
MANY = 500
"""From so many rows on, importing msgspec costs less than it saves."""
_DECODER = json.JSONDecoder()
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def row_document(row: RunRow) -> bytes:
    """Return `row` as canonical JSON."""
    plain = dict(zip(_KINDS, _VALUES(row), strict=True))  # `asdict` copies every text deeply
    return _CANONICAL.encode(plain).encode("ascii")


def parse_row(stream: str, document: bytes, digest: Digest) -> RunRow:
    """Return the row in `document`. Raises: Odd where it is not as it was written."""
    return _parsed(stream, document, digest, _read)


def parse_rows(found: Sequence[tuple[str, bytes, Digest]]) -> list[RunRow]:
    """Return each row that was found: its stream, document and digest. Raises: Odd."""
    read = _read if len(found) < MANY else _read_of_many()
    return [_parsed(*each, read) for each in found]


def _parsed(
    stream: str, document: bytes, digest: Digest, read: Callable[[bytes], RunRow]
) -> RunRow:
    if row_digest(stream, document) != digest:
        raise Odd(f"the row of {stream} was altered after it was written")
    try:
        return read(document)
    except (ValueError, TypeError, RecursionError) as error:
        raise Odd(f"the row of {stream} cannot be read: {error}") from error


def _read_of_many() -> Callable[[bytes], RunRow]:
    """Return what reads a row five times as fast, once it is there."""
    from msgspec.json import Decoder  # noqa: PLC0415 -- late: few rows are read without it

    decode = Decoder(RunRow).decode

    def read(document: bytes) -> RunRow:
        try:
            return decode(document)
        except ValueError:  # half a character, or no row
            return _read(document)

    return read


def _read(document: bytes) -> RunRow:
    """Return the row in `document`. Raises: ValueError, TypeError, RecursionError."""
    return _row_of(_DECODER.decode(document.decode("ascii")))


def in_order(rows: Sequence[RunRow]) -> list[RunRow]:
    """Return `rows` by number; those without one last, by name."""
    return sorted(rows, key=_place)


def _row_of(plain: dict[str, Any]) -> RunRow:
    """Return the row in `plain`; what it does not know is left. Raises: ValueError, TypeError.

    By hand: a list of runs is asked for often, and msgspec takes longer to import than to work.
    """
    values = {name: plain[name] for name in _KINDS if name in plain}
    for name, value in values.items():
        if type(value) is not _KINDS[name]:
            raise ValueError(f"{name} is no {_KINDS[name].__name__}")
    return RunRow(**values)


def _place(row: RunRow) -> tuple[bool, int, str]:
    is_number = row.run_id.isascii() and row.run_id.isdigit() and len(row.run_id) < 19
    return (not is_number, int(row.run_id) if is_number else 0, row.run_id)
