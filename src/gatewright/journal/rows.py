"""The row of a run as bytes and back. It is disposable: its events can make it anew."""

import json
from collections.abc import Sequence

import msgspec

from gatewright.journal.chain import row_digest
from gatewright.journal.database import Odd
from gatewright.model.ids import Digest
from gatewright.ports.journal import RunRow


def row_document(row: RunRow) -> bytes:
    """Return `row` as canonical JSON."""
    plain = msgspec.to_builtins(row)
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")


def parse_row(stream: str, document: bytes, digest: Digest) -> RunRow:
    """Return the row in `document`. Raises: Odd where it is not as it was written."""
    if row_digest(stream, document) != digest:
        raise Odd(f"the row of {stream} was altered after it was written")
    try:
        return msgspec.convert(json.loads(document), type=RunRow)
    except (ValueError, RecursionError) as error:
        raise Odd(f"the row of {stream} cannot be read: {error}") from error


def in_order(rows: Sequence[RunRow]) -> list[RunRow]:
    """Return `rows` by number; those without one last, by name."""
    return sorted(rows, key=_place)


def _place(row: RunRow) -> tuple[bool, int, str]:
    is_number = row.run_id.isascii() and row.run_id.isdigit() and len(row.run_id) < 19
    return (not is_number, int(row.run_id) if is_number else 0, row.run_id)
