"""Where words occur among notes: an index that says where to look, and is made anew when lost."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gatewright.model.context import Note, StreamHead
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A note in which all of the words occur."""

    stream: str
    register: str
    key: str


class ContextIndex(Protocol):
    """Notes by their words. Nothing rests on it: what a note says is read in the journal."""

    def heads(self) -> Mapping[str, StreamHead]:
        """Return how far each stream is in it."""
        ...

    def add(self, head: StreamHead, notes: Sequence[Note], *, is_anew: bool) -> None:
        """Put `notes` of the stream of `head` in it; `is_anew`: in place of those it has of it."""
        ...

    def search(self, words: Sequence[str], count_max: int) -> Sequence[Hit]:
        """Return the notes in which each of `words` begins a word, the best first.

        Raises: Mistake `context.search` where this machine cannot search.
        """
        ...
