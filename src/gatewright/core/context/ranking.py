"""What matters most to a step: notes by importance, relevance and recency, in whole numbers.

Importance counts twice. Nothing here knows a clock: the newest is the one that came last.
"""

import re
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from gatewright.model.context import WEIGHT_MAX, Note
from gatewright.model.records import dataclass

_WORD = re.compile(r"\w{4,}")
READ_CHARS_MAX = 400
_A_WORD = 250  # four words in common are as relevant as can be


@dataclass(frozen=True, slots=True)
class Matter:
    """What a step is about."""

    names: frozenset[str]  # its path, its item, what it reads and makes
    words: frozenset[str]


def matter_of(names: Iterable[str], texts: Iterable[str]) -> Matter:
    """Return what something is about that goes by `names` and is told in `texts`."""
    kept = frozenset(name for name in names if name)
    return Matter(kept, frozenset(_WORD.findall("\n".join((*texts, *kept)).casefold())))


def ranked(notes: Sequence[Note], matter: Matter, count_max: int) -> tuple[Note, ...]:
    """Return the `count_max` notes that matter most, the first first.

    Shape: `notes` are in the order in which they came; of equals, the later one is first. What
           cannot come among them by its importance and age is not read.
    """
    base = sorted(
        ((_base(each, at, len(notes)), at) for at, each in enumerate(notes)), reverse=True
    )
    best: list[tuple[int, int]] = []  # a heap: the least of those that are kept stands first
    for worth, at in base:
        if len(best) >= max(1, count_max) and worth + WEIGHT_MAX < best[0][0]:
            break
        heappush(best, (worth + relevance(notes[at], matter), at))
        if len(best) > count_max:
            heappop(best)
    return tuple(notes[at] for _, at in sorted(best, reverse=True))


def _base(note: Note, at: int, count: int) -> int:
    """Return what a note is worth whatever it says. Shape: `at` is its place, of `count`."""
    return 2 * note.weight + WEIGHT_MAX * (at + 1) // count


def relevance(note: Note, matter: Matter) -> int:
    """Return how much a note is about the matter. Units: per mille."""
    if not matter.names.isdisjoint(note.about) or (note.step and note.step in matter.names):
        return WEIGHT_MAX
    shared = matter.words.intersection(_WORD.findall(note.text[:READ_CHARS_MAX].casefold()))
    return min(WEIGHT_MAX, _A_WORD * len(shared))
