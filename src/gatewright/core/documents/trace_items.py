"""Find items with ids, and the ids that they mention: in Markdown, in data, in words of files.

Invariants: everything is bounded; what is no id by its pattern is never taken for one; a document
that cannot be read is trouble, never an empty set.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gatewright.core.text.json_pointer import escape, steps_of
from gatewright.core.text.markdown import DOCUMENT_BYTES_MAX
from gatewright.core.text.markdown_lists import ListItem, read_list_items
from gatewright.core.text.patterns import matching_words
from gatewright.core.text.plain_data import DataDocument, NotData, read_data
from gatewright.model.document_rules import ItemSource
from gatewright.model.observations import TestCase
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Place

ITEMS_MAX = 20_000
WORDS_MAX = 50_000
FILES_MAX = 2000
FILES_BYTES_MAX = 8 * 1024 * 1024
ID_CHARS_MAX = 100
SOURCE = "trace.source"
_USUAL = re.compile(r"[A-Z][A-Za-z]{0,11}-?[0-9]{1,6}(?:\.[0-9]{1,4}){0,4}")
_WORD = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_BOX = re.compile(r"\[[ xX]\]\s+")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `id` "" where it only mentions others."""

    id: str
    refs: frozenset[str]
    place: Place


Items = tuple[Item, ...]


