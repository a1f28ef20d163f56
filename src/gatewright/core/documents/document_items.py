"""The items of a document's list as what steps are made for, with all that they say."""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.documents.document_lists import TEXT, Entry
from gatewright.core.documents.document_reading import DocumentRead, lists_of
from gatewright.core.text.filling import literal
from gatewright.model.digest import digest_of
from gatewright.model.document_schema import DocumentSchema, FieldKind, FieldSchema, ListSchema
from gatewright.model.rules import TaskKind
from gatewright.model.workflow import Item, ItemField

TITLE_CHARS_MAX = 200
FIELD_CHARS_MAX = 400
NAMED_MAX = 500
TICKS = ("[", "]", "[x]", "[X]")


def items_of_document(
    schema: DocumentSchema, read: DocumentRead, name: str, after: str = ""
) -> tuple[Item, ...]:
    """Return one item for each of a list that has an id; of those with one id the first.

    Shape: `after` is the field that names the items which one waits for. What an item does not
           say is empty.
    """
    void = {one.name: _void(one) for one in lists_of(schema)[name].fields}
    entries = {entry.key: entry for entry in reversed(read.lists.get(name, ())) if entry.key}
    ordered = [one for one in read.lists.get(name, ()) if entries.get(one.key) is one]
    return tuple(_item(entry, name, after, void) for entry in ordered[:NAMED_MAX])


def rehearsed_items(schema: DocumentSchema, name: str) -> tuple[Item, ...]:
    """Return items as a rehearsal makes them up: one for each value that a field may have."""
    demanded = lists_of(schema)[name]
    turns = max([2, *(len(one.values) for one in demanded.fields)])
    return tuple(_made_up(demanded, name, turn) for turn in range(turns))


def fields_of_item(schema: ListSchema) -> tuple[str, ...]:
    """Return the names of what an item of a list says."""
    return tuple(one.name for one in schema.fields) or (TEXT,)


def _void(one: FieldSchema) -> object:
    """Return what a field comes to that is not said."""
    return [] if one.kind in (FieldKind.PATHS, FieldKind.TEXTS) else ""


def _item(entry: Entry, name: str, after: str, void: Mapping[str, object]) -> Item:
    """Return one item of a document."""
    title = str(entry.values.get(TEXT) or entry.text)
    waits = entry.values.get(after, "") if after else ""
    said = str(entry.values.get("kind", TaskKind.BEHAVIOUR))
    return Item(
        entry.key,
        _shown(title)[:TITLE_CHARS_MAX],
        digest_of({"list": name, "words": [one for one in entry.text.split() if one not in TICKS]}),
        TaskKind(said) if said in [*TaskKind] else TaskKind.BEHAVIOUR,
        after=tuple(_keys(waits)),
        list_name=name,
        fields=tuple(_fields({**void, **entry.values})),
    )


def _fields(values: Mapping[str, object]) -> Iterator[ItemField]:
    """Yield what an item says, as texts and conditions take it."""
    for name, value in values.items():
        yield ItemField(name, _text(value), _literal(value))


def _text(value: object) -> str:
    """Return a value as text: one line, cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    said = " ".join(value) if isinstance(value, list) else str(value)
    return _shown(said)[:FIELD_CHARS_MAX]


def _literal(value: object) -> str:
    """Return a value as a condition writes it."""
    if isinstance(value, list):
        return "[" + ", ".join(literal(_text(one)) for one in value) + "]"
    return _text(value) if isinstance(value, bool | int) else literal(_text(value))


def _keys(value: object) -> Sequence[str]:
    """Return the ids that a field names."""
    said = " ".join(value) if isinstance(value, list) else str(value)
    return said.replace(",", " ").split()


def _shown(text: str) -> str:
    """Return text on one line, without what moves a cursor."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _made_up(schema: ListSchema, name: str, turn: int) -> Item:
    """Return one item of a rehearsal."""
    key = f"{schema.id}{turn + 1}"
    fields = tuple(_made_up_field(one, turn) for one in schema.fields)
    return Item(key, key, digest_of([name, key]), list_name=name, fields=fields)


def _made_up_field(one: FieldSchema, turn: int) -> ItemField:
    """Return a field of a rehearsal: of a few values each in its turn."""
    value: object = (
        one.values[turn % len(one.values)] if one.values else _SAMPLES.get(one.kind, one.name)
    )
    return ItemField(one.name, _text(value), _literal(value))


_SAMPLES: dict[str, object] = {
    "number": 1,
    "flag": True,
    "paths": ["src/app.py"],
    "texts": ["text"],
}
