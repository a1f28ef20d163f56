"""What a run has on record: entries as conditions see them, which are open, which are of today.

Nothing is stored twice: state and closing of an entry follow from the entries after it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gatewright.core.registers.shipped_registers import AGREE, register_of
from gatewright.core.state.run_state import RunState
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.registers import (
    OPINIONS,
    EntryAdded,
    EntryTurnedDown,
    FieldKind,
    Register,
    Value,
)
from gatewright.model.workflow import Workflow

EntryEvent = EntryAdded | EntryTurnedDown
View = Mapping[str, Any]
EMPTY: Mapping[FieldKind, Value | float] = {
    FieldKind.BOOL: False,
    FieldKind.INT: 0,
    FieldKind.LIST: (),
    FieldKind.NUMBER: "0",
}
OPEN, CLOSED, NOTED = "open", "closed", "noted"


def evolve_entry(state: RunState, event: EntryEvent) -> RunState:
    """Return `state` with one entry more."""
    if isinstance(event, EntryTurnedDown):
        return state
    kept = (*state.entries.get(event.register, ()), event)
    holds = tuple(each for each in state.holds if not _closes(event, each))
    return replace(
        state,
        entries=state.entries.set(event.register, kept),
        holds=(*holds, event) if event.blocks else holds,
    )


def _closes(later: EntryAdded, earlier: EntryAdded) -> bool:
    """Return whether one entry closes another."""
    return (later.register, later.closes) == (earlier.register, earlier.key)


def holding(state: RunState, step: StepPath) -> EntryAdded | None:
    """Return the oldest open entry that keeps `step` from beginning; None for none."""
    return next((each for each in state.holds if any(_is_in(step, b) for b in each.blocks)), None)


def _is_in(step: StepPath, place: str) -> bool:
    """Return whether `step` is the one at `place`, or stands within it."""
    return step == place or step.startswith(f"{place}/")


def closing_of(entries: Iterable[EntryAdded]) -> Mapping[str, EntryAdded]:
    """Return by key what closes an entry."""
    return {each.closes: each for each in entries if each.closes}


def standing(state: RunState, register: str) -> tuple[EntryAdded, ...]:
    """Return the entries of a register but for those that only close others."""
    return tuple(each for each in state.entries.get(register, ()) if not each.closes)


def open_entries(state: RunState, register: str) -> tuple[EntryAdded, ...]:
    """Return the entries of a register that nothing has closed."""
    closed = closing_of(state.entries.get(register, ()))
    return tuple(each for each in standing(state, register) if each.key not in closed)


def views_of(state: RunState, name: str) -> tuple[View, ...]:
    """Return the entries of a register as conditions see them, oldest first."""
    register = register_of(state.started.workflow, name)
    if register is None:
        return ()
    closed = closing_of(state.entries.get(name, ()))
    return tuple(view_of(register, each, closed.get(each.key)) for each in standing(state, name))


def view_of(register: Register, entry: EntryAdded, closing: EntryAdded | None) -> View:
    """Return one entry as conditions see it; what closes it has the last word on its fields."""
    said = {**dict(entry.values), **dict(closing.values if closing is not None else ())}
    state = (CLOSED if closing is not None else OPEN) if register.has_state else NOTED
    return {
        **{field.name: _plain(said, field.name, field.kind) for field in register.fields},
        "key": entry.key,
        "state": state,
        "step": entry.step or "",
        "number": entry.number,
        "author": entry.author,
        "role": entry.role,
        "at": entry.at,
        "tree": entry.tree,
        "about": list(entry.about),
        "blocks": list(entry.blocks),
        "because": closing.because if closing is not None else entry.because,
        "closed_by": closing.author if closing is not None else "",
    }


def _plain(said: Mapping[str, Value], name: str, kind: FieldKind) -> object:
    """Return the value of a field as plain data; what nobody said is empty."""
    value = said.get(name, EMPTY.get(kind, ""))
    if kind is FieldKind.NUMBER:
        return float(str(value))
    return list(value) if isinstance(value, tuple) else value


# What holds of today's content


def current(state: RunState, register: str) -> tuple[EntryAdded, ...]:
    """Return the entries that were written on what there is now.

    Shape: of opinions the last of each role on each thing; an objection stays until that role
           takes it back.
    """
    entries = standing(state, register)
    if register != OPINIONS:
        return tuple(each for each in entries if is_of_today(state, each))
    last = {(each.role or each.author, each.about): each for each in entries}
    kept = (each for each in last.values() if is_of_today(state, each) or not agrees(each))
    return tuple(kept)


def is_of_today(state: RunState, entry: EntryAdded) -> bool:
    """Return whether an entry was written on what its author would be given now."""
    if not entry.read:
        return entry.tree == state.tree
    return all(state.artifacts.get(name) == digest for name, digest in entry.read)


def agrees(entry: EntryAdded) -> bool:
    """Return whether an opinion is a yes."""
    return dict(entry.values).get("verdict") == AGREE


def names_of(workflow: Workflow, state: RunState) -> tuple[str, ...]:
    """Return the registers of a run: those that its workflow knows, and those with entries."""
    declared = (each.name for each in workflow.registers)
    return tuple(dict.fromkeys((*declared, *sorted(state.entries))))
