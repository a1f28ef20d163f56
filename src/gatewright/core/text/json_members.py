"""A member of a JSON file, put in and taken out without touching one byte of the rest.

Strict JSON: what has comments is told, and left alone. Nesting and size are bounded.
"""

import json
import re
from collections.abc import Sequence

from gatewright.model.records import dataclass, field

DEPTH_MAX = 50
CHARS_MAX = 1_000_000
_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"[^ \t\r\n,:\[\]{}\"]+")
_TEXT = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')


class Unreadable(ValueError):
    """The text is no JSON, with the line and column where that shows."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands; of an object its members, of a list its elements."""

    start: int
    end: int
    kind: str  # "{", "[" or ""
    parts: "tuple[Part, ...]" = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Part:
    """A member of an object, or an element of a list."""

    name: str  # "" of an element
    start: int
    value: Node


def read_nodes(text: str) -> Node:
    """Return the whole value of a text. Raises: Unreadable."""
    if len(text) > CHARS_MAX:
        raise Unreadable(f"it has more than {CHARS_MAX} characters")
    node = _read(text, _skip(text, 0), 0)
    if _skip(text, node.end) != len(text):
        raise _wrong(text, _skip(text, node.end))
    return node


def put_member(text: str, at: Sequence[str], value: str) -> tuple[str, int]:
    """Return `text` with `value` as the first under the names `at`, and how many were made for it.

    Shape: the last name is that of the member; "" puts an element into a list, made if need be.
    Raises: Unreadable; KeyError where there is such a member, or something else in its place.
    """
    node, depth = read_nodes(text), 0
    while depth < len(at) - 1 and _member(node, at[depth]) is not None:
        node, depth = _value(node, at[depth]), depth + 1
    if node.kind != ("[" if at[depth] == "" else "{") or _is_taken(node, at[depth]):
        raise KeyError("/".join(at[: depth + 1]))
    made = value
    for name in reversed(at[depth + 1 :]):
        made = f"[{made}]" if name == "" else f"{{{json.dumps(name)}: {made}}}"
    member = made if at[depth] == "" else f"{json.dumps(at[depth])}: {made}"
    if node.parts:
        space = text[node.start + 1 : node.parts[0].start]
        member = f"{space}{member},"
    return text[: node.start + 1] + member + text[node.start + 1 :], len(at) - 1 - depth


def find_member(text: str, at: Sequence[str], value: str) -> str | None:
    """Return the member as it stands, as plain JSON; of elements, the one that is `value`.

    Raises: Unreadable.
    """
    way = _way(read_nodes(text), text, at, value)
    return _plainly(text, way[-1].value) if way is not None else None


def take_member(text: str, at: Sequence[str], value: str, made: int) -> str:
    """Return `text` without a member that is there, nor those around it that were made for it."""
    way = _way(read_nodes(text), text, at, value)
    assert way is not None, "BUG: nothing to take away"
    level = len(way) - 1
    while made and level and len(way[level - 1].value.parts) == 1:
        level, made = level - 1, made - 1
    outer = way[level - 1].value if level else read_nodes(text)
    return _without(text, outer, way[level])


def _without(text: str, outer: Node, part: Part) -> str:
    """Return `text` without one part of an object or a list, and without one comma."""
    index = outer.parts.index(part)
    if len(outer.parts) == 1:
        return text[: part.start] + text[part.value.end :]
    if index == 0:
        comma = text.index(",", part.value.end)
        return text[: outer.start + 1] + text[comma + 1 :]
    return text[: outer.parts[index - 1].value.end] + text[part.value.end :]


def _way(node: Node, text: str, at: Sequence[str], value: str) -> list[Part] | None:
    """Return the parts from the top to a member; None where it is not there."""
    way = []
    for name in at:
        part = _member(node, name) if name else _element(node, text, value)
        if part is None:
            return None
        way.append(part)
        node = part.value
    return way


def _member(node: Node, name: str) -> Part | None:
    if node.kind != "{" or not name:
        return None
    return next((part for part in node.parts if part.name == name), None)


def _value(node: Node, name: str) -> Node:
    part = _member(node, name)
    assert part is not None, "BUG: it was there a moment ago"
    return part.value


def _element(node: Node, text: str, value: str) -> Part | None:
    if node.kind != "[":
        return None
    wanted = plainly(value)
    return next((part for part in node.parts if _plainly(text, part.value) == wanted), None)


def _is_taken(node: Node, name: str) -> bool:
    return bool(name) and _member(node, name) is not None


def plainly(text: str) -> str:
    """Return JSON in one way of writing it, so that the same is equal."""
    return json.dumps(json.loads(text), sort_keys=True)


def _plainly(text: str, node: Node) -> str:
    return plainly(text[node.start : node.end])


def _read(text: str, at: int, depth: int) -> Node:
    """Return the value that begins at `at`."""
    if depth > DEPTH_MAX:
        raise Unreadable(f"it is nested deeper than {DEPTH_MAX}")
    if text[at : at + 1] in ("{", "["):
        return _read_parts(text, at, depth)
    match = _TEXT.match(text, at) or _PLAIN.match(text, at)
    if match is None:
        raise _wrong(text, at)
    try:
        json.loads(match[0])
    except ValueError:
        raise _wrong(text, at) from None
    return Node(at, match.end(), "")


def _read_parts(text: str, start: int, depth: int) -> Node:
    """Return an object or a list."""
    kind, close = text[start], "}" if text[start] == "{" else "]"
    parts: list[Part] = []
    at = _skip(text, start + 1)
    while text[at : at + 1] != close or parts:
        part = _read_part(text, at, kind, depth)
        parts.append(part)
        at = _skip(text, part.value.end)
        if text[at : at + 1] == close:
            break
        if text[at : at + 1] != ",":
            raise _wrong(text, at)
        at = _skip(text, at + 1)
    return Node(start, at + 1, kind, tuple(parts))


def _read_part(text: str, at: int, kind: str, depth: int) -> Part:
    if kind == "[":
        return Part("", at, _read(text, at, depth + 1))
    match = _TEXT.match(text, at)
    colon = _skip(text, match.end()) if match is not None else at
    if match is None or text[colon : colon + 1] != ":":
        raise _wrong(text, colon)
    try:
        name = str(json.loads(match[0]))
    except ValueError:
        raise _wrong(text, at) from None
    return Part(name, at, _read(text, _skip(text, colon + 1), depth + 1))


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None, "BUG: no space is space too"
    return match.end()


def _wrong(text: str, at: int) -> Unreadable:
    line = text.count("\n", 0, at) + 1
    return Unreadable(f"line {line}, column {at - text.rfind(chr(10), 0, at)}: no JSON")
