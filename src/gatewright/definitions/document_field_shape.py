"""The table of the fields of a document's items, and of counts: 3, 1.., ..5."""

import re
from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.fields import (
    EXPRESSION,
    WORDS,
    Choice,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Record,
    Schema,
    Text,
)
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.model.document_schema import (
    PAGE_WORDS,
    FieldKind,
    FieldSchema,
    ListKind,
    ListSchema,
    Span,
)
from gatewright.model.records import dataclass, replace

FIELD_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
KINDS = tuple(str(kind) for kind in FieldKind)
LIST_KEYS = ("id", "numbered", "each", "columns", "include", "warn")
COUNT_MAX = 1_000_000
_RANGE = re.compile(r"([0-9]{1,6})|([0-9]{1,6})?\.\.([0-9]{1,6})?")
_PAGES = re.compile(r"\.\.([0-9]{1,4})(?:\.([0-9]))?")


@dataclass(frozen=True, slots=True)
class Range:
    """How many: 3, 1.., ..5, 2..3."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the span."""
        match = _RANGE.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is None or match[0] == "..":
            return report.at(node, "how many is expected here", hint="3, 1.., ..5 or 2..3")
        if match[1]:
            return Span(int(match[1]), int(match[1]))
        span = Span(int(match[2] or 0), int(match[3]) if match[3] else None)
        if span.most is not None and span.most < span.least:
            return report.at(node, "the end of this range is before its start")
        return span

    def schema(self) -> Schema:
        """Return the schema of a range."""
        pattern = r"^([0-9]{1,6}|[0-9]{1,6}\.\.([0-9]{1,6})?|\.\.[0-9]{1,6})$"
        return {
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": pattern}]
        }


