"""Registers that every run knows by name, and the entry schemas that a workflow may name."""

from collections.abc import Mapping

from gatewright.model.context import NoteKind
from gatewright.model.records import replace
from gatewright.model.registers import ISSUES, OPINIONS, EntryField, FieldKind, Register
from gatewright.model.workflow import Workflow

AGREE, OBJECT = "agree", "object"
TEXT = EntryField("text", is_required=True)
KIND = EntryField("kind")
IMPORTANCE = EntryField("importance", FieldKind.NUMBER, most="1")


def _schema(*fields: EntryField, has_state: bool = False) -> Register:
    """Return an entry schema; a register that uses it has a name of its own."""
    return Register("", fields, has_state)


OPEN = _schema(TEXT, EntryField("owner"), has_state=True)
OPINION = _schema(
    EntryField("verdict", FieldKind.WORD, (AGREE, OBJECT), is_required=True),
    EntryField("text"),
    EntryField("reason"),
    EntryField("conditions", FieldKind.LIST),
)
SCHEMAS: Mapping[str, Register] = {
    "decision": _schema(TEXT, KIND, EntryField("options", FieldKind.LIST), EntryField("tradeoffs")),
    "decision-with-tradeoffs": _schema(
        TEXT,
        KIND,
        EntryField("options", FieldKind.LIST, is_required=True),
        EntryField("tradeoffs", is_required=True),
    ),
    "question": OPEN,
    "unknown": OPEN,
    "blocker": OPEN,
    "issue": _schema(TEXT, EntryField("check"), EntryField("owner"), has_state=True),
    "lesson": _schema(TEXT, KIND),
    "deferred-item": _schema(
        TEXT, EntryField("reference", is_required=True), EntryField("owner", is_required=True)
    ),
    "pull": _schema(
        EntryField("url", is_required=True),
        EntryField("layer"),
        EntryField("opened"),
        EntryField("merged", FieldKind.BOOL),
        EntryField("closed_reason"),
        has_state=True,
    ),
    "opinion": OPINION,
    "research-entry": _schema(EntryField("kind", is_required=True), TEXT, EntryField("source")),
    "generator-entry": _schema(
        EntryField("relevant", FieldKind.BOOL, is_required=True),
        EntryField("argv", FieldKind.LIST),
        EntryField("text"),
    ),
    "log-entry": _schema(TEXT, EntryField("task"), EntryField("tests", FieldKind.LIST)),
    "execution-row": _schema(TEXT, EntryField("status")),
    "context-entry": _schema(TEXT, IMPORTANCE, EntryField("kind", FieldKind.WORD, tuple(NoteKind))),
    "sync-schedule": _schema(TEXT, EntryField("participants", FieldKind.LIST)),
}
REGISTERS: Mapping[str, str] = {
    "decisions": "decision",
    "questions": "question",
    "unknowns": "unknown",
    ISSUES: "issue",
    "blockers": "blocker",
    "lessons": "lesson",
    "deferred": "deferred-item",
    "pulls": "pull",
    OPINIONS: "opinion",
    "research": "research-entry",
    "generators": "generator-entry",
    "log": "log-entry",
    "execution": "execution-row",
    "context": "context-entry",
    "syncs": "sync-schedule",
}
"""Register -> the entry schema that it has where a workflow says nothing else."""


def shipped(name: str) -> Register | None:
    """Return the register `name` as every run knows it; None for another name."""
    schema = REGISTERS.get(name)
    return replace(SCHEMAS[schema], name=name) if schema is not None else None


def register_of(workflow: Workflow, name: str) -> Register | None:
    """Return the register `name` of a run; None for a name that nobody declared."""
    own = next((each for each in workflow.registers if each.name == name), None)
    return own or shipped(name)


def with_registers_of(before: Workflow, workflow: Workflow) -> Workflow:
    """Return `workflow` that knows the registers of the one `before`, so that entries can close."""
    older = (each for each in before.registers if register_of(workflow, each.name) is None)
    return replace(workflow, registers=(*workflow.registers, *older))
