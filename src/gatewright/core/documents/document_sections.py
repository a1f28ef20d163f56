"""Read a Markdown document by its schema: the sections it wants, with what must stand in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf

from gatewright.core.documents.diagrams import diagrams_in
from gatewright.core.documents.document_fields import Flaw, span_words
from gatewright.core.documents.document_lists import (
    Entry,
    ListRead,
    name_of,
    read_items,
    read_rows,
)
from gatewright.core.documents.document_reading import (
    DocumentRead,
    joined,
    named_lists,
    plain_items,
)
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.known_facts import conditions_know
from gatewright.core.text.markdown import Document, Heading, Piece, read_markdown, words_of
from gatewright.core.text.markdown_lists import ListItem, read_list_items
from gatewright.core.text.markdown_tables import Table, read_tables
from gatewright.model.document_schema import DocumentSchema, ListKind, ListSchema, SectionSchema
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble

TEXT_CHARS_MAX = 4000
MISSING, LENGTH, TITLE = "doc.section-missing", "doc.section-length", "doc.title"
TOO_LONG, MENTION, CODE = "doc.too-long", "doc.names", "doc.code"
DRAWN = "doc.diagram"
_NONE = re.compile(r"none\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)")
_HOLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class _Place:
    """A heading, and the line that what stands under it ends before."""

    heading: Heading
    end: float


@dataclass(frozen=True, slots=True)
class _Text:
    """A document taken apart, and the facts that its sections depend on."""

    document: Document
    items: Sequence[ListItem]
    tables: Sequence[Table]
    diagrams: Sequence[int]  # the line of each
    facts: Mapping[str, object]


def read_sections(schema: DocumentSchema, text: str, facts: Mapping[str, object]) -> DocumentRead:
    """Return what a Markdown document says. Shape: `facts` are those that sections depend on."""
    apart = _Text(
        read_markdown(text), read_list_items(text), read_tables(text), diagrams_in(text), facts
    )
    read = _read_all(apart, schema.sections, _Place(Heading(0, 0, ""), inf), "")
    named = (flaw for one in schema.sections for flaw in _mentions(apart, one, read.lists))
    flaws = (*read.flaws, *_whole(apart.document, schema), *named)
    return replace(read, flaws=flaws, lists=named_lists(schema, read.lists))


def _read_all(
    apart: _Text, sections: Sequence[SectionSchema], above: _Place, path: str
) -> DocumentRead:
    """Return what sections say, each by its name, and what is wrong with them."""
    read = {one.name.replace("-", "_"): _wanted(apart, one, above, path) for one in sections}
    value = {name: one.value for name, one in read.items() if one.examined}
    return joined(value, list(read.values()))


def _wanted(apart: _Text, section: SectionSchema, above: _Place, path: str) -> DocumentRead:
    """Return what a section says, if it is wanted; where nobody can tell, that is trouble."""
    answer = evaluate(section.when, conditions_know(apart.facts)) if section.when else True
    if isinstance(answer, Trouble):
        return DocumentRead(trouble=answer)
    place = _find(apart.document.headings, section.name, above) if answer else None
    if place is not None:
        return _read(apart, section, place, path)
    if section.is_optional or not answer:
        return DocumentRead()
    what = f"there is no section {section.name}"
    named = f"a heading {section.name.replace('-', ' ').capitalize()}"
    return DocumentRead(flaws=(Flaw(MISSING, above.heading.line, what, named),))


def _find(headings: Sequence[Heading], name: str, above: _Place) -> _Place | None:
    """Return the highest heading of a name below `above`, the first of those."""
    inside = [one for one in headings if above.heading.line < one.line < above.end]
    same = [one for one in inside if name_of(one.text) == name]
    if not same:
        return None
    found = min(same, key=lambda one: one.level)
    later = (one.line for one in headings if one.line > found.line and one.level <= found.level)
    return _Place(found, min(next(later, inf), above.end))


def _read(apart: _Text, section: SectionSchema, place: _Place, path: str) -> DocumentRead:
    """Return what one section says."""
    pieces = [one for one in apart.document.pieces if _is_in(one.line, place)]
    shown = [one for one in pieces if not one.is_comment]
    said = " ".join(one.text.strip() for one in shown if one.text.strip())
    is_none = section.may_be_none and _NONE.match(said) is not None
    drawn = _drawn(apart, section, place)
    flaws = () if is_none else (*_lengths(section, place, shown, said), *drawn)
    own = DocumentRead(said[:TEXT_CHARS_MAX], flaws=flaws, examined=1)
    name = path + section.name
    if section.list is not None:
        read = ListRead() if is_none else _list(apart, section.name, section.list, place)
        lists = {name: read.entries, section.name: read.entries}
        listed = DocumentRead(None, lists, read.flaws, notes=read.notes)
        return joined(plain_items(read.entries), [own, listed])
    if section.sections:
        inner = _read_all(apart, section.sections, place, f"{name}/")
        return joined(inner.value, [own, inner])
    return own


def _drawn(apart: _Text, section: SectionSchema, place: _Place) -> Iterator[Flaw]:
    """Yield what is wrong with how a section shows what it says."""
    count = sum(_is_in(line, place) for line in apart.diagrams)
    if section.diagrams is not None and not section.diagrams.holds(count):
        what = f"section {section.name} has {count} diagram{'' if count == 1 else 's'}"
        yield Flaw(DRAWN, place.heading.line, what, span_words(section.diagrams, "diagram"))
    shapes = {
        "diagram": count > 0,
        "list": any(_is_in(one.line, place) for one in apart.items),
        "table": any(_is_in(one.line, place) for one in apart.tables),
    }
    if section.shown_as and not any(shapes[one] for one in section.shown_as):
        wanted = "a " + " or a ".join(section.shown_as)
        what = f"section {section.name} is told in words alone"
        yield Flaw(DRAWN, place.heading.line, what, wanted)


def _list(apart: _Text, name: str, schema: ListSchema, place: _Place) -> ListRead:
    """Return the list of a section."""
    line, where = place.heading.line, f"section {name}"
    if schema.kind is ListKind.TABLE:
        tables = [one for one in apart.tables if _is_in(one.line, place)]
        return read_rows(schema, tables, where, line)
    return read_items(schema, [one for one in apart.items if _is_in(one.line, place)], where, line)


def _lengths(
    section: SectionSchema, place: _Place, shown: Sequence[Piece], said: str
) -> Iterator[Flaw]:
    """Yield what is wrong with how much a section says."""
    words = sum(len(words_of(one.text)) for one in shown)
    sentences = len(_SENTENCE.findall(said)) or int(words > 0)
    bounds = (("word", section.words, words), ("sentence", section.sentences, sentences))
    for noun, span, count in bounds:
        if span is not None and not span.holds(count):
            what = f"section {section.name} has {count} {noun}{'' if count == 1 else 's'}"
            yield Flaw(LENGTH, place.heading.line, what, span_words(span, noun))
    if not words and not section.sections and section.words is None:
        what = f"section {section.name} says nothing"
        yield Flaw(LENGTH, place.heading.line, what, "some words")


def _whole(document: Document, schema: DocumentSchema) -> Iterator[Flaw]:
    """Yield what is wrong with a document as a whole: title, length, long blocks of code."""
    headings, pieces = document.headings, document.pieces
    title = headings[0].text if headings else ""
    if schema.title and not _is_title(schema.title, title):
        what = f'the first heading is "{title[:80]}"' if title else "there is no heading"
        yield Flaw(TITLE, headings[0].line if headings else 1, what, schema.title)
    shown = [one for one in pieces if not (one.is_code or one.is_comment)]
    words = sum(len(words_of(one.text)) for one in shown)
    if schema.words is not None and not schema.words.holds(words):
        yield Flaw(TOO_LONG, 1, f"it has {words} words", span_words(schema.words, "word"))
    if schema.code_lines_max is not None:
        yield from _long_blocks(pieces, schema.code_lines_max)


def _is_title(template: str, title: str) -> bool:
    """Return whether a heading is as its template wants it; a name in braces is any words."""
    pieces = [" ".join(part.split()) for part in _HOLE.split(template)]
    rest = " ".join(title.split())
    first, *others = pieces
    if not others:
        return rest == first
    if not rest.startswith(first):
        return False
    rest = rest[len(first) :]
    for part in others[:-1]:
        _, found, rest = rest.partition(part) if part else ("", "yes", rest)
        if not found:
            return False
    return rest.endswith(others[-1]) and bool(words_of(rest.removesuffix(others[-1])))


def _long_blocks(pieces: Sequence[Piece], most: int) -> Iterator[Flaw]:
    """Yield the blocks of code that have more than `most` lines."""
    start = last = -1
    for line in [*(one.line for one in pieces if one.is_code and one.text.strip()), -1]:
        if line != last and line != last + 1:
            if last - start + 1 > most:
                what = f"a block of code has {last - start + 1} lines"
                yield Flaw(CODE, start, what, f"at most {most} lines; link what is longer")
            start = line
        last = line


def _mentions(
    apart: _Text, section: SectionSchema, lists: Mapping[str, Sequence[Entry]]
) -> Iterator[Flaw]:
    """Yield that a section names nothing of the list that it decides on."""
    place = _find(apart.document.headings, section.name, _Place(Heading(0, 0, ""), inf))
    if not section.names_one_of or place is None:
        return
    pieces = [one for one in apart.document.pieces if _is_in(one.line, place)]
    words = {word.strip(".,:;()\"'`*") for one in pieces for word in one.text.split()}
    keys = [one.key for one in lists.get(section.names_one_of, ()) if one.key]
    if words.isdisjoint(keys):
        what = f"section {section.name} names none of {section.names_one_of}"
        wanted = f"one of {', '.join(keys)}" if keys else f"an id of {section.names_one_of}"
        yield Flaw(MENTION, place.heading.line, what, wanted)


def _is_in(line: int, place: _Place) -> bool:
    return place.heading.line < line < place.end
