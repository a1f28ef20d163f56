"""Find the links of a Markdown document, and whether each leads to something in the tree.

Only what a tree can answer is looked at: a path, and a heading of a document. What leads out of the
repository is counted, never fetched.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gatewright.core.text.markdown import DOCUMENT_BYTES_MAX, read_markdown, tokens_of
from gatewright.model.records import dataclass, field

if TYPE_CHECKING:
    from markdown_it.token import Token

DOCUMENTS_MAX = 300
SUFFIXES = (".md", ".markdown")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//")
_ANCHOR = re.compile(
    r"<a\s[^<>]{0,200}?\b(?:id|name)\s*=\s*[\"']?([^\"'<>\s]{1,200})|"
    r"<[a-z0-9]{1,10}\s[^<>]{0,200}?\bid\s*=\s*[\"']([^\"'<>\s]{1,200})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link or picture."""

    line: int  # from 1
    target: str  # as it is written


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a document may lead to."""

    files: frozenset[str] = frozenset()  # repository paths
    texts: Mapping[str, bytes] = field(default_factory=dict)  # of the documents it links to


def links_of(text: str) -> tuple[Link, ...]:
    """Return the links and pictures of `text`, in order; code has none."""
    tokens, _ = tokens_of(text)
    return tuple(_links(tokens))


def _links(tokens: Sequence["Token"]) -> Iterator[Link]:
    """Yield links with the line they stand on."""
    for token in tokens:
        if token.type != "inline" or not token.map:
            continue
        line = token.map[0] + 1
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            target = child.attrs.get("href") or child.attrs.get("src")
            if target:
                yield Link(line, str(target))


def leads_out(link: Link) -> bool:
    """Return whether a link leads out of the repository."""
    return bool(_SCHEME.match(link.target))


def documents_linked(path: str, text: str) -> tuple[str, ...]:
    """Return the documents whose headings are asked for. Bounds: DOCUMENTS_MAX."""
    found = dict.fromkeys(
        file
        for link in links_of(text)
        if not leads_out(link) and "#" in link.target
        for file, _ in [target_of(path, link)]
        if file.endswith(SUFFIXES) and file != path
    )
    return tuple(found)[:DOCUMENTS_MAX]


def target_of(path: str, link: Link) -> tuple[str, str]:
    """Return the repository path that a link of the document `path` names, and its anchor."""
    name, _, anchor = _unquoted(link.target).partition("#")
    name = name.partition("?")[0]
    if not name:
        return path, anchor
    folder = "" if name.startswith("/") else posixpath.dirname(path)
    return posixpath.normpath(posixpath.join(folder, name.lstrip("/"))), anchor


def broken_links(path: str, text: str, around: Neighbours) -> Iterator[tuple[Link, str]]:
    """Yield the links of the document `path` that lead nowhere, each with the reason."""
    folders = _folders_of(around.files)
    anchors: dict[str, frozenset[str] | None] = {path: anchors_of(text)}
    for link in links_of(text):
        if leads_out(link):
            continue
        file, anchor = target_of(path, link)
        if file not in around.files and file not in folders:
            out = file == ".." or file.startswith("../")
            yield link, "it leads out of the repository" if out else f"there is no {file}"
        elif anchor and file.endswith(SUFFIXES):
            if file not in anchors:
                content = _text(around.texts.get(file))
                anchors[file] = None if content is None else anchors_of(content)
            known = anchors[file]
            if known is not None and anchor not in known:
                yield link, f"{file} has no heading #{anchor}"


def _unquoted(target: str) -> str:
    """Return `target` with its escapes, "%20" for a blank, as what they stand for."""
    if "%" not in target:
        return target
    raw = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), target.encode())
    return raw.decode("utf-8", "replace")


def _folders_of(files: frozenset[str]) -> frozenset[str]:
    """Return every folder that holds a file, the top among them."""
    folders = {"."}
    for path in files:
        folder = posixpath.dirname(path)
        while folder and folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    return frozenset(folders)


def anchors_of(text: str) -> frozenset[str]:
    """Return what the headings of `text` are called in a link, and the anchors it sets itself."""
    found: set[str] = set()
    count: dict[str, int] = {}
    for heading in read_markdown(text).headings:
        plain = re.sub(r"[^\w\- ]", "", heading.text.strip().lower()).replace(" ", "-")
        number = count.get(plain, 0)
        count[plain] = number + 1
        found.add(f"{plain}-{number}" if number else plain)
    found.update(one or other for one, other in _ANCHOR.findall(text))
    return frozenset(found)


def _text(content: bytes | None) -> str | None:
    """Return the text of another document; None where it was not read."""
    if content is None or len(content) > DOCUMENT_BYTES_MAX:
        return None
    return content.decode("utf-8", "replace").replace("\r\n", "\n")
