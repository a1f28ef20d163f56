"""A document as its schema reads it: its values, its lists, and what is not as wanted.

What expressions, traces and lists of steps see of a document comes from here and from nowhere else,
so it is what the judge saw.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.documents.document_fields import Flaw
from gatewright.core.documents.document_lists import Entry
from gatewright.model.document_schema import DocumentSchema, FieldSchema, ListSchema, SectionSchema
from gatewright.model.records import dataclass, field
from gatewright.model.trouble import Trouble

WHOLE = ""
"""The name of the list that a document is as a whole."""

LIST_PATH = re.compile(r"([a-z0-9-]+(?:/[a-z0-9-]+)?)(?:\[\*\])?(?:\.([a-z][a-z0-9_]*))?")


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """What a document says."""

    value: object = None  # plain data, for expressions
    lists: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    examined: int = 0
    notes: tuple[str, ...] = ()
    trouble: Trouble | None = None  # why nothing could be told


def joined(value: object, parts: Sequence[DocumentRead]) -> DocumentRead:
    """Return what several parts of a document come to; of lists of one name the first."""
    lists: dict[str, Sequence[Entry]] = {}
    for part in reversed(parts):
        lists |= part.lists
    return DocumentRead(
        value,
        lists,
        tuple(flaw for part in parts for flaw in part.flaws),
        sum(part.examined for part in parts),
        tuple(note for part in parts for note in part.notes),
        next((part.trouble for part in parts if part.trouble is not None), None),
    )


def lists_of(schema: DocumentSchema) -> Mapping[str, ListSchema]:
    """Return the lists of a schema that can be named, each by its name."""
    found: dict[str, ListSchema] = {}
    if schema.list is not None:
        found[WHOLE] = schema.list
    found |= {one.name: one.list for one in schema.fields if one.list is not None}
    for section, path in sections_by_path(schema.sections):
        if section.list is not None:
            found[path] = section.list
            found.setdefault(section.name, section.list)
    for name, path in schema.lists:
        where, part = parts_of(path)
        found[name] = ListSchema(fields=(_field(found[where], part),)) if part else found[where]
    return found


def sections_by_path(
    sections: Sequence[SectionSchema], above: str = ""
) -> Iterator[tuple[SectionSchema, str]]:
    """Yield every section with its path: "research/packages"."""
    for one in sections:
        yield one, above + one.name
        yield from sections_by_path(one.sections, f"{above}{one.name}/")


def parts_of(path: str) -> tuple[str, str]:
    """Return the section and the field of "research/packages[*].package"."""
    match = LIST_PATH.fullmatch(path)
    assert match is not None, "BUG: a path of a list that was read is none"
    return match[1], match[2] or ""


def named_lists(
    schema: DocumentSchema, found: Mapping[str, Sequence[Entry]]
) -> dict[str, Sequence[Entry]]:
    """Return `found` with the lists that a schema names beside its sections."""
    whole = dict(found)
    for name, path in schema.lists:
        where, part = parts_of(path)
        entries = found.get(where, ())
        whole[name] = [_part(entry, part) for entry in entries] if part else entries
    return whole


def plain_items(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Return items as expressions see them: their values, and their id."""
    return [
        {**entry.values, "id": entry.key} if entry.key else dict(entry.values) for entry in entries
    ]


def _part(entry: Entry, part: str) -> Entry:
    """Return one field of an item as an item: what it says is its id."""
    value = entry.values.get(part, "")
    return Entry(str(value), entry.line, {part: value}, str(value))


def _field(schema: ListSchema, name: str) -> FieldSchema:
    return next(one for one in schema.fields if one.name == name)
