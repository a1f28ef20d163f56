"""`gatewright context`: open a session, note something, see what is known, search it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from gatewright.cli.arguments import Typed, nearest, parse_arguments
from gatewright.cli.context_rows import added_rows, context_rows, opened_rows
from gatewright.cli.context_verb import CONTEXT
from gatewright.cli.door import RunDesk
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import step_named
from gatewright.cli.said import said_in
from gatewright.cli.screen import Line, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.core.context.hand_off import hand_off_for
from gatewright.core.context.notes import note_of
from gatewright.model.context import CONTEXT as REGISTER
from gatewright.model.context import stream_of_session
from gatewright.model.ids import RunId
from gatewright.model.intake import Record
from gatewright.model.records import dataclass
from gatewright.model.registers import EntryAdded
from gatewright.model.trouble import Mistake
from gatewright.runtime.context_desk import ContextDesk
from gatewright.runtime.run_log import stream_of
from gatewright.views.context import ContextView, SessionView, context_view, sessions_view
from gatewright.views.exits import Exit
from gatewright.views.hand_off import HandOffView, hand_off_view
from gatewright.views.terminal import Terminal

SHOW = "show"
OF = {
    "--for": ("show",),
    "--importance": ("add",),
    "--kind": ("add",),
    "--about": ("add",),
    "--in": ("search",),
}


class ContextDoor(Protocol):
    """The way to notes. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def desk(self, start: str) -> RunDesk:
        """Return the desk of the repository around `start`. Raises: Mistake."""
        ...

    def context(self, start: str) -> ContextDesk:
        """Return the notes of the repository around `start`. Raises: Mistake."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, and the way to what it is about."""

    typed: Typed
    words: tuple[str, ...]  # behind the action
    door: ContextDoor
    start: str
    notes: ContextDesk


def run(arguments: list[str]) -> int:
    """Do what was asked for."""
    from gatewright import bootstrap

    return context(parse_arguments(CONTEXT, arguments), bootstrap)


def context(typed: Typed, door: ContextDoor) -> int:
    """Do what was asked for through `door`; return the exit code. Raises: Mistake."""
    action, *words = typed.operands or (SHOW,)
    act = _ACTIONS.get(action)
    if act is None:
        near = nearest(action, _ACTIONS)
        hints = (f"did you mean  {near}",) if near else ()
        known = "one of  " + ", ".join(_ACTIONS)
        raise Mistake("arguments.choice", f"context cannot {action!r}.", hints=(*hints, known))
    _refuse_misplaced(typed, action)
    start = start_folder(typed)
    act(_Asked(typed, tuple(words), door, start, door.context(start)))
    return Exit.SETTLED


def _new(asked: _Asked) -> None:
    """Open a session."""
    name, *title = asked.words or (_missing("context new NAME [TITLE]"),)
    desk = asked.door.desk(asked.start)
    desk.require_person(None, "context new")
    if any(row.slug == name for row in desk.rows()):
        what = f"A feature is called {name}; it has notes of its own."
        raise Mistake("context.exists", what, hints=(f'gatewright context add {name} "..."',))
    session = asked.notes.open(name, said_in(" ".join(title)))
    _print(asked, opened_rows(session.name, asked.door.terminal()))


def _add(asked: _Asked) -> None:
    """Note something, in a session or of a feature."""
    *where, text = asked.words or (_missing('context add [FEATURE|SESSION] "TEXT"'),)
    if len(where) > 1:
        _missing('context add [FEATURE|SESSION] "TEXT"')
    desk = asked.door.desk(asked.start)
    desk.require_person(None, "context add")
    said = tuple(_said(asked.typed, text))
    name = where[0] if where else None
    if name is not None and asked.notes.session(name) is not None:
        added, stream = asked.notes.add(name, said), stream_of_session(name)
    else:
        run_id = _find(desk, name)
        events = desk.admit(run_id, Record(REGISTER, said, desk.person))
        added = next(each for each in events if isinstance(each, EntryAdded))
        stream = stream_of(run_id)
    _print(asked, added_rows(context_view((note_of(stream, added),)).notes[0]))


