"""Read the items of a list by its schema: list items and table rows of Markdown.

An item is `R1: words`, with fields in front of the words, in brackets behind them, or in a list
below: `- risk: it is slow`, `R1: words (measure: a test)`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gatewright.core.documents.document_fields import (
    FIELD,
    Flaw,
    missing_fields,
    span_words,
    value_of,
)
from gatewright.core.documents.judge_doc_parts import title_of
from gatewright.core.text.ears import vague_problem
from gatewright.core.text.markdown_lists import ListItem
from gatewright.core.text.markdown_tables import Table
from gatewright.model.doc_parts import VAGUE
from gatewright.model.document_schema import FieldSchema, ListKind, ListSchema
from gatewright.model.records import dataclass

ITEMS_MAX = 500
ITEM_CHARS_MAX = 4000
SHOWN_CHARS_MAX = 60
ITEMS, ID, INCLUDE = "doc.section-items", "doc.id", "doc.include"
_BOX = re.compile(r"\[([ xX])\]\s+")
_NUMBER = re.compile(r"\s*([1-9][0-9]{0,3})[.)]\s")
_BRACKETS = re.compile(r"\(([^()]*)\)\.?$")
_BELOW = re.compile(r"\s+[-*+]\s+\**([A-Za-z][A-Za-z0-9_ -]{0,60}?)\**:\**\s+(.+)")
_NO_WORD = re.compile(r"[^a-z0-9]+")
TEXT = "text"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a document."""

    key: str  # its id; "" for none
    line: int
    values: Mapping[str, object]
    text: str  # as it is written


