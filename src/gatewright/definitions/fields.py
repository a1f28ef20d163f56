"""Types of fields: each reads a node into a value, or says what is wrong, and has a JSON Schema.

The file is typed by these and by nothing else: a scalar is text until its field reads it, so
`010`, `on` and `1.10` stay what they look like.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from gatewright.core.text.expressions import EXPRESSION_CHARS_MAX, check_expression
from gatewright.core.text.patterns import PATTERN_CHARS_MAX, pattern_problem
from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.model.records import dataclass, field

ITEMS_MAX = 500
TEXT_CHARS_MAX = 4000
NAME_PATTERN = "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NAME = re.compile(NAME_PATTERN)

Schema = dict[str, Any]


class FieldType(Protocol):
    """How a value is written."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the value of `node`, or ABSENT once `report` has heard why."""
        ...

    def schema(self) -> Schema:
        """Return the JSON Schema of what `read` accepts."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text. `problem` looks closer: it returns what is wrong, or None."""

    what: str
    problem: Callable[[str], str | None] | None = None
    chars_max: int = TEXT_CHARS_MAX

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the text."""
        if not isinstance(node, Scalar):
            return report.at(node, f"{self.what} is expected here, not {_kind(node)}")
        if not node.text.strip():
            return report.at(node, f"{self.what} is expected here, and there is nothing")
        if len(node.text) > self.chars_max or "\x00" in node.text:
            return report.at(node, f"{self.what} has at most {self.chars_max} characters")
        wrong = self.problem(node.text) if self.problem else None
        return report.at(node, wrong) if wrong else node.text

    def schema(self) -> Schema:
        """Return the schema of text."""
        return {"type": "string", "minLength": 1, "maxLength": self.chars_max}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the word."""
        one_of = "one of " + ", ".join(self.words)
        if not isinstance(node, Scalar):
            return report.at(node, f"{one_of} is expected here, not {_kind(node)}")
        if node.text not in self.words:
            near = nearest(node.text, self.words)
            return report.at(node, f'"{shown(node.text)}" is not {one_of}', near=near)
        return node.text

    def schema(self) -> Schema:
        """Return the schema of the words."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number in plain decimal digits."""

    smallest: int
    largest: int

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the number."""
        what = f"{self._wanted()} is expected here"
        if not isinstance(node, Scalar):
            return report.at(node, f"{what}, not {_kind(node)}")
        if not _NUMBER.fullmatch(node.text):
            return report.at(node, what, hint="write it in plain digits")
        number = int(node.text)
        return number if self.smallest <= number <= self.largest else report.at(node, what)

    def _wanted(self) -> str:
        """Return which numbers are legal, in words."""
        if self.smallest == self.largest:
            return str(self.smallest)
        return f"a whole number from {self.smallest} to {self.largest}"

    def schema(self) -> Schema:
        """Return the schema of the number."""
        return {"type": "integer", "minimum": self.smallest, "maximum": self.largest}


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false, in these words only."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the boolean."""
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return node.text == "true"
        return report.at(node, "true or false is expected here", hint="write true or false")

    def schema(self) -> Schema:
        """Return the schema of a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time with its unit: 90s, 5m, 1h. Units: read as seconds."""

    largest_s: int = 24 * 3600

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the seconds."""
        match = re.fullmatch(self._pattern, node.text) if isinstance(node, Scalar) else None
        seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
        if 0 < seconds <= self.largest_s:
            return seconds
        largest = f"{self.largest_s // 86_400}d" if self._has_days else "24h"
        example = "90m, 8h, 14d" if self._has_days else "90s, 5m, 1h"
        what = f"a time from 1s to {largest} is expected here"
        return report.at(node, what, hint=f"write a number and its unit: {example}")

    @property
    def _has_days(self) -> bool:
        return self.largest_s > _SECONDS["d"]

    @property
    def _pattern(self) -> str:
        return f"([1-9][0-9]{{0,5}})({'s|m|h|d' if self._has_days else 's|m|h'})"

    def schema(self) -> Schema:
        """Return the schema of a time."""
        return {"type": "string", "pattern": f"^{self._pattern}$"}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, in order."""

    item: FieldType
    smallest: int = 0

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the values as a tuple; those that cannot be read are left out and reported."""
        if not isinstance(node, Items):
            value = node.text if isinstance(node, Scalar) and node.text else "..."
            hint = f"write [{shown(value)}]"
            return report.at(node, f"a list is expected here, not {_kind(node)}", hint=hint)
        if not self.smallest <= len(node.items) <= ITEMS_MAX:
            bounds = f"{self.smallest} to {ITEMS_MAX}"
            return report.at(node, f"a list of {bounds} items is expected here")
        read = [self.item.read(item, report) for item in node.items]
        return tuple(value for value in read if value is not ABSENT)

    def schema(self) -> Schema:
        """Return the schema of the list."""
        bounds = {"minItems": self.smallest, "maxItems": ITEMS_MAX}
        return {"type": "array", "items": self.item.schema(), **bounds}


@dataclass(frozen=True, slots=True)
class NamedMap:
    """A mapping from names of the writer's choice to values."""

    value: FieldType
    what: str  # "an environment"
    key_pattern: str = NAME_PATTERN

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the values by name, in order; those that cannot be read are left out."""
        if not isinstance(node, Entries):
            return report.at(node, f"{self.what} by its name is expected here, not {_kind(node)}")
        if len(node.entries) > ITEMS_MAX:
            return report.at(node, f"at most {ITEMS_MAX} names are expected here")
        found: dict[str, Any] = {}
        for key, value in node.entries:
            if not re.fullmatch(self.key_pattern, key.text):
                report.at(key, f'"{shown(key.text)}" is no name', hint="letters, digits, - and _")
                continue
            read = self.value.read(value, report)
            if read is not ABSENT:
                found[key.text] = read
        return found

    def schema(self) -> Schema:
        """Return the schema of the mapping."""
        names = {self.key_pattern: self.value.schema()}
        return {"type": "object", "patternProperties": names, "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys.

    `problem` looks at the whole: it returns what is wrong with values that are each right.
    """

    what: str  # "an environment"
    fields: Mapping[str, FieldType]
    required: tuple[str, ...] = ()
    problem: Callable[[dict[str, Any]], str | None] | None = None
    build: Callable[[dict[str, Any]], Any] = field(default=dict)
    later: Mapping[str, str] = field(default_factory=dict)  # keys to come, and what to do meanwhile
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # keys of something else, and where

    def read(self, node: Node, report: Reporter) -> Any:
        """Return what `build` makes of the values that could be read."""
        if not isinstance(node, Entries):
            known = ", ".join(self.fields)
            what = f"{self.what} is expected here, not {_kind(node)}"
            return report.at(node, what, hint=f"a mapping with {known}")
        before = report.count
        values = self._values(node, report)
        named = {key.text for key, _ in node.entries}
        for name in self.required if named.isdisjoint(self.later) else ():
            if name not in named:
                report.at(node, f'{self.what} needs "{name}"')
        if report.count > before:
            return ABSENT
        wrong = self.problem(values) if self.problem else None
        return report.at(node, wrong) if wrong else self.build(values)

    def _values(self, node: Entries, report: Reporter) -> dict[str, Any]:
        """Return the values by key; unknown keys are reported with the nearest known one."""
        values: dict[str, Any] = {}
        for key, value in node.entries:
            kind = self.fields.get(key.text)
            if kind is None and key.text in self.later:
                what = f'"{key.text}" is not carried out yet'
                report.at(key, what, hint=self.later[key.text])
            elif kind is None and key.text in self.elsewhere:
                report.at(key, f'{self.what} has no "{key.text}"', hint=self.elsewhere[key.text])
            elif kind is None:
                near = nearest(key.text, self.fields)
                hint = "known here: " + ", ".join(self.fields)
                report.at(key, f'unknown key "{shown(key.text)}"', near=near, hint=hint)
            else:
                values[key.text] = kind.read(value, report)
        return values

    def schema(self) -> Schema:
        """Return the schema of the record."""
        properties = {name: kind.schema() for name, kind in self.fields.items()}
        schema: Schema = {
            "title": self.what,
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = list(self.required)
        return schema


def _kind(node: Node) -> str:
    """Return what `node` is, in words."""
    match node:
        case Scalar(text="", is_plain=True):
            return "nothing"
        case Scalar():
            return f'"{shown(node.text)}"'
        case Items():
            return "a list"
        case Entries():
            return "a mapping"


def _glob_problem(text: str) -> str | None:
    """Return why `text` is no glob of repository paths, or None."""
    if text.startswith(("/", "./")) or ".." in text.split("/") or "\\" in text:
        return "a path is written from the top of the repository, with /: src/app.py"
    if text.startswith("!"):
        return "no pattern takes something back; name what is meant, or freeze what stays"
    return None


def _path_problem(text: str) -> str | None:
    """Return why `text` is no path of one file, or None."""
    if "*" in text or text.endswith("/"):
        return "the path of one file is expected here"
    return _glob_problem(text)


def _name_problem(text: str) -> str | None:
    """Return why `text` is no name, or None."""
    return None if _NAME.fullmatch(text) else f'"{shown(text)}" is no name'


WORDS = Text("text")
NAME = Text("a name", _name_problem)
GLOB = Text("a path or a glob", _glob_problem)
PATH = Text("a path", _path_problem)
EXPRESSION = Text("a condition", check_expression, EXPRESSION_CHARS_MAX)
PATTERN = Text("a regular expression", pattern_problem, PATTERN_CHARS_MAX)
ARGV = ListOf(Text("a word of the command"), smallest=1)
GLOBS = ListOf(GLOB)
PERCENT = Number(0, 100)