def _show(asked: _Asked) -> None:
    """Show which sessions there are, or what is known in one, or of a feature."""
    if len(asked.words) > 1:
        _missing("context show [FEATURE|SESSION]")
    step = asked.typed.value("--for")
    if step:
        _show_hand_off(asked, asked.words[0] if asked.words else None, step)
        return
    if not asked.words:
        rows = asked.notes.sessions()  # the first entry of a session is no note
        sessions = [SessionView(e.slug, e.question, e.head_seq - 1, e.updated_at) for e in rows]
        _answer(asked, sessions_view(sessions))
        return
    name = asked.words[0]
    stream = _stream(asked, name)
    _answer(asked, context_view(asked.notes.notes(stream), name))


def _show_hand_off(asked: _Asked, name: str | None, step: str) -> None:
    """Show what a step is handed by other roles, as its brief tells it."""
    fields = wanted_fields(asked.typed.value("--json") or "", HandOffView)
    desk = asked.door.desk(asked.start)
    run_id = desk.find(name)
    state = desk.load(run_id).state
    path = step_named(state, step)
    view = hand_off_view(run_id, path, hand_off_for(state, state.record(path)))
    if asked.typed.has("--json"):
        print_document(view, fields)
        return
    told = view.package or f"{view.step} is handed nothing by another role."
    _print(asked, [line(each) for each in told.rstrip("\n").split("\n")])


def _search(asked: _Asked) -> None:
    """Show the notes in which all of the words occur."""
    words = " ".join(asked.words).split()
    if not words:
        _missing("context search WORDS")
    within = asked.typed.value("--in")
    stream = _stream(asked, within) if within else ""
    found = asked.notes.search(words, stream)
    _answer(asked, context_view(found, within or "", " ".join(words)))


def _stream(asked: _Asked, name: str) -> str:
    """Return the stream of a session, or of a feature. Raises: Mistake."""
    if asked.notes.session(name) is not None:
        return stream_of_session(name)
    return stream_of(_find(asked.door.desk(asked.start), name))


def _find(desk: RunDesk, name: str | None) -> RunId:
    """Return the feature that is meant. Raises: Mistake, that says how a session is opened."""
    try:
        return desk.find(name)
    except Mistake as mistake:
        hint = f"gatewright context new {name or 'NAME'}    opens a session"
        raise Mistake(
            mistake.code, mistake.what, found=mistake.found, hints=(*mistake.hints, hint)
        ) from mistake


def _said(typed: Typed, text: str) -> Sequence[tuple[str, str]]:
    """Return what was typed as the fields of a note. Raises: Mistake."""
    said = {
        "text": said_in(text) or _missing('context add [FEATURE|SESSION] "TEXT"'),
        "importance": typed.value("--importance") or "",
        "kind": typed.value("--kind") or "",
        "about": ",".join(typed.values("--about")),
    }
    return tuple((name, value) for name, value in said.items() if value)


def _missing(form: str) -> str:
    """Raise Mistake: something was not said."""
    raise Mistake("arguments.missing", "Something is missing.", hints=(f"gatewright {form}",))


def _refuse_misplaced(typed: Typed, action: str) -> None:
    """Raise Mistake for a flag of another action."""
    for flag, actions in OF.items():
        if typed.has(flag) and action not in actions:
            what = f"{flag} goes with context {' and '.join(actions)}."
            raise Mistake("arguments.surplus", what)


def _answer(asked: _Asked, view: ContextView) -> None:
    """Print what was found."""
    fields = wanted_fields(asked.typed.value("--json") or "", ContextView)
    if asked.typed.has("--json"):
        print_document(view, fields)
        return
    terminal = asked.door.terminal()
    _print(asked, context_rows(view, terminal))


def _print(asked: _Asked, rows: Sequence[Line]) -> None:
    print_lines(list(rows), asked.door.terminal())


_ACTIONS: dict[str, Callable[[_Asked], None]] = {
    "new": _new,
    "add": _add,
    SHOW: _show,
    "search": _search,
}
