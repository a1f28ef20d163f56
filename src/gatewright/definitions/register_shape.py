"""How registers are written: what their entries hold, and what a gate demands of them."""

import re
from typing import Any

from gatewright.core.registers.entry_values import FILLED, OWN
from gatewright.core.registers.shipped_registers import SCHEMAS
from gatewright.core.text.yaml_nodes import Entries, Node, Scalar
from gatewright.definitions.fields import (
    EXPRESSION,
    WORDS,
    Choice,
    Duration,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Number,
    Record,
    Schema,
)
from gatewright.definitions.forms import WORD_PATTERN, ByForm, Word
from gatewright.definitions.reporting import Reporter
from gatewright.model.records import dataclass, replace
from gatewright.model.register_rules import RegisterRule
from gatewright.model.registers import EntryField, FieldKind, Register

FIELD_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
MAX_AGE_S = 365 * 24 * 3600
ENTRIES = Number(1, 1000)
_REG = re.compile(r"reg\('([a-z][a-z0-9-]*)'\)")


def _field_problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with a field whose values are each right, or None."""
    is_word = values.get("type") == FieldKind.WORD
    if is_word != ("values" in values):
        return '"type: enum" and "values" go together'
    return None


def _field_of(values: dict[str, Any]) -> EntryField:
    """Return a field; its name stands before it."""
    kind = FieldKind(values.get("type", FieldKind.TEXT))
    return EntryField("", kind, values.get("values", ()), values.get("required", False))


FIELD = Record(
    "a field",
    {
        "type": Choice(tuple(FieldKind)),
        "values": ListOf(WORDS, 1),
        "required": Flag(),
    },
    problem=_field_problem,
    build=_field_of,
)


def _schema_problem(values: dict[str, Any]) -> str | None:
    """Return that a field has a name that every entry has already."""
    taken = next((name for name in values["fields"] if name in (*OWN, *FILLED)), None)
    if taken is not None:
        return f'every entry has "{taken}" already: choose another name'
    return None if values["fields"] else "an entry has fields"


def _schema_of(values: dict[str, Any]) -> Register:
    """Return an entry schema; a word is the kind of a field."""
    fields = tuple(
        EntryField(name, FieldKind(each)) if isinstance(each, str) else replace(each, name=name)
        for name, each in values["fields"].items()
    )
    return Register("", fields, values.get("state", False))


PLAIN_KINDS = tuple(kind for kind in FieldKind if kind is not FieldKind.WORD)
ENTRY_SCHEMA = Record(
    "an entry schema",
    {
        "fields": NamedMap(
            ByForm("a type, or a field", scalar=Choice(PLAIN_KINDS), entries=FIELD),
            "a field",
            FIELD_PATTERN,
        ),
        "state": Flag(),
    },
    required=("fields",),
    problem=_schema_problem,
    build=_schema_of,
)
REGISTERS = NamedMap(
    ByForm(
        "an entry schema, by its name or defined here",
        scalar=Choice(tuple(SCHEMAS)),
        entries=ENTRY_SCHEMA,
    ),
    "a register",
    WORD_PATTERN,
)


@dataclass(frozen=True, slots=True)
class FromRegister:
    """The register whose entries are the rows of a file, as conditions call it: reg('log')."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the name of the register."""
        text = node.text if isinstance(node, Scalar) else ""
        found = _REG.fullmatch(text.strip())
        if found is None:
            return report.at(node, "a register is expected here", hint="reg('log')")
        return found[1]

    def schema(self) -> Schema:
        """Return the schema of a register's name."""
        return {"type": "string", "pattern": f"^{_REG.pattern}$"}


# What a gate demands


def _demand_problem(values: dict[str, Any]) -> str | None:
    """Return that the rule demands nothing."""
    return None if len(values) > 1 else 'a rule on a register needs "min", "cover" or "max_age"'


def _demand_of(values: dict[str, Any]) -> RegisterRule:
    """Return the rule that was written."""
    return RegisterRule(
        values["register"],
        schema=values.get("schema", ""),
        where=values.get("where", ""),
        min=values.get("min", 1),
        cover=tuple(values.get("cover", {}).items()),
        of_step=values.get("scope") == "step",
        max_age_s=values.get("max_age"),
    )


DEMAND = Record(
    "a rule on a register",
    {
        "register": Word("a register"),
        "schema": Choice(tuple(SCHEMAS)),
        "where": EXPRESSION,
        "min": ENTRIES,
        "cover": NamedMap(ListOf(WORDS, 1), "a field", FIELD_PATTERN),
        "scope": Choice(("step", "run")),
        "max_age": Duration(MAX_AGE_S),
    },
    required=("register",),
    problem=_demand_problem,
    build=_demand_of,
)


@dataclass(frozen=True, slots=True)
class DocumentOrRegister:
    """A rule on a register where it names one; else what `document` reads."""

    document: FieldType

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the rule."""
        keys = [key.text for key, _ in node.entries] if isinstance(node, Entries) else []
        return (DEMAND if "register" in keys else self.document).read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [self.document.schema(), DEMAND.schema()]}
