"""Renders docs/reference/workflow.md from the table of the loader: every key, what it takes.

Nothing is written here; `test_reference.py` compares, and rewrites when asked.
"""

from collections.abc import Iterator

from gatewright.definitions.approval_shape import Quorum
from gatewright.definitions.budget_shape import Money
from gatewright.definitions.commit_shape import ACTIONS, Action
from gatewright.definitions.document_field_shape import (
    FORM_FIELD,
    FieldForm,
    Fields,
    Pages,
    Range,
)
from gatewright.definitions.document_shape import DOCUMENT_SCHEMA
from gatewright.definitions.fields import (
    Choice,
    Duration,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Number,
    Record,
    Text,
)
from gatewright.definitions.forms import ByForm, Quoted, Word
from gatewright.definitions.inline_checks import CHECK, Definition
from gatewright.definitions.lists import LIST, OPTIONS, ForEach, Role
from gatewright.definitions.named_content import NamedContent, SectionName
from gatewright.definitions.register_shape import FromRegister
from gatewright.definitions.shape import KINDS
from gatewright.definitions.workflow_shape import WORKFLOW
from tests.golden.reference import GENERATED, escaped

FOR_EACH = Record("a list of items", {"NAME": LIST, **OPTIONS}, required=("NAME",))
KIND = "a kind"
SAID: dict[type, str] = {
    Flag: "`true`, `false`",
    Duration: "a time with its unit: `90s`, `5m`, `1h`",
    Quorum: "`any`, `all`, or how many people",
    NamedContent: "an artifact, or a part, a version, a region: `plan`, `plan#risks`,"
    " `api#/paths/~1users`, `plan@first`, `plan@approved`, `tree:code`",
    SectionName: "the words of a heading: `final-implementation`, `research/packages`",
    Money: "an amount of money: `5`, `2.50`",
    Action: ", ".join(f"`{action}`" for action in ACTIONS),
    FromRegister: "the register whose entries are its rows: `reg('log')`",
    Range: "how many: `3`, `1..`, `..5`, `2..3`",
    Pages: "at most so many pages: `..2`, `..1.5`",
    FieldForm: "a kind, a list of the values it may have, a condition under which it must be there,"
    " or [a field](#field)",
    Fields: "a list of names, and of {name: what it takes}",
    Role: "a role, or the item of a list of roles: `{who}`",
}


def render_format() -> str:
    """Return the page of the format of workflows."""
    lines = [
        "# The format of workflows",
        "",
        GENERATED.format(source="src/gatewright/definitions/workflow_shape.py"),
        "",
        "[Write your own workflow](../how-to/write-your-own-workflow.md) says what each key is for."
        " `gatewright schema workflow` prints the same for an editor. A key in bold must be there.",
        "",
    ]
    RECORDS.clear()
    for record in dict.fromkeys(_records(WORKFLOW), None):
        lines += _section(RECORDS[record])
    return "\n".join(lines[:-1]) + "\n"


def render_documents() -> str:
    """Return the page of the format of schemas of documents."""
    lines = [
        "# The format of schemas",
        "",
        GENERATED.format(source="src/gatewright/definitions/document_shape.py"),
        "",
        "[Documents and forms](../how-to/documents-and-forms.md) says what each key is for."
        " `gatewright schema document` prints the same for an editor. A key in bold must be there.",
        "",
    ]
    RECORDS.clear()
    for record in dict.fromkeys(_records(DOCUMENT_SCHEMA), None):
        lines += _section(RECORDS[record])
    return "\n".join(lines[:-1]) + "\n"


RECORDS: dict[str, Record] = {}


def _records(kind: FieldType) -> Iterator[str]:
    """Yield the names of the records below `kind`, each before those in it."""
    match kind:
        case Record(what) if what not in RECORDS:
            RECORDS[what] = kind
            yield what
            for name, field in kind.fields.items():
                if not (kind is CHECK and name in KINDS):
                    yield from _records(field)
        case _:
            for inner in _inside(kind):
                yield from _records(inner)


def _inside(kind: FieldType) -> Iterator[FieldType]:
    """Yield the kinds that `kind` is made of."""
    match kind:
        case ListOf(item):
            yield item
        case NamedMap(value):
            yield value
        case ByForm(_, scalar, items, entries):
            yield from (form for form in (scalar, items, entries) if form is not None)
        case ForEach():
            yield FOR_EACH
        case FieldForm() | Fields():
            yield FORM_FIELD
        case Definition(key, other):
            yield CHECK
            if isinstance(other, Record):
                yield other.fields[key]
        case _:
            pass


def _section(record: Record) -> list[str]:
    """Return one record: its keys, then those that are not carried out yet."""
    title = record.what.removeprefix("a ").removeprefix("an ")
    lines = [f"## {title[0].upper()}{title[1:]}", "", "| key | takes |", "|---|---|"]
    fields = {
        name: field
        for name, field in record.fields.items()
        if not (record is CHECK and name in KINDS)
    }
    if record is CHECK:
        lines.append(f"| {KIND} | one of {', '.join(f'`{name}`' for name in KINDS)}, as in")
        lines[-1] += " [the configuration](../how-to/configure.md#checks) |"
    for name, field in fields.items():
        key = f"**`{name}`**" if name in record.required else f"`{name}`"
        lines.append(f"| {key} | {_words(field)} |")
    if record.later:
        lines += ["", "Not carried out yet, and refused:", "", "| key | meanwhile |", "|---|---|"]
        lines += [f"| `{name}` | {escaped(hint)} |" for name, hint in record.later.items()]
    return [*lines, ""]


def _words(kind: FieldType) -> str:
    """Return what a kind takes, in words."""
    match kind:
        case Record(what):
            return f"[{escaped(what)}](#{_anchor(what)})"
        case ListOf(item, smallest):
            return f"a list{' of at least one' if smallest else ''}: {_words(item)}"
        case NamedMap(value, what):
            return f"by its name {escaped(what)}: {_words(value)}"
        case Definition(key):
            check, *others = map(_words, _inside(kind))
            return " or ".join((check, *(f"`{key}:` {each}" for each in others)))
        case ByForm() | ForEach():
            return "; or ".join(map(_words, _inside(kind)))
        case _:
            return _words_of_one(kind)


def _words_of_one(kind: FieldType) -> str:
    """Return what a single value takes, in words."""
    match kind:
        case Choice(words):
            return ", ".join(f"`{word}`" for word in words)
        case Number(smallest, largest):
            return f"a whole number from {smallest} to {largest}"
        case Quoted(what):
            return f"{escaped(what)}, in quotes where it looks like a number"
        case Text(what) | Word(what):
            return escaped(what)
        case _:
            return SAID[type(kind)]


def _anchor(what: str) -> str:
    """Return the anchor of a record's section."""
    return what.removeprefix("a ").removeprefix("an ").replace(" ", "-")