class _Unread(Exception):
    """Raised inside for what cannot be read."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.found)
        self.trouble = trouble


def items_of_files(source: ItemSource, contents: Mapping[str, bytes]) -> Items | Trouble:
    """Return the items of a source that is made of files. Shape: `contents` by repository path."""
    try:
        found = tuple(_items(source, contents))
    except _Unread as problem:
        return problem.trouble
    return found if len(found) <= ITEMS_MAX else _too_much(f"{len(found)} items")


def items_of_tests(source: ItemSource, cases: Sequence[TestCase]) -> Items | Trouble:
    """Return what tests mention in their names."""
    try:
        texts = [f"{case.test_id} {case.name}" for case in cases]
        ids = _ids_in(source.pattern, texts)
    except _Unread as problem:
        return problem.trouble
    return tuple(
        Item("", frozenset(_mentioned(text, ids)), Place(case.file, case.line, case.test_id))
        for case, text in zip(cases, texts, strict=True)
    )


def prefix_of(word: str) -> str:
    """Return what stands before the digits of an id: "REQ-" of "REQ-12"."""
    return re.split("[0-9]", word, maxsplit=1)[0]


def _items(source: ItemSource, contents: Mapping[str, bytes]) -> Iterator[Item]:
    """Yield the items of a source."""
    if source.markdown:
        yield from _of_markdown(source, _text(source.markdown, contents))
    elif source.data:
        yield from _of_data(source, contents)
    else:
        yield from _of_files(source, contents)


def _of_markdown(source: ItemSource, text: str) -> Iterator[Item]:
    """Yield the items of the lists of a document."""
    listed = [one for one in read_list_items(text) if _is_under(source.section, one)]
    texts = ["\n".join(one.lines) for one in listed]
    ids = _ids_in(source.pattern, texts)
    for item, whole in zip(listed, texts, strict=True):
        first = _WORD.match(_BOX.sub("", item.text, count=1))
        own = first[0] if first is not None and first[0] in ids else ""
        refs = frozenset(_mentioned(whole, ids)) - {own}
        yield Item(own, refs, Place(source.markdown, item.line, item.text[:ID_CHARS_MAX]))


def _is_under(section: str, item: ListItem) -> bool:
    """Return whether an item stands under a heading; under any where none is named."""
    return not section or section.strip().casefold() in (one.casefold() for one in item.sections)


def _of_data(source: ItemSource, contents: Mapping[str, bytes]) -> Iterator[Item]:
    """Yield the items that the pointer of a source leads to."""
    content = _content(source.data, contents)
    try:
        document = read_data(content, source.data)
    except NotData as problem:
        raise _Unread(_unreadable(source.data, problem.what)) from None
    for pointer, value in _pointed(document.value, steps_of(source.items), ""):
        yield _data_item(source, document, pointer, value)


def _pointed(value: object, steps: Sequence[str], pointer: str) -> Iterator[tuple[str, object]]:
    """Yield what steps lead to; `*` leads to each one."""
    if not steps:
        yield pointer, value
        return
    pairs: Iterable[tuple[str, object]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = ((str(index), one) for index, one in enumerate(value))
    for key, one in pairs:
        if steps[0] in ("*", key):
            yield from _pointed(one, steps[1:], f"{pointer}/{escape(key)}")


def _data_item(source: ItemSource, document: DataDocument, pointer: str, value: object) -> Item:
    """Return one item of data."""
    own = value.get(source.id) if source.id and isinstance(value, dict) else value
    id_ = _as_id(own)
    if source.id and id_ == "":
        what = f'the item at {pointer} has no "{source.id}"'
        raise _Unread(_unreadable(source.data, what))
    refs: set[str] = set()
    for key in source.refs:
        named = value.get(key) if isinstance(value, dict) else None
        refs |= {_as_id(one) for one in (named if isinstance(named, list) else [named])}
    if not source.refs:
        refs = {id_}
    place = Place(source.data, document.line_of(pointer), pointer)
    return Item(id_, frozenset(refs - {""}), place)


def _as_id(value: object) -> str:
    """Return a value as an id; "" where it is none."""
    if isinstance(value, Decimal):
        return f"{value:f}"[:ID_CHARS_MAX]
    return value.strip()[:ID_CHARS_MAX] if isinstance(value, str) else ""


def _of_files(source: ItemSource, contents: Mapping[str, bytes]) -> Iterator[Item]:
    """Yield each word of files that is an id, once for each line."""
    if len(contents) > FILES_MAX or sum(map(len, contents.values())) > FILES_BYTES_MAX:
        raise _Unread(_too_much(f"{len(contents)} files"))
    texts = {path: one.decode("utf-8", "replace") for path, one in sorted(contents.items())}
    ids = _ids_in(source.pattern, texts.values())
    for path, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            for word in dict.fromkeys(_mentioned(line, ids)):
                place = Place(path, number, line.strip()[:ID_CHARS_MAX])
                yield Item(word, frozenset({word}), place)


def _ids_in(pattern: str, texts: Iterable[str]) -> frozenset[str]:
    """Return the words of `texts` that are ids, and the parts of words that are."""
    words: set[str] = set()
    for text in texts:
        words.update(_candidates(text))
        if len(words) > WORDS_MAX:
            raise _Unread(_too_much(f"more than {WORDS_MAX} different words"))
    if not pattern:
        return frozenset(word for word in words if _USUAL.fullmatch(word))
    found = matching_words(pattern, sorted(words))
    if isinstance(found, Trouble):
        raise _Unread(found)
    return found


def _candidates(text: str) -> Iterator[str]:
    """Yield the words of a text and, of those with a dot or a dash in them, the parts."""
    for word in _WORD.findall(text):
        yield word[:ID_CHARS_MAX]
        if "-" in word or "." in word:
            yield from re.split("[.-]", word)


def _mentioned(text: str, ids: frozenset[str]) -> Iterator[str]:
    """Yield the ids in a text; a part of a word only where the whole word is none."""
    for word in _WORD.findall(text):
        if word in ids:
            yield word
        elif "-" in word or "." in word:
            yield from (part for part in re.split("[.-]", word) if part in ids)


def _content(path: str, contents: Mapping[str, bytes]) -> bytes:
    """Return the content of a document."""
    if path not in contents:
        raise _Unread(_unreadable(path, "there is no such plain file"))
    return contents[path]


def _text(path: str, contents: Mapping[str, bytes]) -> str:
    """Return a document as text."""
    content = _content(path, contents)
    if len(content) > DOCUMENT_BYTES_MAX:
        raise _Unread(_unreadable(path, f"it has {len(content)} bytes"))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _Unread(_unreadable(path, "it is not UTF-8 text")) from None


def _unreadable(path: str, found: str) -> Trouble:
    """Return the trouble of a document."""
    return Trouble(SOURCE, f"{path}, to read ids from", f"{path}: {found}", f"mend {path}")


def _too_much(found: str) -> Trouble:
    """Return the trouble of a source that is too large."""
    return Trouble("trace.too-large", "a set that can be looked at whole", found, "name less")
