"""Read a Markdown document: its sections, its words, and where each word stands.

A real parser reads it, so a heading in a code block is no heading. Front matter is set apart.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import inf
from typing import TYPE_CHECKING

from gatewright.core.text.yaml_nodes import Unreadable, read_yaml
from gatewright.model.records import dataclass

if TYPE_CHECKING:
    from markdown_it.token import Token

DOCUMENT_BYTES_MAX = 512 * 1024
FENCE = "---"
_TAG = re.compile("<[^<>]*>")  # never looks past the next "<": linear, whatever the text


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document on one line."""

    line: int  # from 1
    text: str
    is_code: bool = False
    is_comment: bool = False  # stands in the source, is shown to nobody


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is the highest."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the order of its text."""

    headings: tuple[Heading, ...]
    pieces: tuple[Piece, ...]  # headings left out
    front_matter_problem: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading, the sections below it included."""

    heading: Heading
    word_count: int  # code counts: a section may be one command


def read_markdown(text: str) -> Document:
    """Return the document that `text` is. Raises: nothing; any text is Markdown."""
    tokens, problem = tokens_of(text)
    headings = tuple(_headings(tokens))
    lines = {heading.line for heading in headings}
    pieces = (piece for token in tokens for piece in _pieces(token))
    return Document(headings, tuple(one for one in pieces if one.line not in lines), problem)


@lru_cache(maxsize=4)  # each part of a rule reads the same document; nobody alters the tokens
def tokens_of(text: str) -> tuple[Sequence["Token"], str]:
    """Return `text` as the parser's tokens, and what is wrong with its front matter."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- a slow import that few commands need

    body, problem = _without_front_matter(text)
    return MarkdownIt("commonmark").enable("table").parse(body), problem


def sections_of(document: Document) -> tuple[Section, ...]:
    """Return every section, in order. Bounds: time grows with the document, not its square."""
    shown = [piece for piece in document.pieces if not piece.is_comment]
    lines = [piece.line for piece in shown]
    totals = [0, *accumulate(len(words_of(piece.text)) for piece in shown)]
    ends = _ends(document.headings)
    return tuple(
        Section(
            heading, totals[bisect_left(lines, end)] - totals[bisect_right(lines, heading.line)]
        )
        for heading, end in zip(document.headings, ends, strict=True)
    )


def words_of(text: str) -> list[str]:
    """Return the words of `text`: what holds a letter or a digit."""
    return [word for word in text.split() if any(char.isalnum() for char in word)]


def _ends(headings: Sequence[Heading]) -> list[int | float]:
    """Return the line each section ends before: that of the next heading as high as its own."""
    ends: list[int | float] = [inf] * len(headings)
    open_ones: list[int] = []
    for index, heading in enumerate(headings):
        while open_ones and headings[open_ones[-1]].level >= heading.level:
            ends[open_ones.pop()] = heading.line
        open_ones.append(index)
    return ends


def _without_front_matter(text: str) -> tuple[str, str]:
    """Return `text` with its front matter blanked, line for line, and what is wrong with that."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return text, ""
    ends = [number for number, line in enumerate(lines) if number and line.rstrip() == FENCE]
    if not ends:
        return text, "the front matter that line 1 opens is never closed"
    matter = "\n".join(lines[1 : ends[0]])
    body = "\n".join([""] * (ends[0] + 1) + lines[ends[0] + 1 :])
    try:
        read_yaml(matter)
    except Unreadable as problem:
        return body, f"line {problem.line + 1}: the front matter is not YAML: {problem.what}"
    return body, ""


def front_matter_of(text: str) -> str | None:
    """Return the front matter of `text` without its fences; None where there is none, or no end."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if number and line.rstrip() == FENCE]
    has_one = lines[0].rstrip() == FENCE and ends
    return "\n".join(lines[1 : ends[0]]) if has_one else None


def _headings(tokens: Sequence["Token"]) -> Iterator[Heading]:
    """Yield the headings of a document; those in quotes and lists are none of its sections."""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.level == 0:
            text = "".join(piece.text for piece in _pieces(inline))
            yield Heading(_line(opening), int(opening.tag[1:]), text.strip())


def _pieces(token: "Token") -> Iterator[Piece]:
    """Yield what a block of text or code says, line by line."""
    match token.type:
        case "inline":
            yield from _inline_pieces(token)
        case "fence":
            yield from _code_pieces(token.content, _line(token) + 1)
        case "code_block":
            yield from _code_pieces(token.content, _line(token))
        case "html_block":
            yield from _html_pieces(token)
        case _:
            return


def _inline_pieces(token: "Token") -> Iterator[Piece]:
    """Yield the text of a paragraph, heading or cell; emphasis does not cut a word in two."""
    line = _line(token)
    held = ""
    for child in token.children or ():
        match child.type:
            case "text" | "image":
                held += child.content
            case "softbreak" | "hardbreak":
                yield Piece(line, held)
                line, held = line + 1, ""
            case "code_inline":
                yield Piece(line, child.content, is_code=True)
            case "html_inline":
                yield Piece(line, child.content, is_comment=True)
            case _:
                pass
    yield Piece(line, held)


def _code_pieces(content: str, first: int) -> Iterator[Piece]:
    """Yield the lines of a block of code that starts on line `first`."""
    for offset, line in enumerate(content.split("\n")):
        yield Piece(first + offset, line, is_code=True)


def _html_pieces(token: "Token") -> Iterator[Piece]:
    """Yield the lines of a block of HTML: as they stand, and what is shown of them."""
    is_comment = token.content.lstrip().startswith("<!--")
    for number, line in enumerate(token.content.split("\n"), _line(token)):
        yield Piece(number, line, is_comment=True)
        if not is_comment:
            yield Piece(number, _TAG.sub(" ", line))


def _line(token: "Token") -> int:
    """Return the line a block starts on, from 1."""
    return token.map[0] + 1 if token.map else 1
