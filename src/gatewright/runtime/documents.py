"""Frozen data as bytes and back, also where it holds half a character from a strange path."""

import json
from itertools import accumulate
from typing import TypeVar

import msgspec

DEFINITION_BYTES_MAX = 8_000 * 1024  # the journal takes 8 MiB

Shape = TypeVar("Shape")


def to_document(value: object) -> bytes:
    """Return `value` as JSON in ASCII: a path that is no UTF-8 survives in escapes."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii")


def from_document(document: bytes, shape: type[Shape]) -> Shape | None:
    """Return what `document` holds; None where it is not a whole `shape` of this version."""
    try:
        return msgspec.convert(json.loads(document), type=shape)
    except (ValueError, RecursionError):
        return None


def cut_to(text: str, size_bytes_max: int) -> str:
    """Return as much of the beginning of `text` as takes `size_bytes_max` in a document."""
    sizes = accumulate(len(json.dumps(one)) - 2 for one in text)
    return text[: sum(size <= size_bytes_max for size in sizes)]
