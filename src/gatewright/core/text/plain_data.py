"""Read a JSON or YAML document into plain data: what both of them can say, and nothing else.

Strangers write these documents, so all is bounded. Numbers are decimals, never binary fractions;
keys are text and stand once. In YAML a plain scalar means what version 1.2 says: `on` is text.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, assert_type

from gatewright.core.text.yaml_nodes import (
    Bounds,
    Entries,
    Items,
    Node,
    Scalar,
    Unreadable,
    read_yaml,
)
from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass, field

Plain = dict[str, Any] | list[Any] | str | bool | Decimal | None

DATA_BYTES_MAX = 2 * 1024 * 1024
YAML_BOUNDS = Bounds(chars_max=1024 * 1024, depth_max=60, events_max=150_000)
DEPTH_MAX = 60
NUMBER_CHARS_MAX = 60
EXPONENT_MAX = 400

_INTEGER = late_pattern(r"[-+]?[0-9]+")
_FRACTION = late_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = late_pattern(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class NotData(Exception):
    """Raised for a document that is no plain data, with its line; 0 where that is not known."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.line = what, line


@dataclass(frozen=True, slots=True)
class DataDocument:
    """A document as data."""

    path: str
    value: Plain
    lines: Mapping[str, int] = field(default_factory=dict)  # by pointer; of YAML only

    def line_of(self, pointer: str) -> int:
        """Return where the nearest thing stands that `pointer` goes through; 0 is unknown."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 0)


def read_data(content: bytes, path: str) -> DataDocument:
    """Return the data of `content`. Raises: NotData, the writer's.

    Shape: JSON where `path` ends with .json, else YAML.
    """
    if len(content) > DATA_BYTES_MAX:
        raise NotData(f"it has more than {DATA_BYTES_MAX // 1024} KiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotData("it is not UTF-8 text") from None
    if path.endswith(".json"):
        return DataDocument(path, _of_json(text))
    try:
        root = read_yaml(text, YAML_BOUNDS)
    except Unreadable as problem:
        raise NotData(problem.what, problem.line) from None
    lines: dict[str, int] = {}
    value = None if root is None else _of_node(root, "", lines)
    return DataDocument(path, value, lines)


def decimal_of(text: str) -> Decimal:
    """Return the number that `text` says. Raises: NotData for one that is not finite or is huge."""
    if len(text) > NUMBER_CHARS_MAX or not _FRACTION.fullmatch(text):
        raise NotData(f"{text[:NUMBER_CHARS_MAX]} is not a number that can be judged")
    number = Decimal(text)
    if abs(number.adjusted()) > EXPONENT_MAX:
        raise NotData(f"{text} is too large or too small a number")
    return number


def canonical(value: object) -> object:
    """Return `value` such that two are equal only if they mean the same: 1 is 1.0, and not true."""
    if isinstance(value, dict):
        return ("map", frozenset((key, canonical(one)) for key, one in value.items()))
    if isinstance(value, list):
        return ("list", tuple(canonical(one) for one in value))
    return (type(value).__name__, value)


def as_json(value: object) -> bytes:
    """Return plain data as JSON, for a program that reads it."""
    return json.dumps(value, default=_json_number, ensure_ascii=True).encode()


def _json_number(value: object) -> int | float:
    """Return a decimal as JSON has it."""
    assert isinstance(value, Decimal), "BUG: plain data holds something else"
    is_whole = value == value.to_integral_value()
    return int(value) if is_whole else float(value)


def _of_json(text: str) -> Plain:
    """Return the value of a JSON text."""
    try:
        value: Plain = json.loads(
            text,
            parse_float=decimal_of,
            parse_int=decimal_of,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise NotData(f"it is nested deeper than {DEPTH_MAX}") from None
    except json.JSONDecodeError as problem:
        raise NotData(problem.msg, problem.lineno) from None
    for _ in _walk(value, 1):
        pass
    return value


def _refuse_constant(word: str) -> None:
    """Refuse NaN and the infinities, which are no JSON."""
    raise NotData(f"{word} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, each key of which stands once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise NotData(f'"{twice[:60]}" stands twice in one object')
    return found


def _walk(value: object, depth: int) -> Iterator[object]:
    """Yield every value. Raises: NotData for what is nested too deep."""
    if depth > DEPTH_MAX:
        raise NotData(f"it is nested deeper than {DEPTH_MAX}")
    yield value
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _walk(one, depth + 1)


def _of_node(node: Node, pointer: str, lines: dict[str, int]) -> Plain:
    """Return the value of a YAML node, noting where it stands."""
    lines.setdefault(pointer, node.line)
    match node:
        case Scalar():
            return _of_scalar(node)
        case Items(items):
            return [_of_node(one, f"{pointer}/{n}", lines) for n, one in enumerate(items)]
        case _:
            assert_type(node, Entries)
            found: dict[str, Any] = {}
            for key, one in node.entries:
                step = f"{pointer}/{key.text.replace('~', '~0').replace('/', '~1')}"
                lines[step] = key.line
                found[key.text] = _of_node(one, step, lines)
            return found


def _of_scalar(scalar: Scalar) -> Plain:
    """Return what a scalar says."""
    text = scalar.text
    if not scalar.is_plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise NotData(f"{text} is no number that can be judged", scalar.line)
    if not (_INTEGER.fullmatch(text) or _FRACTION.fullmatch(text)):
        return text
    try:
        return decimal_of(text)
    except NotData as problem:
        raise NotData(problem.what, scalar.line) from None
