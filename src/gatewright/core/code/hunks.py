"""A changed file cut into hunks, each of which can be undone by itself.

Invariants: undoing none gives the head, undoing all gives the base, byte by byte; what does not
come out so is not cut at all.
"""

from collections.abc import Sequence
from itertools import pairwise

from gatewright.model.change import ChangedFile
from gatewright.model.records import dataclass, replace

__all__ = ["Hunk", "cut_hunks", "join_near", "lines_of", "split_blocks", "undo"]

NEAR_LINES = 3
BLOCK_LINES_MIN = 4
"""Shorter additions are one thing."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of the head, and the lines of the base that stood in their place."""

    path: str  # in the head
    start: int  # 0-based, of the head
    end: int  # exclusive; equal to `start` where lines were only taken away
    old: tuple[bytes, ...]  # with their line ends

    @property
    def size(self) -> int:
        """Return how many lines differ."""
        return self.end - self.start + len(self.old)


def lines_of(content: bytes) -> list[bytes]:
    """Return the lines of `content` with their ends, as git counts them."""
    parts = content.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def cut_hunks(file: ChangedFile, base: bytes, head: bytes) -> tuple[Hunk, ...]:
    """Return the hunks of `file` in order; () where its lines do not tell the whole difference."""
    old, new = lines_of(base), lines_of(head)
    removed = {line.number - 1 for line in file.removed}
    added = {line.number - 1 for line in file.added}
    hunks: list[Hunk] = []
    here, there = 0, 0
    while here < len(old) or there < len(new):
        since, start = here, there
        while here in removed:
            here += 1
        while there in added:
            there += 1
        if (here, there) == (since, start):
            here, there = here + 1, there + 1
        else:
            hunks.append(Hunk(file.path, start, there, tuple(old[since:here])))
    return tuple(hunks) if undo(head, hunks) == base else ()


def undo(head: bytes, hunks: Sequence[Hunk]) -> bytes:
    """Return `head` with `hunks` as they were on the base. Shape: no two of them overlap."""
    lines = lines_of(head)
    for hunk in sorted(hunks, key=lambda each: each.start, reverse=True):
        lines[hunk.start : hunk.end] = hunk.old
    return b"".join(lines)


def join(one: Hunk, other: Hunk, head: Sequence[bytes]) -> Hunk:
    """Return two hunks of one file as one, with what stands between them; `one` comes first."""
    between = tuple(head[one.end : other.start])
    return Hunk(one.path, one.start, other.end, (*one.old, *between, *other.old))


def join_near(hunks: Sequence[Hunk], head: Sequence[bytes]) -> tuple[Hunk, ...]:
    """Return `hunks`, those joined that fewer than NEAR_LINES lines keep apart."""
    joined: list[Hunk] = []
    for hunk in hunks:
        if joined and hunk.start - joined[-1].end < NEAR_LINES:
            joined[-1] = join(joined[-1], hunk, head)
        else:
            joined.append(hunk)
    return tuple(joined)


def split_blocks(hunk: Hunk, head: Sequence[bytes]) -> tuple[Hunk, ...]:
    """Return a hunk cut into the blocks of its new lines; as it is where those are few.

    A block begins after a blank line, at the least indentation. What was there before goes with the
    first one.
    """
    if hunk.end - hunk.start < BLOCK_LINES_MIN:
        return (hunk,)
    indents = {
        number: _indent(head[number])
        for number in range(hunk.start, hunk.end)
        if head[number].strip()
    }
    least = min(indents.values(), default=0)
    starts = [
        number
        for number, indent in indents.items()
        if indent == least and number > hunk.start and not head[number - 1].strip()
        if head[number].strip()[:1] not in (b")", b"]", b"}")
    ]
    edges = [hunk.start, *starts, hunk.end]
    blocks = [Hunk(hunk.path, start, end, ()) for start, end in pairwise(edges)]
    return (replace(blocks[0], old=hunk.old), *blocks[1:])


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" \t"))
