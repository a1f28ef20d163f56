"""Signatures as ssh-keygen writes them, taken apart: which key, for what, whether it was touched.

Whether one is good is not looked at here. All of it is hostile: bounded, and read to the last byte.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from itertools import islice

from gatewright.model.records import dataclass

NAMESPACE = "gatewright"
SIGNATURE_CHARS_MAX = 16 * 1024
MAGIC = b"SSHSIG"
USER_PRESENT = 0x01
HARDWARE = "sk-"
_ARMOUR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,100}\n)+)-----END SSH SIGNATURE-----\n?"
)
_NAME = re.compile(rb"[a-z0-9@.-]{1,64}")


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What a signature says of itself."""

    kind: str  # of the key: "ssh-ed25519"
    blob: bytes  # the public key
    namespace: str
    was_touched: bool  # by the word of a security key, which is part of what it signs

    @property
    def key(self) -> str:
        """Return the fingerprint of the key."""
        return fingerprint(self.blob)


def fingerprint(blob: bytes) -> str:
    """Return a public key as ssh names it: "SHA256:..."."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii")
    return f"SHA256:{digest.rstrip('=')}"


def parse_signature(text: str) -> SshSignature | str:
    """Return an armoured signature taken apart; why it is none in words."""
    match = _ARMOUR.fullmatch(text) if len(text) <= SIGNATURE_CHARS_MAX else None
    if match is None:
        return "no SSH signature"
    try:
        raw = base64.b64decode(match[1].replace("\n", ""), validate=True)
        return _signature(raw)
    except (binascii.Error, ValueError) as error:
        return f"no SSH signature: {error}"


def key_kind(blob: bytes) -> str:
    """Return the kind of a public key. Raises: ValueError where it is none."""
    name = next(_strings(blob))
    if not _NAME.fullmatch(name):
        raise ValueError("a key without its kind")
    return name.decode("ascii")


def _signature(raw: bytes) -> SshSignature:
    """Return what stands behind the armour. Raises: ValueError."""
    if raw[:10] != MAGIC + (1).to_bytes(4, "big"):
        raise ValueError("of another form")
    blob, namespace, reserved, how, signed = _exactly(raw[10:], 5)
    if reserved or how not in (b"sha256", b"sha512"):
        raise ValueError("of another form")
    kind = key_kind(blob)
    return SshSignature(kind, blob, namespace.decode("ascii"), _was_touched(kind, signed))


def _was_touched(kind: str, signed: bytes) -> bool:
    """Return whether a security key says that somebody touched it. Raises: ValueError."""
    how, value, rest = _split(signed, 2)
    if not kind.startswith(HARDWARE):
        if rest:
            raise ValueError("more than a signature")
        return False
    if how.decode("ascii", "replace") != kind or len(rest) != 5 or not value:
        raise ValueError("no signature of a security key")
    return bool(rest[0] & USER_PRESENT)


def _exactly(raw: bytes, count: int) -> list[bytes]:
    """Return `count` strings that are all there is. Raises: ValueError."""
    *found, rest = _split(raw, count)
    if rest:
        raise ValueError("more than a signature")
    return found


def _split(raw: bytes, count: int) -> list[bytes]:
    """Return the first `count` strings, and what is behind them. Raises: ValueError."""
    found = list(islice(_strings(raw), count))
    return [*found, raw[sum(4 + len(each) for each in found) :]]


def _strings(raw: bytes) -> Iterator[bytes]:
    """Yield strings with their length before them. Raises: ValueError."""
    while raw:
        size = int.from_bytes(raw[:4], "big")
        if len(raw) < 4 or size > len(raw) - 4:
            raise ValueError("cut short")
        yield raw[4 : 4 + size]
        raw = raw[4 + size :]
    raise ValueError("cut short")
