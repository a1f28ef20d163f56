"""Which hunks of a change are worth undoing: those that change what the code does.

Invariants: nothing is run. What is left out is counted, so that it can be said.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.code.code_meaning import can_stand, meaning_of, parse_code
from gatewright.core.code.hollowing import hollow
from gatewright.core.code.hunks import (
    Hunk,
    cut_hunks,
    join,
    join_near,
    lines_of,
    split_blocks,
    undo,
)
from gatewright.model.change import ChangedFile, FileStatus
from gatewright.model.records import dataclass

__all__ = ["ReversalPlan", "plan_reversal"]

SIZE_BYTES_MAX = 1024 * 1024
HUNKS_OF_FILE_MAX = 300


@dataclass(frozen=True, slots=True)
class ReversalPlan:
    """What to undo, the largest first, and what is left out."""

    hunks: tuple[Hunk, ...]
    inert: int = 0  # alter nothing that a test could notice
    removals: int = 0  # only take lines away: what is gone may have been dead
    moved: int = 0
    uncut: tuple[str, ...] = ()  # files that cannot be cut


def plan_reversal(
    files: Sequence[ChangedFile], base: Mapping[str, bytes], head: Mapping[str, bytes]
) -> ReversalPlan:
    """Return the hunks of changed files of code. Shape: `base` is by old path, `head` by path."""
    gone = Counter(line.text.strip() for file in files for line in file.removed)
    kept: list[Hunk] = []
    counts: Counter[str] = Counter()
    uncut = []
    for file in files:
        new = head.get(file.path, b"")
        old = b"" if file.status is FileStatus.ADDED else base.get(file.old_path, b"")
        hunks = _hunks(file, old, new)
        if hunks is None:
            uncut.append(file.path)
            continue
        for hunk in hunks:
            sort = _sort(hunk, new, gone)
            counts[sort] += 1
            if sort == "telling":
                kept += _finest(hunk, new)
    kept.sort(key=lambda each: -each.size)
    return ReversalPlan(
        tuple(kept), counts["inert"], counts["removal"], counts["moved"], tuple(uncut)
    )


def _hunks(file: ChangedFile, old: bytes, new: bytes) -> tuple[Hunk, ...] | None:
    """Return the hunks of one file that can each be undone; None where it cannot be cut."""
    if file.is_binary or max(len(old), len(new)) > SIZE_BYTES_MAX:
        return None
    cut = cut_hunks(file, old, new)
    if not cut:
        return None if old != new else ()
    lines = lines_of(new)
    blocks = [block for hunk in join_near(cut, lines) for block in split_blocks(hunk, lines)]
    if len(blocks) > HUNKS_OF_FILE_MAX:
        return None
    return tuple(_that_stand(blocks, new, lines))


def _that_stand(hunks: Sequence[Hunk], head: bytes, lines: Sequence[bytes]) -> Iterator[Hunk]:
    """Yield `hunks`, joined with the next one as long as undoing one alone leaves no code.

    Half of a `try` would be noticed by the reader of the language, and by no test.
    """
    waiting: Hunk | None = None
    for hunk in hunks:
        waiting = join(waiting, hunk, lines) if waiting is not None else hunk
        if can_stand(waiting.path, undo(head, [waiting])):
            yield waiting
            waiting = None
    if waiting is not None:
        yield waiting


def _finest(hunk: Hunk, head: bytes) -> list[Hunk]:
    """Return a telling hunk as the functions that it adds, else as it is."""
    module = parse_code(hunk.path, head)
    emptied = hollow(hunk, module, lines_of(head))
    meaning = meaning_of(hunk.path, head)
    telling = [
        each
        for each in emptied
        if can_stand(hunk.path, undo(head, [each]))
        if meaning_of(hunk.path, undo(head, [each])) != meaning
    ]
    return telling if emptied else [hunk]


def _sort(hunk: Hunk, head: bytes, gone: Counter[str]) -> str:
    """Return what kind of hunk this is: "telling" where undoing it should be noticed."""
    if hunk.start == hunk.end:
        return "removal"
    if meaning_of(hunk.path, undo(head, [hunk])) == meaning_of(hunk.path, head):
        return "inert"
    lines = [line.strip() for line in lines_of(head)[hunk.start : hunk.end] if line.strip()]
    here = Counter(line.decode("utf-8", "replace") for line in lines)
    is_moved = not hunk.old and here <= gone
    return "moved" if is_moved else "telling"
