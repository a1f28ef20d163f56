"""Entries of registers in words: one line in the log, one row on a screen.

Words of workers stand in quotes, cut.
"""

from gatewright.core.registers.entries import View, names_of, standing, views_of
from gatewright.core.registers.shipped_registers import register_of
from gatewright.core.state.run_state import RunState
from gatewright.model.ids import PERSON
from gatewright.model.records import dataclass
from gatewright.model.registers import ENGINE, EntryAdded, EntryTurnedDown, Register, Value
from gatewright.views.quoting import plain

SCHEMA = "gatewright.entries/1"
WORDS_CHARS_MAX = 160


def cut(text: str, chars_max: int = WORDS_CHARS_MAX) -> str:
    """Return words of somebody on one line, cut."""
    words = " ".join(plain(text).split())
    return words if len(words) <= chars_max else words[: chars_max - 1] + "…"


def who(author: str) -> str:
    """Return an author as people say it."""
    name = author.removeprefix(PERSON)
    return plain(name if author != ENGINE else "Gatewright")


def entry_says(entry: EntryAdded | EntryTurnedDown) -> str:
    """Return what was put on record, in one clause; or what was not."""
    if isinstance(entry, EntryTurnedDown):
        return f'no entry: {plain(entry.because)}: "{cut(entry.line)}"'
    by = f"by {who(entry.author)}"
    because = f': "{cut(entry.because)}"' if entry.because else ""
    if entry.closes:
        return f"{plain(entry.register)} {plain(entry.closes)} closed {by}{because}"
    blocks = f"; holds {', '.join(map(plain, entry.blocks))}" if entry.blocks else ""
    what = f"{plain(entry.register)} {plain(entry.key)} {by}"
    return f'{what}: "{cut(values_in_words(entry))}"{because}{blocks}'


def values_in_words(entry: EntryAdded) -> str:
    """Return the fields of an entry in words: its text, or each by its name."""
    said = dict(entry.values)
    text = said.pop("text", "")
    others = ", ".join(f"{name}={value_in_words(value)}" for name, value in said.items())
    return " ".join(part for part in (str(text), f"({others})" if others else "") if part)


def value_in_words(value: Value) -> str:
    """Return one value as a person would type it."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry, as a list shows it."""

    key: str
    state: str  # "open", "closed"; "noted" where entries have no state
    says: str
    author: str
    step: str  # "" of the whole run
    at: str
    blocks: tuple[str, ...]
    because: str
    fields: dict[str, object]


@dataclass(frozen=True, slots=True)
class RegisterView:
    """One register, with what it holds."""

    name: str
    fields: tuple[str, ...]  # "text *": what must be said has a star
    has_state: bool
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class EntriesView:
    """The registers of a run, or one of them."""

    schema: str
    run_id: str
    registers: tuple[RegisterView, ...]


def entries_view(state: RunState, name: str = "") -> EntriesView:
    """Return what is on record. Shape: `name` is the one that is meant; "" for all."""
    workflow = state.started.workflow
    names = (name,) if name else names_of(workflow, state)
    found = [(each, register_of(workflow, each)) for each in names]
    run_id = plain(state.started.feature.run_id)
    views = tuple(_register(state, each) for _, each in found if each is not None)
    return EntriesView(SCHEMA, run_id, views)


def _register(state: RunState, register: Register) -> RegisterView:
    """Return one register."""
    added = standing(state, register.name)
    seen = views_of(state, register.name)
    fields = tuple(f"{each.name}{' *' if each.is_required else ''}" for each in register.fields)
    entries = tuple(_entry(one, view) for one, view in zip(added, seen, strict=True))
    return RegisterView(register.name, fields, register.has_state, entries)


def _entry(entry: EntryAdded, view: View) -> EntryView:
    """Return one entry."""
    return EntryView(
        key=plain(entry.key),
        state=view["state"],
        says=cut(values_in_words(entry)),
        author=who(entry.author),
        step=plain(entry.step or ""),
        at=entry.at,
        blocks=tuple(map(plain, entry.blocks)),
        because=cut(view["because"]),
        fields={name: _shown(value) for name, value in entry.values},
    )


def _shown(value: Value) -> object:
    """Return a value as a document has it."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return plain(value) if isinstance(value, str) else value