@dataclass(frozen=True, slots=True)
class Pages:
    """At most so many pages: ..1.5. Units: read as words."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the span of words."""
        match = _PAGES.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is None:
            return report.at(node, "at most so many pages is expected here", hint="..2 or ..1.5")
        return Span(0, (int(match[1]) * 10 + int(match[2] or 0)) * PAGE_WORDS // 10)

    def schema(self) -> Schema:
        """Return the schema of pages."""
        return {"type": "string", "pattern": f"^{_PAGES.pattern}$"}


RANGE = Range()
ID = Text(
    "letters of an id",
    lambda text: None if re.fullmatch("[A-Z]{1,6}", text) else "an id starts with letters: R, REQ",
    10,
)


@dataclass(frozen=True, slots=True)
class FieldForm:
    """What a field takes: a kind, the values it may have, a condition, or a mapping of all that."""

    own_list: bool = False  # a form's field may be a list

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the field, without its name."""
        match node:
            case Items():
                values = ListOf(WORDS, 1).read(node, report)
                return values if values is ABSENT else FieldSchema("", values=values)
            case Entries():
                return (FORM_FIELD if self.own_list else FIELD).read(node, report)
            case _:
                return _field_of_word(node, report)

    def schema(self) -> Schema:
        """Return the schema of all its forms."""
        record = FORM_FIELD if self.own_list else FIELD
        values = ListOf(WORDS, 1).schema()
        return {"anyOf": [{"type": "string", "minLength": 1}, values, record.schema()]}


def _field_of_word(node: Scalar, report: Reporter) -> Any:
    """Return a field from its kind, or from the condition under which it must be there."""
    if node.text in KINDS:
        return FieldSchema("", FieldKind(node.text))
    if re.fullmatch("[a-z_-]*", node.text):
        what = f'"{shown(node.text)}" is no kind of field'
        return report.at(node, what, near=nearest(node.text, KINDS), hint=", ".join(KINDS))
    when = EXPRESSION.read(node, report)
    return when if when is ABSENT else FieldSchema("", when=when)


def named(name: str, field: FieldSchema) -> FieldSchema:
    """Return a field under its name; one that is called like a kind is of that kind."""
    is_plain = field.kind is FieldKind.TEXT and not field.values and field.list is None
    kind = FieldKind(name) if is_plain and name in KINDS else field.kind
    return replace(field, name=name, kind=kind)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an item: names, and {name: what it takes}."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the fields, in order."""
        read = ListOf(_OneField(), 1).read(node, report)
        if read is ABSENT:
            return read
        names = [one.name for one in read]
        twice = next((name for name in names if names.count(name) > 1), None)
        return report.at(node, f'"{twice}" is a field twice') if twice else read

    def schema(self) -> Schema:
        """Return the schema of the fields."""
        return ListOf(_OneField(), 1).schema()


@dataclass(frozen=True, slots=True)
class _OneField:
    """One field of an item."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the field."""
        if isinstance(node, Entries) and len(node.entries) != 1:
            return report.at(node, "one field is expected here", hint="{state: [open, done]}")
        if isinstance(node, Entries):
            read = NamedMap(FieldForm(), "a field", FIELD_PATTERN).read(node, report)
            pairs = list(read.items())
            return named(*pairs[0]) if pairs else ABSENT
        name = Text("a field", _field_problem, 64).read(node, report)
        return name if name is ABSENT else named(name, FieldSchema(""))

    def schema(self) -> Schema:
        """Return the schema of both forms."""
        whole = NamedMap(FieldForm(), "a field", FIELD_PATTERN).schema()
        return {"anyOf": [{"type": "string", "pattern": FIELD_PATTERN}, whole]}


def _field_problem(text: str) -> str | None:
    is_name = re.fullmatch(FIELD_PATTERN, text) and text != "id"
    return None if is_name else f'"{shown(text)}" cannot be a field: small letters, digits and _'


def _value_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a field, or None."""
    if "values" in values and ("type" in values or "words" in values):
        return '"values" says all that it may be'
    if "words" in values and values.get("type", "text") != "text":
        return '"words" is for "type: text"'
    return None


def _field(values: dict[str, Any]) -> FieldSchema:
    """Return a field, without its name."""
    return FieldSchema(
        "",
        FieldKind(values.get("type", "text")),
        values.get("values", ()),
        values.get("words"),
        values.get("when", ""),
        values.get("optional", False),
        list_of(values),
    )


OF_FIELD: dict[str, FieldType] = {
    "type": Choice(KINDS),
    "values": ListOf(WORDS, 1),
    "words": RANGE,
    "when": EXPRESSION,
    "optional": Flag(),
}
FIELD = Record("a field", OF_FIELD, problem=_value_problem, build=_field)
LIST: dict[str, FieldType] = {
    "items": RANGE,
    "id": ID,
    "each": Fields(),
    "include": ListOf(NamedMap(WORDS, "a value", FIELD_PATTERN), 1),
    "warn": Choice(("vague-words",)),
}


def list_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a list, or None."""
    kinds = [kind for kind in ListKind if kind in values]
    extra = [key for key in LIST_KEYS if key in values]
    if len(kinds) > 1:
        return "a list is one of items, tasks, table"
    if extra and not kinds:
        return f'"{extra[0]}" is of a list: say items, tasks or table, and how many'
    if "table" in values and "columns" not in values:
        return 'a table needs "columns"'
    if "columns" in values and ("table" not in values or "each" in values):
        return '"columns" are of a table, "each" of items'
    both = "numbered" in values and "id" in values
    return 'items have an "id" or are "numbered"' if both else _include_problem(values)


def _include_problem(values: dict[str, Any]) -> str | None:
    """Return which items are wanted that cannot be there, or None."""
    fields = {one.name: one for one in _fields_of(values)}
    for name, value in (pair for one in values.get("include", ()) for pair in one.items()):
        if name not in fields:
            return f'"include" speaks of a field that its items do not have: {name}'
        if fields[name].values and value not in fields[name].values:
            return f'"include": {name} is never {value}'
    return None


def _fields_of(values: dict[str, Any]) -> tuple[FieldSchema, ...]:
    """Return the fields of the items of a list."""
    columns = values.get("columns", {})
    return values.get("each") or tuple(named(name, one) for name, one in columns.items())


def list_of(values: dict[str, Any]) -> ListSchema | None:
    """Return the list that is wanted, if any."""
    kind = next((one for one in ListKind if one in values), None)
    if kind is None:
        return None
    return ListSchema(
        kind,
        values[kind],
        values.get("id", ""),
        values.get("numbered", False),
        _fields_of(values),
        tuple(tuple(one.items()) for one in values.get("include", ())),
        "warn" in values,
    )


def _form_field_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a field of a form, or None."""
    both = [key for key in ("type", "values", "words") if key in values and "items" in values]
    if both:
        return f'a list has no "{both[0]}": its items have'
    return _value_problem(values) or list_problem(values)


FORM_FIELD = Record("a field", {**OF_FIELD, **LIST}, problem=_form_field_problem, build=_field)
