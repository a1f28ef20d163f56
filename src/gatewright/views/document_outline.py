"""What a document must hold, as a worker or a person is shown it: an outline to write from."""

from collections.abc import Iterator, Sequence

from gatewright.core.documents.document_fields import span_words, words_of_field
from gatewright.model.document_schema import (
    DocumentSchema,
    FieldSchema,
    ListKind,
    ListSchema,
    SectionSchema,
)

TEXT = "text"
LINES_MAX = 80


def outline(schema: DocumentSchema) -> tuple[str, ...]:
    """Return the lines of an outline: headings of Markdown, or the keys of a form."""
    lines = list(_form(schema) if schema.is_form else _document(schema))
    return (*lines[:LINES_MAX], *(["..."] if len(lines) > LINES_MAX else []))


def _document(schema: DocumentSchema) -> Iterator[str]:
    """Yield the outline of a Markdown document."""
    if schema.title:
        yield f"# {schema.title}"
    if schema.words is not None:
        yield f"({span_words(schema.words, 'word')} in all)"
    yield from _sections(schema.sections, "##")


def _sections(sections: Sequence[SectionSchema], signs: str) -> Iterator[str]:
    """Yield headings, with what stands under them."""
    for one in sections:
        yield f"{signs} {one.name.replace('-', ' ').capitalize()}"
        yield from (f"({said})" for said in _demands(one))
        yield from _list(one.list, "") if one.list is not None else ()
        yield from _sections(one.sections, f"{signs}#")


def _demands(one: SectionSchema) -> Iterator[str]:
    """Yield what is demanded of a section, in words."""
    spans = (("word", one.words), ("sentence", one.sentences), ("diagram", one.diagrams))
    said = [span_words(span, noun) for noun, span in spans if span is not None]
    said += [f"shown as a {' or a '.join(one.shown_as)}"] if one.shown_as else []
    said += [f"only where {one.when}"] if one.when else []
    said += [f"names one of {one.names_one_of}"] if one.names_one_of else []
    said += ["may be left out"] if one.is_optional else []
    said += ['or "None", with why'] if one.may_be_none else []
    if said:
        yield ", ".join(said)


def _list(schema: ListSchema, indent: str) -> Iterator[str]:
    """Yield an item of a list as it is written, and how many are wanted."""
    yield f"{indent}({span_words(schema.count, 'item')})"
    if schema.kind is ListKind.TABLE:
        names = [*(["id"] if schema.id else []), *(one.name for one in schema.fields)]
        yield f"{indent}| {' | '.join(names)} |"
    else:
        sign = "1." if schema.is_numbered else "- [ ]" if schema.kind is ListKind.TASKS else "-"
        key = f" {schema.id}1:" if schema.id else ""
        yield f"{indent}{sign}{key} {_item(schema.fields)}"
    for one in schema.fields:
        if one.name != TEXT:
            yield f"{indent}  {_field(one)}"
    for values in schema.include:
        yield f"{indent}  one with {' and '.join(f'{name}: {value}' for name, value in values)}"


def _item(fields: Sequence[FieldSchema]) -> str:
    """Return an item: fields in front of its words, the words, the rest in brackets."""
    names = [one.name for one in fields]
    at = names.index(TEXT) if TEXT in names else 0
    behind = [name for name in names[at:] if name != TEXT]
    words = "".join(f"{name}: " for name in names[:at]) + "words"
    return words + (f" ({'; '.join(f'{name}: ...' for name in behind)})" if behind else "")


def _field(one: FieldSchema) -> str:
    """Return a field with what it takes."""
    may = ", may be left out" if one.is_optional else ""
    when = f", where {one.when}" if one.when else ""
    return f"{one.name}: {words_of_field(one)}{may}{when}"


def _form(schema: DocumentSchema) -> Iterator[str]:
    """Yield the outline of a form: YAML, with what each field takes."""
    if schema.list is not None:
        yield from _items(schema.list, "")
    for one in schema.fields:
        if one.list is None:
            yield f"{one.name}:    # {_field(one).partition(': ')[2]}"
        else:
            left_out = "; may be left out" if one.is_optional else ""
            yield f"{one.name}:    # {span_words(one.list.count, 'item')}{left_out}"
            yield from _items(one.list, "  ")


def _items(schema: ListSchema, indent: str) -> Iterator[str]:
    """Yield one item of a list of a form."""
    keys = [f"id: {schema.id}1"] if schema.id else []
    keys += [f"{one.name}:    # {_field(one).partition(': ')[2]}" for one in schema.fields]
    for number, key in enumerate(keys or ["..."]):
        yield f"{indent}{'  ' if number else '- '}{key}"
