"""Read a form: a small file of YAML or JSON, each value typed by its schema and never by YAML."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gatewright.core.documents.document_fields import (
    FIELD,
    Flaw,
    missing_fields,
    value_of,
    words_of_field,
)
from gatewright.core.documents.document_lists import (
    ID,
    ITEMS,
    EntryRead,
    Written,
    read_entry,
    whole_list,
)
from gatewright.core.documents.document_reading import (
    WHOLE,
    DocumentRead,
    joined,
    named_lists,
    plain_items,
)
from gatewright.core.text.yaml_nodes import (
    Bounds,
    Entries,
    Items,
    Node,
    Scalar,
    Unreadable,
    read_yaml,
)
from gatewright.model.document_schema import DocumentSchema, FieldSchema, ListSchema
from gatewright.model.records import replace

NO_DATA = "doc.not-data"
BOUNDS = Bounds(chars_max=256 * 1024, depth_max=8, events_max=20_000)


def read_form(schema: DocumentSchema, text: str) -> DocumentRead:
    """Return what a form says."""
    try:
        root = read_yaml(text, BOUNDS)
    except Unreadable as problem:
        return DocumentRead(flaws=(Flaw(NO_DATA, problem.line, problem.what, "YAML or JSON"),))
    if schema.list is not None:
        read = _list(WHOLE, schema.list, root, "it")
    elif isinstance(root, Entries):
        read = _fields(schema.fields, root)
    else:
        named = ", ".join(one.name for one in schema.fields)
        return DocumentRead(flaws=(Flaw(NO_DATA, 1, "it is no mapping", f"a mapping: {named}"),))
    return replace(read, lists=named_lists(schema, read.lists))


def _fields(fields: Sequence[FieldSchema], root: Entries) -> DocumentRead:
    """Return the values of a form."""
    known = {one.name: one for one in fields}
    read = {_name(key): _field(known, key, node) for key, node in root.entries}
    values = {name: one.value for name, one in read.items() if one.value is not None}
    missing = DocumentRead(flaws=tuple(missing_fields(tuple(fields), values, 1, "the form")))
    return joined(values, [*read.values(), missing])


def _field(known: Mapping[str, FieldSchema], key: Scalar, node: Node) -> DocumentRead:
    """Return one field of a form; its value is None where it says nothing."""
    field = known.get(_name(key))
    if field is None:
        what = f'there is no field "{key.text[:60]}"'
        return DocumentRead(flaws=(Flaw(FIELD, key.line, what, f"only {', '.join(known)}"),))
    if field.list is not None:
        read = _list(field.name, field.list, node, f"the field {field.name}")
        return replace(read, examined=read.examined + 1)
    said = _said(node)
    if said is None and isinstance(node, Scalar):
        return DocumentRead()
    if said is None:
        flaw = Flaw(FIELD, key.line, f"{field.name} is a list or a mapping", words_of_field(field))
        return DocumentRead("", flaws=(flaw,))
    value, problem = value_of(field, said)
    flaws = (Flaw(FIELD, key.line, f"{field.name} is not as wanted", problem),) if problem else ()
    return DocumentRead(value, flaws=flaws, examined=1)


def _list(name: str, schema: ListSchema, node: Node | None, where: str) -> DocumentRead:
    """Return a list of a form."""
    line = node.line if node is not None else 1
    items = [_item(schema, each) for each in node.items] if isinstance(node, Items) else []
    read = whole_list(schema, items, where, line)
    is_none = isinstance(node, Scalar) and node.text.casefold() == "none"
    is_said = isinstance(node, Items) or (is_none and not schema.count.least)
    flaws = () if is_said else (Flaw(ITEMS, line, f"{where} is no list", "a list of items"),)
    count = len(read.entries)
    value = plain_items(read.entries)
    return DocumentRead(value, {name: read.entries}, (*flaws, *read.flaws), count, read.notes)


def _item(schema: ListSchema, node: Node) -> EntryRead:
    """Return one item of a form's list."""
    if isinstance(node, Scalar):
        key, text = _key_in(schema, node.text)
        return read_entry(schema, Written(key, node.line, {"text": text}, node.text))
    pairs = node.entries if isinstance(node, Entries) else ()
    said = {_name(key): one for key, value in pairs if (one := _said(value)) is not None}
    text = "\n".join(f"{name}: {one}" for name, one in said.items())
    key = said.pop("id", "")[:60]
    names = {one.name for one in schema.fields}
    written = Written(key, node.line, _known(said, names), text)
    return read_entry(schema, written, tuple(_odd(schema, node, key, said.keys() - names)))


def _odd(schema: ListSchema, node: Node, key: str, unknown: Iterable[str]) -> Iterator[Flaw]:
    """Yield fields that there are not, and an id that is none."""
    names = sorted(one.name for one in schema.fields)
    for name in sorted(unknown):
        what = f'there is no field "{name[:60]}"'
        yield Flaw(FIELD, node.line, what, f"only {', '.join(names)}")
    if schema.id and key and not re.fullmatch(rf"{re.escape(schema.id)}-?[0-9]{{1,4}}", key):
        yield Flaw(ID, node.line, f"{key} is no id", f"an id: {schema.id}1")


def _known(said: Mapping[str, str], names: set[str]) -> dict[str, str]:
    return {name: one for name, one in said.items() if name in names}


def _key_in(schema: ListSchema, text: str) -> tuple[str, str]:
    """Return the id in front of an item that is one text, and the rest."""
    match = re.fullmatch(rf"({re.escape(schema.id)}-?[0-9]{{1,4}}): *(.*)", text, re.DOTALL)
    return (match[1], match[2]) if schema.id and match is not None else ("", text)


def _said(node: Node) -> str | None:
    """Return what a value says; of a list of words, all of them. None where it says nothing."""
    if isinstance(node, Scalar):
        is_void = node.is_plain and node.text in ("~", "null")
        return node.text if node.text.strip() and not is_void else None
    if isinstance(node, Items) and all(isinstance(one, Scalar) for one in node.items):
        return "; ".join(one.text for one in node.items if isinstance(one, Scalar)) or None
    return None


def _name(key: Scalar) -> str:
    return key.text.replace("-", "_")
