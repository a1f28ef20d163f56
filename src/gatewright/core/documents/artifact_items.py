"""The items of an artifact's list as a trace takes them: their ids, and what they mention."""

import re
from collections.abc import Sequence

from gatewright.core.documents.document_lists import Entry
from gatewright.core.documents.trace_items import ID_CHARS_MAX, SOURCE, Item, Items
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Place

_WORD = re.compile(r"[^\s,;:()\[\]{}\"'`*]+")


@dataclass(frozen=True, slots=True)
class ListSeen:
    """A list of an artifact, as it was read."""

    path: str
    entries: Sequence[Entry]


def items_of_list(seen: ListSeen, fields: Sequence[str] = ()) -> Items:
    """Return the items of a list. Shape: they mention what stands in `fields`, else anywhere."""
    return tuple(_item(seen.path, entry, _mentioned(entry, fields)) for entry in seen.entries)


def linked_items(wanted: ListSeen, covering: ListSeen, link: str) -> Items:
    """Return the items of `covering`, each mentioning those that `link` of either side links."""
    forth = {entry.key: _mentioned(entry, (link,)) for entry in wanted.entries}
    return tuple(
        _item(
            covering.path,
            entry,
            _mentioned(entry, (link,))
            | {key for key, named in forth.items() if entry.key in named},
        )
        for entry in covering.entries
    )


def no_list(artifact: str, found: str) -> Trouble:
    """Return the trouble of a list that there is not."""
    return Trouble(
        SOURCE, f"{artifact}, to read ids from", found, f"see to it that {artifact} is made"
    )


def _item(path: str, entry: Entry, refs: frozenset[str]) -> Item:
    """Return one item. What it is called is no mention of itself."""
    return Item(entry.key, refs - {entry.key}, Place(path, entry.line, entry.text[:ID_CHARS_MAX]))


def _mentioned(entry: Entry, fields: Sequence[str]) -> frozenset[str]:
    """Return the words of an item, or of some of its fields."""
    if not fields:
        return frozenset(_words(entry.text))
    return frozenset(word for name in fields for word in _words(_said(entry.values.get(name))))


def _said(value: object) -> str:
    """Return what a field says, as text."""
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _words(text: str) -> Sequence[str]:
    return [word.strip(".!?")[:ID_CHARS_MAX] for word in _WORD.findall(text)]
