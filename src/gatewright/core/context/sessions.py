"""Sessions: notes that belong to no run, kept in a stream of their own; and what may be added."""

import re
from collections.abc import Sequence

from gatewright.core.context.notes import notes_of
from gatewright.core.registers.entry_values import draft_of, keys_taken
from gatewright.core.registers.shipped_registers import shipped
from gatewright.model.context import (
    CONTEXT,
    SESSION,
    SESSION_NOTES_MAX,
    TEXT_CHARS_MAX,
    Note,
    stream_of_session,
)
from gatewright.model.ids import PERSON, TreeId
from gatewright.model.intake import Refusal
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded

NAME_CHARS_MAX = 40
NAME = re.compile(rf"(?=.{{1,{NAME_CHARS_MAX}}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Session:
    """A session, as its entries tell it."""

    name: str
    title: str
    opened_by: str  # principal
    opened_at: str
    entries: tuple[EntryAdded, ...]  # the notes, oldest first

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what it holds."""
        return notes_of(stream_of_session(self.name), self.entries)


def session_of(name: str, entries: Sequence[EntryAdded]) -> Session | None:
    """Return the session whose stream holds `entries`; None where nobody opened it."""
    if not entries:
        return None
    first, *notes = entries
    title = str(dict(first.values).get("text", ""))
    return Session(name, title, first.author, first.at, tuple(notes))


def open_session(
    session: Session | None, name: str, title: str, person: str, at: str
) -> EntryAdded | Refusal:
    """Return the entry that a session begins with; or why there is none."""
    if not person.startswith(PERSON):
        what = "only people open a session"
        return Refusal("context.nobody", what, f"somebody called {PERSON}NAME", person[:100])
    if not NAME.fullmatch(name):
        wanted = f"small letters, digits and single hyphens, at most {NAME_CHARS_MAX}"
        return Refusal("context.name", "a session is not called like that", wanted, name[:60])
    if session is not None:
        way_out = f"gatewright context show {name}"
        what = f"the session {name} is there already"
        return Refusal("context.exists", what, "a new name", session.title or name, way_out)
    text = " ".join(title.split())[:TEXT_CHARS_MAX] or name
    return EntryAdded(SESSION, name, None, 0, (("text", text),), person, "", TreeId(""), at)


def add_note(
    session: Session, said: Sequence[tuple[str, str]], author: str, at: str
) -> EntryAdded | Refusal:
    """Return the entry that somebody adds to a session; or why it is none."""
    register = shipped(CONTEXT)
    assert register is not None, "BUG: every run knows the register of notes"
    draft = draft_of(register, dict(said))
    if not isinstance(draft, str) and len(session.entries) >= SESSION_NOTES_MAX:
        draft = f"a session has at most {SESSION_NOTES_MAX} notes"
    keys = [each.key for each in session.entries]
    if not isinstance(draft, str) and draft.key in keys:
        draft = f'"{draft.key}" is a note already, and none is altered'
    if isinstance(draft, str):
        hint = f'gatewright context add {session.name} "..."'
        return Refusal("context.unfit", "this is no note", "a note as it may be", draft, hint)
    return EntryAdded(
        register=CONTEXT,
        key=keys_taken(keys, draft.key),
        step=None,
        number=0,
        values=draft.values,
        author=author,
        role="",
        tree=TreeId(""),
        at=at,
        about=draft.about,
        because=draft.because,
    )
