"""What every face calls for notes: sessions are opened and added to, and all of it is searched."""

from collections.abc import Callable, Sequence

from gatewright.core.context.notes import notes_of
from gatewright.core.context.sessions import NAME, Session, add_note, open_session, session_of
from gatewright.model.context import CONTEXT, Note, StreamHead, stream_of_session
from gatewright.model.ids import Digest, RunId
from gatewright.model.intake import Refusal
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded
from gatewright.ports.context_index import ContextIndex
from gatewright.ports.journal import Conflict, Entry, Journal, RunRow
from gatewright.runtime.run_log import TRIES_MAX, mistake_of

STREAMS = ("run/", f"{CONTEXT}/")
OPEN = "open"
ASKED_MORE = 4  # what was closed since it was put in the index is asked for, and left out


@dataclass(frozen=True, slots=True)
class ContextDesk:
    """The notes of one repository."""

    journal: Journal
    index: Callable[[], ContextIndex]
    now: Callable[[], str]  # RFC 3339, UTC
    person: str  # principal of who sits here

    def sessions(self) -> Sequence[RunRow]:
        """Return a row for each session, by name. Raises: Mistake `journal.*`."""
        prefix = f"{CONTEXT}/"
        names = sorted(name for name in self.journal.names() if name.startswith(prefix))
        rows = (self.journal.row(name) for name in names)
        return [row for row in rows if row is not None]

    def session(self, name: str) -> Session | None:
        """Return a session; None where there is none of that name. Raises: Mistake `journal.*`."""
        if not NAME.fullmatch(name) or self.journal.row(stream_of_session(name)) is None:
            return None
        return session_of(name, _added(self.journal.read(stream_of_session(name))))

    def open(self, name: str, title: str) -> Session:
        """Open a session. Raises: Mistake `context.*`."""
        added = self._append(
            name, lambda session, at: open_session(session, name, title, self.person, at)
        )
        session = session_of(name, (added,))
        assert session is not None, "BUG: a session that was opened is there"
        return session

    def add(self, name: str, said: Sequence[tuple[str, str]]) -> EntryAdded:
        """Add a note to a session that is there. Raises: Mistake `context.*`."""

        def admit(session: Session | None, at: str) -> EntryAdded | Refusal:
            assert session is not None, "BUG: there is no such session"
            return add_note(session, said, self.person, at)

        return self._append(name, admit)

    def _append(
        self, name: str, admit: Callable[[Session | None, str], EntryAdded | Refusal]
    ) -> EntryAdded:
        """Append what is admitted; again where somebody was first. Raises: Mistake."""
        stream = stream_of_session(name)
        for _ in range(TRIES_MAX):
            entries = self.journal.read(stream) if NAME.fullmatch(name) else ()
            session = session_of(name, _added(entries))
            at = self.now()
            added = admit(session, at)
            if isinstance(added, Refusal):
                raise mistake_of(added)
            row = _row_of(session or session_of(name, (added,)), at)
            done = self.journal.append(
                stream, (added,), after=len(entries), at=at, actor=self.person, row=row
            )
            if not isinstance(done, Conflict):
                return added
        raise AssertionError("BUG: the journal never let us append")

    def notes(self, stream: str) -> Sequence[Note]:
        """Return the notes of one stream, oldest first. Raises: Mistake `journal.*`."""
        return notes_of(stream, _added(self.journal.read(stream)))

    def search(self, words: Sequence[str], stream: str = "", count_max: int = 50) -> Sequence[Note]:
        """Return the notes with all of `words`, the best first; of one stream, or of all.

        Shape: the index says where; what a note says, and that it is one, is read in the journal.
        Raises: Mistake `context.search`, `journal.*`.
        """
        index = self.index()
        self._bring_up(index)
        hits = index.search(words, count_max * ASKED_MORE)
        wanted = [hit for hit in hits if stream in ("", hit.stream)]
        known = {
            (note.stream, note.register, note.key): note
            for each in dict.fromkeys(hit.stream for hit in wanted)
            for note in self.notes(each)
        }
        found = (known.get((hit.stream, hit.register, hit.key)) for hit in wanted)
        return [note for note in found if note is not None][:count_max]

    def _bring_up(self, index: ContextIndex) -> None:
        """Put what was appended since into the index."""
        heads = index.heads()
        for stream in self.journal.names():
            row = self.journal.row(stream)
            if row is None or not stream.startswith(STREAMS):
                continue
            before = heads.get(stream)
            if before == StreamHead(stream, row.head_seq, row.head_digest):
                continue
            entries, is_anew = self._since(stream, before)
            if entries:
                last = entries[-1]
                notes = notes_of(stream, _added(entries))
                head = StreamHead(stream, last.seq, last.digest)
                index.add(head, notes, is_anew=is_anew)

    def _since(self, stream: str, before: StreamHead | None) -> tuple[Sequence[Entry], bool]:
        """Return what was appended to a stream since it was read; all, where that is not in it."""
        if before is None:
            return self.journal.read(stream), True
        at, *tail = self.journal.read(stream, before.seq - 1) or (None,)
        if at is not None and at.digest == before.digest:
            return [each for each in tail if each is not None], False
        return self.journal.read(stream), True


def _added(entries: Sequence[Entry]) -> list[EntryAdded]:
    """Return what was put on record, oldest first."""
    return [each.event for each in entries if isinstance(each.event, EntryAdded)]


def _row_of(session: Session | None, at: str) -> RunRow:
    """Return the row of a session; the journal fills in the head."""
    assert session is not None, "BUG: a session begins with its opening"
    return RunRow(
        run_id=RunId(session.name),
        slug=session.name,
        workflow="",
        state=OPEN,
        waits_for="",
        question=session.title,
        step="",
        updated_at=at,
        head_seq=0,
        head_digest=Digest(""),
    )
