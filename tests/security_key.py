"""A security key without hardware: it signs as one does, and says whether it was touched.

Ed25519 as RFC 8032 has it, written to be read; far too slow and too open for anything but tests.
"""

import base64
import hashlib
from dataclasses import dataclass

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
KIND = b"sk-ssh-ed25519@openssh.com"
APPLICATION = b"ssh:"
PRESENT = 0x01
Point = tuple[int, int, int, int]


def recovered_x(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recovered_x(BASE_Y, 0)
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(count: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while count:
        if count & 1:
            total = added(total, point)
        point = added(point, point)
        count >>= 1
    return total


def packed(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def hashed(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


@dataclass(frozen=True)
class SecurityKey:
    """One key, made from a few bytes."""

    seed: bytes

    @property
    def _halves(self) -> tuple[int, bytes]:
        whole = hashlib.sha512(self.seed).digest()
        secret = int.from_bytes(whole[:32], "little")
        return (secret & ((1 << 254) - 8)) | (1 << 254), whole[32:]

    @property
    def point(self) -> bytes:
        return packed(times(self._halves[0], BASE))

    @property
    def blob(self) -> bytes:
        return string(KIND) + string(self.point) + string(APPLICATION)

    @property
    def public(self) -> str:
        """Return the public half as a line."""
        return f"{KIND.decode()} {base64.b64encode(self.blob).decode()}"

    def answer(self, data: bytes, *, is_touched: bool = True) -> bytes:
        """Return what it answers when it is to sign `data`."""
        flags = bytes([PRESENT if is_touched else 0])
        counter = (7).to_bytes(4, "big")
        message = (
            hashlib.sha256(APPLICATION).digest() + flags + counter + hashlib.sha256(data).digest()
        )
        secret, prefix = self._halves
        r = hashed(prefix, message) % L
        start = packed(times(r, BASE))
        s = (r + hashed(start, self.point, message) * secret) % L
        value = start + s.to_bytes(32, "little")
        return string(KIND) + string(value) + flags + counter

    def sign(self, text: bytes, *, namespace: str = "gatewright", is_touched: bool = True) -> str:
        """Return an armoured signature of `text`, as ssh-keygen writes it."""
        name = namespace.encode()
        digest = hashlib.sha512(text).digest()
        data = b"SSHSIG" + b"".join(string(each) for each in (name, b"", b"sha512", digest))
        answer = self.answer(data, is_touched=is_touched)
        parts = (self.blob, name, b"", b"sha512", answer)
        raw = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(string(each) for each in parts)
        return armoured(raw)


def armoured(raw: bytes) -> str:
    """Return `raw` as ssh-keygen writes a signature."""
    text = base64.b64encode(raw).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
