"""Match repository paths and branch names against globs: anchored, case counts, always quick.

`**` as a whole segment stands for any number of segments, none included; `*` and `?` stay inside
one segment; a pattern that ends with "/" means everything below that folder. Brackets and braces
stand for themselves, for they are common in file names ("app/[id]/page.tsx").
"""

from collections.abc import Iterable

ANY_DEPTH = "**"


def matches_glob(pattern: str, path: str) -> bool:
    """Return whether `pattern` matches the whole of `path`."""
    full = pattern + ANY_DEPTH if pattern.endswith("/") else pattern
    return _segments_match(full.split("/"), path.split("/"))


def matches_any(patterns: Iterable[str], path: str) -> bool:
    """Return whether one of `patterns` matches `path`."""
    return any(matches_glob(pattern, path) for pattern in patterns)


def _segments_match(patterns: list[str], segments: list[str]) -> bool:
    """Return whether `patterns` covers `segments`.

    Bounds: at most patterns x segments steps; one row holds which prefixes of the path fit so far.
    """
    row = [True] + [False] * len(segments)
    for pattern in patterns:
        row = _any_depth_row(row) if pattern == ANY_DEPTH else _one_row(row, pattern, segments)
    return row[-1]


def _any_depth_row(row: list[bool]) -> list[bool]:
    """Return the prefixes that fit once `**` may take any number of segments."""
    first = row.index(True) if True in row else len(row)
    return [index >= first for index in range(len(row))]


def _one_row(row: list[bool], pattern: str, segments: list[str]) -> list[bool]:
    """Return the prefixes that fit once `pattern` has taken exactly one segment."""
    taken = [
        fits and _segment_matches(pattern, one) for fits, one in zip(row, segments, strict=False)
    ]
    return [False, *taken]


def _segment_matches(pattern: str, segment: str) -> bool:
    """Return whether `pattern` with its `*` and `?` matches `segment`.

    Bounds: the last `*` alone is ever tried again, so pattern x segment steps at most.
    """
    at = here = 0
    star, resumed = -1, 0
    while here < len(segment):
        if at < len(pattern) and pattern[at] == "*":
            star, resumed = at, here
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", segment[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            at, resumed = star + 1, resumed + 1
            here = resumed
        else:
            return False
    return pattern[at:].strip("*") == ""
