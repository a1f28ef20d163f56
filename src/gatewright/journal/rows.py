"""The row of a run as bytes and back. It is disposable: its events can make it anew."""

import json
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from gatewright.journal.chain import row_digest
from gatewright.journal.database import Odd
from gatewright.model.ids import Digest
from gatewright.ports.journal import RunRow

_KINDS = {each.name: int if each.type is int else str for each in fields(RunRow)}
_VALUES = attrgetter(*_KINDS)
_DECODER = json.JSONDecoder()
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def row_document(row: RunRow) -> bytes:
    """Return `row` as canonical JSON."""
    plain = dict(zip(_KINDS, _VALUES(row), strict=True))  # `asdict` copies every text deeply
    return _CANONICAL.encode(plain).encode("ascii")


def parse_row(stream: str, document: bytes, digest: Digest) -> RunRow:
    """Return the row in `document`. Raises: Odd where it is not as it was written."""
    if row_digest(stream, document) != digest:
        raise Odd(f"the row of {stream} was altered after it was written")
    try:
        return _row_of(_DECODER.decode(document.decode("ascii")))
    except (ValueError, TypeError, RecursionError) as error:
        raise Odd(f"the row of {stream} cannot be read: {error}") from error


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
