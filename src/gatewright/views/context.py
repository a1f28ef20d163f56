"""Notes and sessions as lists show them; words of workers and people are cut, and safe to show."""

from collections.abc import Sequence

from gatewright.model.context import CONTEXT, Note
from gatewright.model.records import dataclass, replace
from gatewright.views.entries import cut, who
from gatewright.views.quoting import plain

SCHEMA = "gatewright.context/1"


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note, as a list shows it."""

    where: str  # of a run its number, else the name of the session
    register: str
    key: str
    kind: str
    importance: float  # 0 to 1
    says: str
    author: str
    role: str
    step: str
    at: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session, as a list shows it."""

    name: str
    title: str
    notes: int
    updated_at: str


@dataclass(frozen=True, slots=True)
class ContextView:
    """What is known: of one run or session, what was searched for, or which sessions there are."""

    schema: str
    where: str  # "" of all
    words: str  # that were searched for; "" for none
    sessions: tuple[SessionView, ...]
    notes: tuple[NoteView, ...]


def context_view(notes: Sequence[Note], where: str = "", words: str = "") -> ContextView:
    """Return notes as they are shown."""
    return ContextView(SCHEMA, plain(where), plain(words), (), tuple(map(note_view, notes)))


def sessions_view(sessions: Sequence[SessionView]) -> ContextView:
    """Return which sessions there are, safe to show."""
    safe = (replace(each, name=plain(each.name), title=cut(each.title)) for each in sessions)
    return ContextView(SCHEMA, "", "", tuple(safe), ())


def note_view(note: Note) -> NoteView:
    """Return one note."""
    return NoteView(
        where=where_of(note.stream),
        register=plain(note.register),
        key=plain(note.key),
        kind=note.kind.value,
        importance=note.weight / 1000,
        says=cut(note.text),
        author=who(note.author),
        role=plain(note.role),
        step=plain(note.step or ""),
        at=note.at,
        about=tuple(map(plain, note.about)),
    )


def where_of(stream: str) -> str:
    """Return how people call the run or session of a stream."""
    return plain(stream.removeprefix("run/").removeprefix(f"{CONTEXT}/"))
