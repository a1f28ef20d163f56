"""Diagrams of a Markdown document: blocks of a language that draws, and images."""

from collections.abc import Iterator
from itertools import chain

from gatewright.core.text.markdown import tokens_of

LANGUAGES = ("mermaid", "plantuml", "puml", "dot", "graphviz", "d2")


def diagrams_in(text: str) -> tuple[int, ...]:
    """Return the line of each diagram that draws something."""
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[int]:
    """Yield the line of each diagram."""
    tokens, _ = tokens_of(text)
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        language = next(chain(token.info.split(), ("",))).strip("{}.").lower()
        if token.type == "fence" and language in LANGUAGES and token.content.strip():
            yield line
        yield from (line for child in token.children or () if _is_image(child.type, child.attrs))


def _is_image(kind: str, attributes: object) -> bool:
    """Return whether a token is an image that is somewhere."""
    return kind == "image" and isinstance(attributes, dict) and bool(attributes.get("src"))
