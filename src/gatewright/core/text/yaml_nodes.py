"""Read YAML 1.2 into nodes with positions: every scalar is text, nothing is built or resolved.

Text of strangers goes in, so all is bounded: size, depth, number of values. Anchors, aliases,
tags and second documents are refused: none of them is needed, each of them surprises.
"""

from collections.abc import Iterator
from typing import Any

from gatewright.model.records import dataclass

TEXT_CHARS_MAX = 256 * 1024
DEPTH_MAX = 20
EVENTS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a text is read."""

    chars_max: int = TEXT_CHARS_MAX
    depth_max: int = DEPTH_MAX
    events_max: int = EVENTS_MAX


OF_OUR_OWN = Bounds()


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf. `is_plain`: written without quotes; an empty plain one says nothing at all."""

    text: str
    line: int  # from 1
    column: int  # from 1
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the order of the text. Its keys are scalars and differ from each other."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int


Node = Scalar | Items | Entries


class Unreadable(Exception):
    """Raised for text that is no YAML of ours, with the place."""

    def __init__(self, what: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.line, self.column, self.hint = what, line, column, hint


def read_yaml(text: str, bounds: Bounds = OF_OUR_OWN) -> Node | None:
    """Return the nodes of `text`; None where it holds no value. Raises: Unreadable, the writer's.

    Shape: positions count from 1, in characters.
    """
    if len(text) > bounds.chars_max:
        raise Unreadable(f"the text is longer than {bounds.chars_max} characters", 1, 1)
    return _Builder(_events(text, bounds.events_max), bounds.depth_max).document()


def _events(text: str, events_max: int) -> Iterator[Any]:
    """Yield the parser's events, at most `events_max`."""
    from ruamel.yaml import YAML  # noqa: PLC0415 -- most commands never read YAML
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        for count, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
            if count >= events_max:
                raise _refusal(event, f"more than {events_max} values")
            yield event
    except (YAMLError, OverflowError, ValueError) as problem:
        raise _translated(problem, text) from None


def _translated(problem: Exception, text: str) -> Unreadable:
    """Return the parser's complaint in one clause."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is not None:
        what = str(getattr(problem, "problem", None) or "this cannot be read")
        return Unreadable(what.replace("\x00", "the end"), mark.line + 1, mark.column + 1)
    position = getattr(problem, "position", None)
    if isinstance(position, int):
        before = text[:position]
        column = position - (before.rfind("\n") + 1) + 1
        return Unreadable("a character that no YAML may hold", before.count("\n") + 1, column)
    return Unreadable("a quoted text holds a character that there is not", 1, 1)


def _refusal(event: Any, what: str, hint: str = "") -> Unreadable:
    """Return a refusal at the place of `event`."""
    mark = event.start_mark
    return Unreadable(what, mark.line + 1, mark.column + 1, hint)


class _Builder:
    """Turns events into nodes, one document, bounded in depth."""

    def __init__(self, events: Iterator[Any], depth_max: int) -> None:
        self._events = events
        self._depth_max = depth_max

    def document(self) -> Node | None:
        """Return the only document."""
        root: Node | None = None
        for event in self._events:
            match type(event).__name__:
                case "DocumentStartEvent" if root is not None:
                    raise _refusal(event, "a second document starts here", "keep one")
                case "DocumentStartEvent":
                    root = self._node(next(self._events), 1)
                case _:
                    pass
        if isinstance(root, Scalar) and root.is_plain and root.text == "":
            return None
        return root

    def _node(self, event: Any, depth: int) -> Node:
        """Return the node that `event` starts."""
        _refuse_extras(event)
        if depth > self._depth_max:
            raise _refusal(event, f"nested deeper than {self._depth_max}")
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        match type(event).__name__:
            case "SequenceStartEvent":
                return Items(tuple(self._items(depth)), line, column)
            case "MappingStartEvent":
                return Entries(tuple(self._entries(depth)), line, column)
            case _:
                return Scalar(event.value, line, column, event.style is None)

    def _items(self, depth: int) -> Iterator[Node]:
        """Yield the items of a list, up to its end."""
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                return
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        """Yield the entries of a mapping, up to its end."""
        seen: set[str] = set()
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                return
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise _refusal(event, "a key is one word, not a list or a mapping")
            if key.text in seen:
                raise _refusal(event, f'"{key.text}" stands here twice', "keep one of them")
            seen.add(key.text)
            yield key, self._node(next(self._events), depth + 1)


def _refuse_extras(event: Any) -> None:
    """Raise Unreadable for aliases, anchors and tags."""
    if type(event).__name__ == "AliasEvent" or getattr(event, "anchor", None):
        raise _refusal(event, "anchors and aliases are not read here", "write the value out")
    if getattr(event, "tag", None):
        raise _refusal(event, "tags are not read here", "leave out the word after the !")
