"""Read the lists of a Markdown document: each item of the outermost, and the section it is in.

Invariant: what stands in a block of code is no item; what stands in a quote or a nested list is one
only where those are asked for.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gatewright.core.text.markdown import tokens_of
from gatewright.model.records import dataclass

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    line: int  # from 1
    sections: tuple[str, ...]  # the headings above it, outermost first
    text: str  # its first paragraph on one line, emphasis left out
    lines: tuple[str, ...]  # as it is written, what is nested in it included


def read_list_items(text: str, *, nested: bool = False) -> tuple[ListItem, ...]:
    """Return the items of the outermost lists of `text`, in order; those of all when `nested`."""
    tokens, _ = tokens_of(text)
    return tuple(_items(tokens, text.split("\n"), nested=nested))


def _items(tokens: Sequence["Token"], lines: Sequence[str], *, nested: bool) -> Iterator[ListItem]:
    """Yield the items, keeping the headings in mind under which each stands."""
    above: list[tuple[int, int]] = []  # level, and where its words are: most are never asked for
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            level = int(token.tag[1:])
            above = [each for each in above if each[0] < level]
            above.append((level, index + 1))
        elif token.type == "list_item_open" and (nested or token.level == 1) and token.map:
            first, end = token.map
            sections = tuple(_plain(tokens[title]) for _, title in above)
            yield ListItem(
                first + 1, sections, _first_words(tokens, index), tuple(lines[first:end])
            )


def _first_words(tokens: Sequence["Token"], index: int) -> str:
    """Return the first paragraph of the item that `index` opens; "" where it starts otherwise."""
    first = tokens[index + 1 : index + 3]
    is_text = [token.type for token in first] == ["paragraph_open", "inline"]
    return _plain(first[1]) if is_text else ""


def _plain(inline: "Token") -> str:
    """Return the text of a paragraph or heading on one line."""
    shown = (
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type != "html_inline"
    )
    return " ".join("".join(shown).split())
