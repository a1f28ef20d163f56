"""Notes: the entries that tell whoever works next what is known, decided, learnt or open."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from gatewright.core.registers.entries import closing_of
from gatewright.model.context import CONTEXT, TEXT_CHARS_MAX, WEIGHT_MAX, Note, NoteKind
from gatewright.model.registers import EntryAdded, Value

KINDS: Mapping[str, NoteKind] = {
    CONTEXT: NoteKind.FACT,
    "decisions": NoteKind.DECISION,
    "lessons": NoteKind.LESSON,
    "questions": NoteKind.QUESTION,
    "unknowns": NoteKind.QUESTION,
}
"""Register -> what its entries are, where they do not say so themselves."""

WEIGHTS: Mapping[NoteKind, int] = {
    NoteKind.DECISION: 800,
    NoteKind.QUESTION: 700,
    NoteKind.LESSON: 600,
    NoteKind.FACT: 500,
    NoteKind.PROGRESS: 300,
}
"""How important a note is whose author did not say. Units: per mille."""

OWN = ("text", "kind", "importance")
_BY_NAME = {kind.value: kind for kind in NoteKind}


def notes_of(stream: str, entries: Iterable[EntryAdded]) -> tuple[Note, ...]:
    """Return the notes among the entries of one stream, in their order; what is closed is none."""
    kept = [each for each in entries if each.register in KINDS]
    closed = {(each.register, key) for each in kept for key in closing_of((each,))}
    return tuple(
        note_of(stream, each)
        for each in kept
        if not each.closes and (each.register, each.key) not in closed
    )


def note_of(stream: str, entry: EntryAdded) -> Note:
    """Return an entry of one of KINDS as a note."""
    said = dict(entry.values)
    kind = _kind(entry.register, said)
    weight = weight_of(str(said.get("importance", "")))
    return Note(
        stream=stream,
        register=entry.register,
        key=entry.key,
        kind=kind,
        weight=WEIGHTS[kind] if weight is None else weight,
        text=_text(said, entry.because)[:TEXT_CHARS_MAX],
        author=entry.author,
        role=entry.role,
        step=entry.step,
        at=entry.at,
        about=entry.about,
    )


def weight_of(importance: str) -> int | None:
    """Return an importance from 0 to 1 per mille; None for what is none."""
    try:
        said = Decimal(importance)
    except InvalidOperation:
        return None
    return int(said * WEIGHT_MAX) if said.is_finite() and 0 <= said <= 1 else None


def _kind(register: str, said: Mapping[str, Value]) -> NoteKind:
    """Return what a note is: as its author says, if that is a kind, else by its register."""
    named = said.get("kind", "") if register == CONTEXT else ""
    return _BY_NAME.get(str(named), KINDS[register])


def _text(said: Mapping[str, Value], because: str) -> str:
    """Return what a note says: its text, then its other fields by name."""
    others = ", ".join(f"{name}: {_plain(said[name])}" for name in said if name not in OWN)
    reason = f"because {because}" if because else ""
    return "\n".join(part for part in (str(said.get("text", "")), others, reason) if part)


def _plain(value: Value) -> str:
    """Return a value in words."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
