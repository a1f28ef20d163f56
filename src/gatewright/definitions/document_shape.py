"""The table of a document's schema: its keys, their types, what is wrong with each by itself."""

from typing import Any

from gatewright.definitions.document_field_shape import (
    FIELD_PATTERN,
    LIST,
    RANGE,
    FieldForm,
    Pages,
    list_of,
    list_problem,
    named,
)
from gatewright.definitions.fields import (
    EXPRESSION,
    WORDS,
    Choice,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Number,
    Record,
)
from gatewright.definitions.forms import WORD_PATTERN, Word
from gatewright.model.document_schema import DocumentSchema, ListKind, SectionSchema
from gatewright.model.records import replace

LATER_OF_SECTION = {
    "register": "say in the brief that each is asked or noted, too",
}
SHAPES = ("diagram", "list", "table")
OF_SECTION: dict[str, FieldType] = {
    "words": RANGE,
    "sentences": RANGE,
    **LIST,
    "tasks": RANGE,
    "table": RANGE,
    "columns": NamedMap(FieldForm(), "a column", FIELD_PATTERN),
    "numbered": Flag(),
    "none_ok": Flag(),
    "optional": Flag(),
    "when": EXPRESSION,
    "names_one_of": WORDS,
    "diagrams": RANGE,
    "shown_as": ListOf(Choice(SHAPES), 1),
}


def _section(values: dict[str, Any]) -> SectionSchema:
    """Return a section, without its name."""
    return SectionSchema(
        "",
        values.get("words"),
        values.get("sentences"),
        list_of(values),
        values.get("none_ok", False),
        values.get("optional", False),
        values.get("when", ""),
        values.get("diagrams"),
        values.get("shown_as", ()),
        values.get("names_one_of", ""),
        tuple(replace(one, name=name) for name, one in values.get("sections", {}).items()),
    )


INNER = Record(
    "a section", OF_SECTION, problem=list_problem, build=_section, later=LATER_OF_SECTION
)


def _section_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a section, or None."""
    if "sections" in values and any(kind in values for kind in ListKind):
        return "a list stands in a section, or sections do"
    return list_problem(values)


SECTION = Record(
    "a section",
    {**OF_SECTION, "sections": NamedMap(INNER, "a section", WORD_PATTERN)},
    problem=_section_problem,
    build=_section,
    later=LATER_OF_SECTION,
)
BLOCKS = Record("blocks of code", {"max_code_lines": Number(1, 10_000)}, ("max_code_lines",))
OF_MARKDOWN = ("title", "pages", "words", "blocks")


def _document_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a schema, or None."""
    shapes = [key for key in ("sections", "fields", "items") if values.get(key)]
    if len(shapes) != 1:
        return 'a document has "sections" (Markdown), "fields" (a form), or "items" (a list)'
    extra = [key for key in OF_MARKDOWN if key in values and shapes != ["sections"]]
    if extra:
        return f'"{extra[0]}" is for a document with "sections"'
    if "pages" in values and "words" in values:
        return '"pages" and "words" say the same: keep one'
    return list_problem(values)


def _document(values: dict[str, Any]) -> DocumentSchema:
    """Return the schema that was written."""
    fields, sections = values.get("fields", {}), values.get("sections", {})
    return DocumentSchema(
        name=values["document"],
        title=values.get("title", ""),
        words=values.get("pages", values.get("words")),
        code_lines_max=values.get("blocks", {}).get("max_code_lines"),
        sections=tuple(replace(one, name=name) for name, one in sections.items()),
        fields=tuple(named(name, one) for name, one in fields.items()),
        list=list_of(values),
        lists=tuple(values.get("lists", {}).items()),
    )


DOCUMENT_SCHEMA = Record(
    "a document's schema",
    {
        "document": Word("a schema"),
        "title": WORDS,
        "pages": Pages(),
        "words": RANGE,
        "blocks": BLOCKS,
        "sections": NamedMap(SECTION, "a section", WORD_PATTERN),
        "fields": NamedMap(FieldForm(own_list=True), "a field", FIELD_PATTERN),
        **LIST,
        "lists": NamedMap(WORDS, "a list", WORD_PATTERN),
    },
    required=("document",),
    problem=_document_problem,
    build=_document,
    later={"diagrams": "say it of a section, as diagrams: 1.."},
)
