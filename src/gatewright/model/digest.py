"""One way to name plain data by its content: canonical JSON, then SHA-256."""

import hashlib
import json

from gatewright.model.ids import Digest


def digest_of_bytes(content: bytes) -> Digest:
    """Return the SHA-256 of `content`."""
    return Digest(hashlib.sha256(content).hexdigest())


def digest_of(plain: object) -> Digest:
    """Return the name of `plain`: equal data, equal name, on every machine.

    Shape: `plain` is made of dict, list, tuple, str, int, bool and None; key order does not count.
           Half a character from a strange path is data like any other.
    Raises: TypeError for anything else, floats included -- a caller's bug.
    """
    _refuse_floats(plain)
    return digest_of_bytes(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii"))


def _refuse_floats(plain: object) -> None:
    """Raise TypeError where `plain` holds a float: its text differs between machines."""
    match plain:
        case float():
            raise TypeError(f"a float has no canonical form: {plain!r}")
        case dict():
            for value in plain.values():
                _refuse_floats(value)
        case list() | tuple():
            for value in plain:
                _refuse_floats(value)
        case _:
            pass
