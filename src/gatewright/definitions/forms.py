"""Values of a workflow that are written in more ways than one, and the names in it."""

import re
from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.fields import WORDS, FieldType, Schema
from gatewright.definitions.problems import shown
from gatewright.definitions.reporting import Reporter
from gatewright.model.records import dataclass

WORD_PATTERN = "^[a-z][a-z0-9]{0,63}(-[a-z0-9]{1,63}){0,9}$"

_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?|0[xo][0-9a-fA-F]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A name in small letters: of a workflow, phase, step, gate, role or artifact."""

    what: str

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the name."""
        read = WORDS.read(node, report)
        if not isinstance(read, str) or is_word(read):
            return read
        hint = "small letters, digits and -"
        return report.at(node, f'"{shown(read)}" cannot be {self.what}', hint=hint)

    def schema(self) -> Schema:
        """Return the schema of a name."""
        return {"type": "string", "pattern": WORD_PATTERN}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text that stands in quotes where it looks like a number and is none: "1.10"."""

    what: str

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the text."""
        if isinstance(node, Scalar) and node.is_plain and _NUMBER.fullmatch(node.text):
            hint = f'write "{shown(node.text)}"'
            return report.at(node, f"{self.what} stands in quotes", hint=hint)
        return WORDS.read(node, report)

    def schema(self) -> Schema:
        """Return the schema of the text."""
        return WORDS.schema()


@dataclass(frozen=True, slots=True)
class ByForm:
    """One thing written as a word, or another written as a list, or another as a mapping."""

    what: str
    scalar: FieldType | None = None
    items: FieldType | None = None
    entries: FieldType | None = None

    def read(self, node: Node, report: Reporter) -> Any:
        """Return what the form of `node` makes of it."""
        kind = self._kind(node)
        return kind.read(node, report) if kind else report.at(node, f"{self.what} is expected here")

    def _kind(self, node: Node) -> FieldType | None:
        """Return what reads a node of this form."""
        match node:
            case Scalar():
                return self.scalar
            case Items():
                return self.items
            case Entries():
                return self.entries

    def schema(self) -> Schema:
        """Return the schema of all its forms."""
        forms = [form for form in (self.scalar, self.items, self.entries) if form]
        return {"anyOf": [form.schema() for form in forms]}


def is_word(text: str) -> bool:
    """Return whether `text` is a name."""
    return re.fullmatch(WORD_PATTERN, text) is not None
