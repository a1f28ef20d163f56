"""Match repository paths and branch names against globs: anchored, case counts, always quick.

`**` as a whole segment stands for any number of segments, none included; `*` and `?` stay inside
one segment; a pattern that ends with "/" means everything below that folder. Brackets and braces
stand for themselves, for they are common in file names ("app/[id]/page.tsx").
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import product

ANY_DEPTH = "**"
ANY_DEPTHS_MAX = 4
"""Of a glob of which it is asked whether it lies in another: each is tried at three depths."""


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


@lru_cache(maxsize=4096)  # a run asks it of the same few globs at each outcome
def may_meet(one: str, other: str) -> bool:
    """Return whether a path can match both of two globs."""
    return _lists_meet(_whole(one).split("/"), _whole(other).split("/"), _segments_meet, ANY_DEPTH)


def lies_within(inner: str, outer: str) -> bool:
    """Return whether all that `inner` matches is matched by `outer`; no where it cannot be told.

    Shape: `inner` is tried with its wildcards as short and as long as `outer` can tell apart.
    """
    deep = len(_whole(outer).split("/")) + 1
    segments = _without_repeats(_whole(inner).split("/"))
    if segments.count(ANY_DEPTH) > ANY_DEPTHS_MAX:
        return inner == outer
    tried = (
        _instance(segments, depths, width)
        for depths in product((0, 1, deep), repeat=segments.count(ANY_DEPTH))
        for width in (0, 1, len(outer) + 1)
    )
    return all(matches_glob(outer, path) for path in tried if path)


def _whole(pattern: str) -> str:
    """Return a pattern of a folder as one of all that is below it."""
    return pattern + ANY_DEPTH if pattern.endswith("/") else pattern


def _without_repeats(segments: Sequence[str]) -> list[str]:
    """Return `segments` with one `**` for those that stand in a row: they match the same."""
    return [
        segment
        for before, segment in zip(("", *segments), segments, strict=False)
        if (before, segment) != (ANY_DEPTH, ANY_DEPTH)
    ]


def _instance(pattern: Sequence[str], depths: Sequence[int], width: int) -> str:
    """Return a path that `pattern` matches, of letters that stand in no pattern.

    Shape: `depths` are the numbers of segments that each `**` stands for, in order.
    """
    segments: list[str] = []
    left = iter(depths)
    for segment in pattern:
        if segment == ANY_DEPTH:
            segments += ["\x01" * max(width, 1)] * next(left)
        else:
            segments.append(segment.replace("*", "\x01" * width).replace("?", "\x01"))
    return "/".join(segments)


def _lists_meet(
    one: Sequence[str],
    other: Sequence[str],
    is_same: Callable[[str, str], bool],
    any_number: str,
) -> bool:
    """Return whether two patterns, each a list of pieces, can match the same.

    Bounds: pieces x pieces steps; `any_number` stands for any number of pieces.
    """
    row = _row_meets("", [], [True] + [False] * len(other), other, is_same, any_number)
    for piece in one:
        row = _row_meets(piece, row, [False] * (len(other) + 1), other, is_same, any_number)
    return row[-1]


def _row_meets(
    piece: str,
    above: Sequence[bool],
    row: list[bool],
    other: Sequence[str],
    is_same: Callable[[str, str], bool],
    any_number: str,
) -> list[bool]:
    """Return which beginnings of `other` meet those of a pattern that ends with `piece`."""
    for at in range(len(other) + 1):
        before = other[at - 1] if at else ""
        if above and piece == any_number:
            row[at] |= above[at] or (at > 0 and row[at - 1])
        if at and before == any_number:
            row[at] |= row[at - 1] or bool(above and above[at])
        if above and at and any_number not in (piece, before) and is_same(piece, before):
            row[at] |= above[at - 1]
    return row


def _segments_meet(one: str, other: str) -> bool:
    """Return whether two patterns of one segment can match the same."""
    return _lists_meet(one, other, lambda a, b: a == b or "?" in (a, b), "*")
