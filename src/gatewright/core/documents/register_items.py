"""The entries of a register as a trace takes them: their keys, and what they mention."""

import re
from collections.abc import Iterator

from gatewright.core.documents.trace_items import ID_CHARS_MAX, SOURCE, Item, Items
from gatewright.model.document_rules import ItemSource
from gatewright.model.register_rules import OnRecord
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Place

_WORD = re.compile(r"[^\s,;:()\[\]{}\"'`*]+")
FILLED_IN = ("key", "state", "step", "number", "author", "role", "at", "tree", "closed_by")


def items_of_register(source: ItemSource, known: OnRecord | None) -> Items | Trouble:
    """Return the entries of a register, each with the words of its fields, or why there are none.

    Shape: who wrote an entry, and where, is no mention of anything.
    """
    if known is None:
        wanted = f"entries of {source.register}"
        return Trouble(SOURCE, wanted, "there is no run here", "let the gate of a workflow ask")
    entries = (known.current if source.is_current else known.registers).get(source.register, [])
    return tuple(_item(source.register, each) for each in entries)


def _item(register: str, entry: dict[str, object]) -> Item:
    """Return one entry."""
    key = str(entry["key"])
    said = [value for name, value in entry.items() if name not in FILLED_IN]
    words = frozenset(word for each in said for word in _words(each))
    text = str(entry.get("text", ""))[:ID_CHARS_MAX]
    return Item(key, words - {key}, Place(f"reg('{register}')", 0, text))


def _words(value: object) -> Iterator[str]:
    """Yield the words of a field."""
    for each in value if isinstance(value, list) else [value]:
        yield from (word.rstrip(".") for word in _WORD.findall(str(each)))
