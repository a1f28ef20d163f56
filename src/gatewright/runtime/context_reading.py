"""Notes of the streams that a run was given besides its own, and how far each was read."""

import threading
from collections.abc import Sequence

from gatewright.core.context.notes import notes_of
from gatewright.core.context.sessions import NAME
from gatewright.model.context import Note, StreamHead, stream_of_session
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded
from gatewright.ports.journal import Entry, Journal
from gatewright.runtime.finding_runs import find_in


@dataclass(frozen=True, slots=True)
class ContextRead:
    """What is known in other streams."""

    notes: tuple[Note, ...] = ()
    heads: tuple[StreamHead, ...] = ()


@dataclass(slots=True)
class _Followed:
    """One stream, as far as it was read."""

    head: StreamHead
    added: list[EntryAdded]
    notes: tuple[Note, ...] = ()


class FollowedContext:
    """Streams that are kept up with: what was read once is not read again. For several threads."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, _Followed] = {}
        self._lock = threading.Lock()

    def read(self, streams: Sequence[str]) -> ContextRead:
        """Return the notes of `streams` as they are now. Raises: Mistake `journal.*`."""
        with self._lock:
            found = [self._followed(stream) for stream in streams]
            return ContextRead(
                tuple(note for each in found for note in each.notes),
                tuple(each.head for each in found if each.head.seq),
            )

    def _followed(self, stream: str) -> _Followed:
        """Return one stream, with what was appended since."""
        followed = self._known.setdefault(stream, _Followed(StreamHead(stream, 0, Digest("")), []))
        entries = self._journal.read(stream, followed.head.seq)
        if entries:
            followed.head = _head_of(entries)
            followed.added += _added(entries)
            followed.notes = notes_of(stream, followed.added)
        return followed


def read_context(journal: Journal, heads: Sequence[StreamHead]) -> ContextRead:
    """Return the notes of streams as they were when they ended with `heads`.

    Raises: Mistake `journal.*`.
    """
    notes: list[Note] = []
    found: list[StreamHead] = []
    for head in heads:
        entries = journal.read(head.stream)[: head.seq]
        notes += notes_of(head.stream, _added(entries))
        found.append(_head_of(entries))
    return ContextRead(tuple(notes), tuple(found))


def _head_of(entries: Sequence[Entry]) -> StreamHead:
    """Return how far a stream was read."""
    return StreamHead(entries[-1].stream, entries[-1].seq, entries[-1].digest)


def _added(entries: Sequence[Entry]) -> list[EntryAdded]:
    """Return what was put on record, oldest first."""
    return [each.event for each in entries if isinstance(each.event, EntryAdded)]


def streams_named(journal: Journal, names: Sequence[str]) -> tuple[str, ...]:
    """Return the streams of sessions and features, each once. Raises: Mistake `run.unknown`."""
    return tuple(dict.fromkeys(_stream_named(journal, name) for name in names))


def _stream_named(journal: Journal, name: str) -> str:
    """Return the stream of a session, or of a feature."""
    stream = stream_of_session(name)
    is_session = NAME.fullmatch(name) is not None and journal.row(stream) is not None
    return stream if is_session else f"run/{find_in(journal, name, _nowhere)}"


def _nowhere() -> str:
    """Return the branch of somebody who names what they mean."""
    return ""
