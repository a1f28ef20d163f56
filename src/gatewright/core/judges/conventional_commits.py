"""The grammar of Conventional Commits 1.0, as far as a commit can break it.

Source: conventionalcommits.org, version 1.0.0, points 1 to 16.
"""

import re

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\([^()\s][^()\n]*\))?!?: \S")
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BREAKING = re.compile(r"breaking[ -]change(: | #)", re.IGNORECASE)


def conventional_problem(message: str) -> str | None:
    """Return the first way in which `message` breaks the grammar, or None."""
    lines = message.rstrip().split("\n")
    if not _HEADER.match(lines[0]):
        return _header_words(lines[0])
    if len(lines) > 1 and lines[1].strip():
        return "no blank line after the first line"
    for line in lines[2:]:
        if _BREAKING.match(line) and not line.startswith(("BREAKING CHANGE", "BREAKING-CHANGE")):
            return '"BREAKING CHANGE" is written in capitals'
    return None


def _header_words(header: str) -> str:
    """Return what the first line lacks."""
    kind = _TYPE.match(header)
    if kind is None or ":" not in header:
        return 'the first line does not start with a type and a colon: "fix: ..."'
    after = header.partition(":")[2]
    if not after.strip():
        return "nothing is said after the colon"
    if not after.startswith(" ") or after.startswith("  "):
        return "one space stands after the colon"
    return 'the part before the colon is no type with a scope: "fix(parser)"'
