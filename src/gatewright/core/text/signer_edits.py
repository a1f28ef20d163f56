"""The list of who signs with which key, edited: what is not meant stays as it was written.

A key is never taken off the list: what it signed before is proved by it for ever.
"""

import re

from gatewright.core.text.allowed_signers import (
    CONFIRMED,
    BadLine,
    SignerLine,
    parse_signers,
)

_BEFORE = re.compile(r'valid-before="[^"]*",|,?valid-before="[^"]*"')


def with_key(text: str, name: str, public: str, *, is_confirmed: bool) -> str:
    """Return the list with a key of `name` behind all others.

    Shape: `public` is "KIND KEY".
    """
    start = text if not text or text.endswith("\n") else f"{text}\n"
    mark = f" {CONFIRMED}" if is_confirmed else ""
    return f'{start}{name} namespaces="gatewright" {public}{mark}\n'


def ended(text: str, name: str, instant: str) -> str | BadLine:
    """Return the list on which no key of `name` counts from `instant` on; or what is in the way.

    Shape: `instant` is "YYYYMMDDHHMMSS". A key that several people have is nobody's to end.
    """
    signers = parse_signers(text)
    if isinstance(signers, BadLine):
        return signers
    meant = [each for each in signers if name in each.names and _counts_at(each, instant)]
    shared = next((each for each in meant if len(each.names) > 1), None)
    if shared is not None:
        return BadLine(shared.number, f"a key of {' and '.join(shared.names)}: one line for each")
    lines = text.split("\n")
    for each in meant:
        lines[each.number - 1] = _with_end(lines[each.number - 1], name, instant)
    return "\n".join(lines)


def _counts_at(line: SignerLine, instant: str) -> bool:
    """Return whether a key would count at `instant`, or later."""
    return not line.valid_before or instant < line.valid_before


def _with_end(line: str, name: str, instant: str) -> str:
    """Return a line of one person with an end."""
    rest = _BEFORE.sub("", line.strip().removeprefix(name)).strip()
    options = f'valid-before="{instant}"'
    if re.match(r"[a-z][a-z-]*=\"", rest):
        return f"{name} {options},{rest}"
    return f"{name} {options} {rest}"
