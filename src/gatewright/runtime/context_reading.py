"""Notes of the streams that a run was given besides its own, and how far each was read."""

from collections.abc import Mapping, Sequence

from gatewright.core.context.notes import notes_of
from gatewright.core.context.sessions import NAME
from gatewright.model.context import Note, StreamHead, stream_of_session
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded
from gatewright.ports.journal import Journal
from gatewright.runtime.finding_runs import find_in
from gatewright.runtime.run_log import stream_of


@dataclass(frozen=True, slots=True)
class ContextRead:
    """What is known in other streams."""

    notes: tuple[Note, ...] = ()
    heads: tuple[StreamHead, ...] = ()


def read_context(
    journal: Journal, streams: Sequence[str], up_to: Mapping[str, int] | None = None
) -> ContextRead:
    """Return the notes of `streams`. Shape: of each, the entries up to `up_to` where that is said.

    Raises: Mistake `journal.*`.
    """
    notes: list[Note] = []
    heads: list[StreamHead] = []
    for stream in streams:
        entries = journal.read(stream)
        if up_to is not None:
            entries = [each for each in entries if each.seq <= up_to.get(stream, 0)]
        if entries:
            heads.append(StreamHead(stream, entries[-1].seq, entries[-1].digest))
        events = (each.event for each in entries)
        notes += notes_of(stream, (each for each in events if isinstance(each, EntryAdded)))
    return ContextRead(tuple(notes), tuple(heads))


def streams_named(journal: Journal, names: Sequence[str]) -> tuple[str, ...]:
    """Return the streams of sessions and features, each once. Raises: Mistake `run.unknown`."""
    return tuple(dict.fromkeys(_stream_named(journal, name) for name in names))


def _stream_named(journal: Journal, name: str) -> str:
    """Return the stream of a session, or of a feature."""
    stream = stream_of_session(name)
    is_session = NAME.fullmatch(name) is not None and journal.row(stream) is not None
    return stream if is_session else stream_of(find_in(journal, name, lambda: ""))
