"""Notes and sessions on a screen."""

from collections.abc import Iterator, Sequence

from gatewright.cli.screen import Line, Style, line, with_program
from gatewright.views.context import ContextView, NoteView, SessionView
from gatewright.views.terminal import Terminal

OPENING = 'gatewright context new NAME "what it is about"'
ADDING = 'gatewright context add {} "..."'


def context_rows(view: ContextView, terminal: Terminal) -> Sequence[Line]:
    """Return what is known, or how something is noted where nothing is."""
    if view.words:
        return [line(_found(view), Style.STRONG), *map(_note_of_some, view.notes)]
    if view.where:
        return list(_of_one(view, terminal))
    return list(_sessions(view.sessions, terminal))


def opened_rows(name: str, terminal: Terminal) -> Sequence[Line]:
    """Return that a session is there, and what goes on from it."""
    return [
        line(f"The session {name} is open."),
        _hint(f"  {ADDING.format(name)}", terminal),
        _hint(f'  gatewright run "IDEA" --context {name}    briefs tell what it holds', terminal),
    ]


def added_rows(note: NoteView) -> Sequence[Line]:
    """Return what was noted."""
    return [line(f"Noted in {note.where}, as {note.key}:"), _note(note)]


def _found(view: ContextView) -> str:
    """Return how many notes there are with the words."""
    where = f" in {view.where}" if view.where else ""
    return f"{_notes(len(view.notes))} with {view.words}{where}"


def _of_one(view: ContextView, terminal: Terminal) -> Iterator[Line]:
    """Yield what is known in a session, or of a feature; the weightiest first."""
    if not view.notes:
        yield line(f"Nothing is noted in {view.where} yet.")
        yield _hint(f"  {ADDING.format(view.where)}", terminal)
        return
    yield line(f"{view.where}: {_notes(len(view.notes))}", Style.STRONG)
    yield from map(_note, sorted(view.notes, key=lambda each: -each.importance))


def _sessions(sessions: Sequence[SessionView], terminal: Terminal) -> Iterator[Line]:
    """Yield the sessions, or how one is opened."""
    if not sessions:
        yield line("There is no session yet; a feature has notes of its own.")
        yield _hint(f"  {OPENING}", terminal)
        yield _hint(f"  {ADDING.format('FEATURE')}", terminal)
        return
    count = len(sessions)
    yield line("1 session" if count == 1 else f"{count} sessions", Style.STRONG)
    wide = max(len(each.name) for each in sessions)
    for each in sessions:
        day = each.updated_at[:10]
        yield line(f"  {each.name:<{wide}}  {_notes(each.notes):>9}  {day}  {each.title}")


def _note_of_some(note: NoteView) -> Line:
    """Return one note of several places."""
    return line(f"  {note.where} {_words(note)}")


def _note(note: NoteView) -> Line:
    return line(f"  {_words(note)}")


def _words(note: NoteView) -> str:
    """Return one note on a line: what it is, what it says, whose it is."""
    step = f", {note.step}" if note.step else ""
    day = f", {note.at[:10]}" if note.at else ""
    about = f", on {', '.join(note.about)}" if note.about else ""
    key = note.key if note.register == "context" else f"{note.register} {note.key}"
    return (
        f"{key}  {note.kind} {note.importance:.2f}  {note.says}  ({note.author}{step}{day}{about})"
    )


def _notes(count: int) -> str:
    return "1 note" if count == 1 else f"{count} notes"


def _hint(text: str, terminal: Terminal) -> Line:
    """Return a command to paste, by the name that was typed."""
    row = line(text, Style.DIM)
    return tuple(type(span)(with_program(span.text, terminal), span.style) for span in row)
