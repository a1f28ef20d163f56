"""Read the fields of an item or a form: each value by its kind, or what is wrong with it.

Written by workers and people, so hostile: any text is taken, nothing raises.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from gatewright.core.text.expressions import evaluate
from gatewright.core.text.markdown import words_of
from gatewright.model.document_schema import FieldKind, FieldSchema, Span
from gatewright.model.records import dataclass

VALUE_CHARS_MAX = 2000
FIELD = "doc.field"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_FILE_LINE = re.compile(r"[^\s:]+:[1-9][0-9]{0,6}")
_LINK = re.compile(r"https?://[^\s<>]+")
_BETWEEN = re.compile(r"[\s,;]+")
Value = str | int | bool | list[str]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing in a document that is not as its schema wants it."""

    code: str
    line: int  # 0 where it is nowhere
    what: str
    wanted: str


def value_of(field: FieldSchema, text: str) -> tuple[Value, str]:
    """Return the value that `text` is, and what is wrong with it; "" where nothing is."""
    said = text.strip()[:VALUE_CHARS_MAX]
    if field.values:
        known = {value.casefold(): value for value in field.values}
        found = known.get(said.casefold())
        return (found, "") if found is not None else (said, f"one of {', '.join(field.values)}")
    value, wanted = _READERS[field.kind](said)
    if not wanted and field.words is not None and not field.words.holds(len(words_of(said))):
        wanted = span_words(field.words, "word")
    return value, wanted


def missing_fields(
    fields: tuple[FieldSchema, ...], values: Mapping[str, object], line: int, whose: str
) -> Iterator[Flaw]:
    """Yield what must be said and is not. Shape: `whose` says of which item, in words."""
    for field in fields:
        if field.name in values or field.is_optional:
            continue
        demanded = evaluate(field.when, values) if field.when else True
        if demanded is not False:
            what = f"{whose} does not say {field.name}"
            yield Flaw(FIELD, line, what, f"{field.name}: {words_of_field(field)}")


def words_of_field(field: FieldSchema) -> str:
    """Return what a field takes, in words."""
    if field.list is not None:
        return span_words(field.list.count, "item")
    if field.values:
        return "one of " + ", ".join(field.values)
    if field.words is not None:
        return span_words(field.words, "word")
    return WORDS_OF_KIND[field.kind]


def span_words(span: Span, noun: str) -> str:
    """Return "at least 2 words", "2 to 3 items", "at most 5 words"."""
    plural = noun if (span.most or span.least) == 1 else f"{noun}s"
    if span.most is None:
        return f"at least {span.least} {plural}"
    if span.least == span.most:
        return f"{span.least} {plural}"
    return (
        f"{span.least} to {span.most} {plural}" if span.least else f"at most {span.most} {plural}"
    )


def _text(said: str) -> tuple[Value, str]:
    return said, "" if words_of(said) else "some words"


def _word(said: str) -> tuple[Value, str]:
    return said, "" if said and len(said.split()) == 1 else "one word"


def _number(said: str) -> tuple[Value, str]:
    return (int(said), "") if _NUMBER.fullmatch(said) else (said, "a whole number")


def _flag(said: str) -> tuple[Value, str]:
    return (said == "true", "") if said in ("true", "false") else (said, "true or false")


def _date(said: str) -> tuple[Value, str]:
    try:
        date.fromisoformat(said)
    except ValueError:
        return said, "a date: 2026-11-30"
    return said, "" if len(said) == len("2026-11-30") else "a date: 2026-11-30"


def _path(said: str) -> tuple[Value, str]:
    path = said.strip("`")
    return path, "" if _is_path(path) else "a path from the top of the repository"


def _paths(said: str) -> tuple[Value, str]:
    found = [one.strip("`") for one in _BETWEEN.split(said) if one.strip("`")]
    is_right = bool(found) and all(map(_is_path, found))
    return found, "" if is_right else "paths from the top of the repository"


def _file_line(said: str) -> tuple[Value, str]:
    place = said.strip("`")
    is_right = _FILE_LINE.fullmatch(place) is not None and _is_path(place)
    return place, "" if is_right else "a place: src/app.py:12"


def _link(said: str) -> tuple[Value, str]:
    return said, "" if _LINK.fullmatch(said) else "a link: https://..."


def _texts(said: str) -> tuple[Value, str]:
    found = [one.strip() for one in said.split(";") if words_of(one)]
    return found, "" if found else "some words; more of them behind a semicolon"


def _is_path(text: str) -> bool:
    """Return whether `text` stays within the repository."""
    is_odd = text.startswith(("/", "~")) or "\\" in text or not text.isprintable()
    return bool(text) and not is_odd and ".." not in text.split("/") and " " not in text


_READERS: Mapping[FieldKind, Callable[[str], tuple[Value, str]]] = {
    FieldKind.TEXT: _text,
    FieldKind.WORD: _word,
    FieldKind.NUMBER: _number,
    FieldKind.FLAG: _flag,
    FieldKind.DATE: _date,
    FieldKind.PATH: _path,
    FieldKind.PATHS: _paths,
    FieldKind.FILE_LINE: _file_line,
    FieldKind.LINK: _link,
    FieldKind.TEXTS: _texts,
}
WORDS_OF_KIND: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "words",
    FieldKind.WORD: "one word",
    FieldKind.NUMBER: "a whole number",
    FieldKind.FLAG: "true or false",
    FieldKind.DATE: "a date, 2026-11-30",
    FieldKind.PATH: "a path",
    FieldKind.PATHS: "paths",
    FieldKind.FILE_LINE: "a place, src/app.py:12",
    FieldKind.LINK: "a link",
    FieldKind.TEXTS: "words; more of them behind a semicolon",
}
