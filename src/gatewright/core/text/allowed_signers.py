"""The list of who signs with which key, as ssh-keygen reads it, one plain line for each key.

What ssh-keygen would take and a person would not see is refused: patterns, authorities, options
that we do not know. Times are in UTC.
"""

import base64
import binascii
import re

from gatewright.core.text.ssh_signatures import NAMESPACE, fingerprint, key_kind
from gatewright.model.records import dataclass

LIST_BYTES_MAX = 256 * 1024
CONFIRMED = "gatewright:confirm"
"""The word behind a key whose holder says that it asks each time it signs."""

_LINE = re.compile(
    r"(?P<names>[A-Za-z0-9._@+-]{1,100}(?:,[A-Za-z0-9._@+-]{1,100}){0,20})"
    r"(?:[ \t]+(?P<options>[a-z][a-z-]*=\"[^\"\\]*\"(?:,[a-z][a-z-]*=\"[^\"\\]*\")*))?"
    r"[ \t]+(?P<kind>[a-z0-9@.-]{1,64})[ \t]+(?P<blob>[A-Za-z0-9+/=]{16,8192})"
    r"(?:[ \t]+(?P<comment>\S.*))?"
)
_OPTION = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_TIME = re.compile(r"[0-9]{8}(?:[0-9]{4}(?:[0-9]{2})?)?Z?")
KNOWN = ("namespaces", "valid-after", "valid-before")


@dataclass(frozen=True, slots=True)
class SignerLine:
    """One key of the list."""

    number: int  # of the line, from 1
    names: tuple[str, ...]  # whose key it is
    kind: str
    blob: bytes
    valid_after: str = ""  # "YYYYMMDDHHMMSS"; "" from the beginning
    valid_before: str = ""  # "" until it is said otherwise
    comment: str = ""

    @property
    def key(self) -> str:
        """Return its fingerprint."""
        return fingerprint(self.blob)

    @property
    def is_confirmed(self) -> bool:
        """Return whether its holder says that it asks each time."""
        return CONFIRMED in self.comment.split()

    def is_valid_at(self, instant: str) -> bool:
        """Return whether it counts at `instant`, RFC 3339 in UTC."""
        digits = re.sub(r"[^0-9]", "", instant.partition(".")[0].partition("+")[0])[:14]
        return self.valid_after <= digits and (not self.valid_before or digits < self.valid_before)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be meant."""

    number: int
    because: str


def parse_signers(text: str) -> tuple[SignerLine, ...] | BadLine:
    """Return every key of the list, or the first line that is none."""
    found: list[SignerLine] = []
    for number, line in enumerate(text.split("\n"), start=1):
        plain = line.strip(" \t\r")
        if plain and not plain.startswith("#"):
            read = _read_line(number, plain)
            if isinstance(read, BadLine):
                return read
            found += [read] if read is not None else []
    return tuple(found)


def _read_line(number: int, line: str) -> SignerLine | BadLine | None:
    """Return a key; None for one that is there for something else."""
    match = _LINE.fullmatch(line)
    if match is None:
        return BadLine(number, "wanted: NAME [OPTIONS] KIND KEY, without a pattern or an authority")
    options = dict(_OPTION.findall(match["options"] or ""))
    if NAMESPACE not in options.get("namespaces", NAMESPACE).split(","):
        return None
    blob = _decoded(match["blob"])
    because = _why_odd(options) or _why_no_key(match["kind"], blob)
    if because:
        return BadLine(number, because)
    after, before = (_padded(options.get(name, "")) for name in ("valid-after", "valid-before"))
    names = tuple(match["names"].split(","))
    return SignerLine(number, names, match["kind"], blob, after, before, match["comment"] or "")


def _why_odd(options: dict[str, str]) -> str:
    """Return what is odd of the options; "" where nothing is."""
    odd = next((name for name in options if name not in KNOWN), None)
    if odd is not None:
        return f"the option {odd} is not known here"
    times = [options[name] for name in ("valid-after", "valid-before") if name in options]
    if not all(_TIME.fullmatch(time) for time in times):
        return "a time is written YYYYMMDD, or YYYYMMDDHHMMSS, in UTC"
    return ""


def _why_no_key(kind: str, blob: bytes) -> str:
    try:
        found = key_kind(blob)
    except ValueError:
        return "this is no public key"
    return "" if found == kind else f"the key is of kind {found}"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _padded(time: str) -> str:
    """Return a time to the second; "" for none."""
    return time.rstrip("Z").ljust(14, "0") if time else ""


def keys_of(signers: tuple[SignerLine, ...], name: str) -> tuple[SignerLine, ...]:
    """Return the keys of a person, those that do not count any more too."""
    return tuple(each for each in signers if name in each.names)


def line_of(signers: tuple[SignerLine, ...], blob: bytes, instant: str) -> SignerLine | None:
    """Return the line by which a key counts at `instant`, else its last; None where it has none."""
    lines = [each for each in signers if each.blob == blob]
    return next((each for each in lines if each.is_valid_at(instant)), lines[-1] if lines else None)