@dataclass(frozen=True, slots=True)
class EntryRead:
    """One item, and what is wrong with it."""

    entry: Entry
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRead:
    """The items of a list, and what is wrong with them."""

    entries: tuple[Entry, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()


def name_of(heading: str) -> str:
    """Return a heading as a schema names it: "Risks & Mitigations" is risks-mitigations."""
    return _NO_WORD.sub("-", title_of(heading)).strip("-")


def read_items(schema: ListSchema, items: Sequence[ListItem], where: str, line: int) -> ListRead:
    """Return the items of a Markdown list. Shape: `where` is said of the whole, at `line`."""
    return whole_list(schema, [_item(schema, one) for one in items[:ITEMS_MAX]], where, line)


def read_rows(schema: ListSchema, tables: Sequence[Table], where: str, line: int) -> ListRead:
    """Return the rows of the tables that have the columns of a schema."""
    rows = [row for table in tables for row in _rows(schema, table)]
    return whole_list(schema, [read_entry(schema, one) for one in rows], where, line)


def _rows(schema: ListSchema, table: Table) -> Iterator["Written"]:
    """Yield the rows of a table; none where a column is missing."""
    names = [one.name for one in schema.fields]
    columns = [column_of(name) for name in table.columns]
    if not {*names, *(["id"] if schema.id else [])} <= set(columns):
        return
    for at, row in list(zip(table.lines, table.rows, strict=True))[1 : ITEMS_MAX + 1]:
        cells = dict(zip(columns, row, strict=False))
        said = {name: cells[name] for name in names if cells.get(name, "").strip()}
        yield Written(cells.get("id", "") if schema.id else "", at, said, " | ".join(row))


def column_of(title: str) -> str:
    """Return the name of a field from the head of its column."""
    return name_of(title).replace("-", "_")


@dataclass(frozen=True, slots=True)
class Written:
    """An item before its values are read."""

    key: str
    line: int
    said: Mapping[str, str]
    text: str


def _item(schema: ListSchema, item: ListItem) -> EntryRead:
    """Return one list item."""
    ticked = _BOX.match(item.text)
    text = item.text[ticked.end() :] if ticked is not None else item.text
    key, text = _key_of(schema, item, text)
    said, text = _in_brackets(schema.fields, text)
    said = {**_in_front(schema.fields, text), **said, **dict(_below(schema.fields, item.lines))}
    written = Written(key, item.line, said, "\n".join(item.lines))
    if schema.kind is not ListKind.TASKS or ticked is not None:
        return read_entry(schema, written)
    what = f'"{item.text[:SHOWN_CHARS_MAX]}" is nothing to tick'
    return read_entry(schema, written, (Flaw(ITEMS, item.line, what, "each item as - [ ] words"),))


def _key_of(schema: ListSchema, item: ListItem, text: str) -> tuple[str, str]:
    """Return the id of an item, and the rest of its words."""
    if schema.id:
        match = re.fullmatch(rf"({re.escape(schema.id)}-?)0*([1-9]\d{{0,3}})[:.] *(.*)", text)
        return (match[1] + match[2], match[3]) if match is not None else ("", text)
    number = _NUMBER.match(item.lines[0]) if schema.is_numbered else None
    return (number[1], text) if number is not None else ("", text)


def _in_brackets(fields: Sequence[FieldSchema], text: str) -> tuple[dict[str, str], str]:
    """Return the fields in brackets at the end, and the words in front of them."""
    match = _BRACKETS.search(text)
    if match is None:
        return {}, text
    pairs = [part.partition(":") for part in match[1].split(";")]
    said = {column_of(name): value.strip() for name, colon, value in pairs if colon}
    names = {one.name for one in fields}
    is_said = len(said) == len(pairs) and names >= said.keys()
    return (said, text[: match.start()].strip()) if is_said else ({}, text)


def _in_front(fields: Sequence[FieldSchema], text: str) -> dict[str, str]:
    """Return the words of an item, and the fields that stand in front of them."""
    names = [one.name for one in fields]
    ahead = names[: names.index(TEXT)] if TEXT in names else []
    said: dict[str, str] = {}
    for name in ahead:
        first, colon, rest = text.partition(": ")
        if colon:
            said[name], text = first.strip(), rest
    return {**said, TEXT: text.strip()} if text.strip() else said


def _below(fields: Sequence[FieldSchema], lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields of the list below an item."""
    names = {one.name for one in fields}
    for line in lines[1:]:
        match = _BELOW.fullmatch(line.rstrip())
        if match is not None and column_of(match[1]) in names:
            yield column_of(match[1]), match[2]


def read_entry(schema: ListSchema, written: Written, flaws: tuple[Flaw, ...] = ()) -> EntryRead:
    """Return one item with its values, and what is wrong with it besides `flaws`."""
    shown = written.key or f'"{written.said.get(TEXT, written.text)[:SHOWN_CHARS_MAX]}"'
    found = [*flaws]
    if schema.has_ids and not written.key:
        wanted = "a number in front: 1." if schema.is_numbered else f"an id: {schema.id}1: words"
        found.append(Flaw(ID, written.line, f"{shown} cannot be named", wanted))
    values: dict[str, object] = {}
    for one in schema.fields:
        if one.name in written.said:
            values[one.name], wanted = value_of(one, written.said[one.name])
            if wanted:
                what = f"{one.name} of {shown} is not as wanted"
                found.append(Flaw(FIELD, written.line, what, wanted))
    if not schema.fields:
        values[TEXT] = written.said.get(TEXT, "")
    found += missing_fields(schema.fields, values, written.line, shown)
    vague = vague_problem(written.text.casefold(), VAGUE) if schema.warns_vague else None
    notes = (f"line {written.line}: {shown}: {vague}",) if vague is not None else ()
    entry = Entry(written.key, written.line, values, written.text[:ITEM_CHARS_MAX])
    return EntryRead(entry, tuple(found), notes)


def whole_list(schema: ListSchema, read: Sequence[EntryRead], where: str, line: int) -> ListRead:
    """Return a list from its items, with what is wrong with it as a whole."""
    entries = tuple(one.entry for one in read)
    flaws = (*(flaw for one in read for flaw in one.flaws), *_of_all(schema, entries, where, line))
    return ListRead(entries, flaws, tuple(note for one in read for note in one.notes))


def _of_all(schema: ListSchema, entries: Sequence[Entry], where: str, line: int) -> Iterator[Flaw]:
    """Yield what is wrong with a list as a whole: its size, a missing kind, an id twice."""
    count = len(entries)
    if not schema.count.holds(count):
        what = f"{where} has {count} {'item' if count == 1 else 'items'}"
        yield Flaw(ITEMS, line, what, span_words(schema.count, "item"))
    for values in schema.include:
        if not any(_has_all(values, entry) for entry in entries):
            said = " and ".join(f"{name}: {value}" for name, value in values)
            yield Flaw(INCLUDE, line, f"{where} has no item with {said}", f"an item with {said}")
    yield from _twice(entries)


def _has_all(values: Iterable[tuple[str, str]], entry: Entry) -> bool:
    return all(entry.values.get(name) == value for name, value in values)


def _twice(entries: Sequence[Entry]) -> Iterator[Flaw]:
    """Yield the ids that two items have."""
    counts = Counter(one.key for one in entries if one.key)
    for entry in entries:
        if counts.pop(entry.key, 0) > 1:
            yield Flaw(ID, entry.line, f"{entry.key} is the id of two items", "an id for each item")
