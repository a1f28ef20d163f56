"""What a brief says of registers: what they hold, and how a worker writes an entry."""

import json

from gatewright.model.brief import BriefInput, BriefRegister
from gatewright.model.registers import (
    LINES_MAX,
    RECORD_VARIABLE,
    EntryField,
    FieldKind,
    Register,
)
from gatewright.model.workflow import WorkerKind
from gatewright.views.quoting import plain
from gatewright.views.quoting_markdown import code, fenced_words, listed

UNRECORDED_CHARS_MAX = 1500
EXAMPLES = {
    FieldKind.TEXT: "...",
    FieldKind.LIST: ["..."],
    FieldKind.BOOL: True,
    FieldKind.INT: 1,
    FieldKind.NUMBER: "0.5",
}


def how_to_record(brief: BriefInput) -> str:
    """Return how a worker puts something on record; "" where the run has no registers."""
    if not brief.registers:
        return ""
    rows = listed(brief.registers, _register)
    return f"## How to put something on record\n\n{rows}\n{_how(brief)}{_unrecorded(brief)}"


def _how(brief: BriefInput) -> str:
    """Return where entries are written; a person types them."""
    if brief.step.doer.kind is WorkerKind.PERSON:
        return f"Type: gatewright record {plain(brief.feature.run_id)} REGISTER FIELD=VALUE\n"
    example = example_of(brief.registers[0].register)
    if brief.is_here:
        return (
            f"Call the tool `record` with the register and its fields, such as:\n\n    {example}\n"
        )
    return (
        f"Write one line of JSON for each entry to the file that the variable {RECORD_VARIABLE}"
        f" names. At most {LINES_MAX} are read. Nothing of an entry is altered later.\n\n"
        f"    {example}\n\n"
        "Each may also have `key`, `because`, `about` (a list) and, where entries are open and"
        " closed, `blocks` (steps) or `closes` (the key of an entry of yours).\n"
    )


def _register(each: BriefRegister) -> str:
    """Return one register with its fields."""
    fields = ", ".join(_field(one) for one in each.register.fields)
    asked = "; what is checked looks at it" if each.is_asked else ""
    return f"{code(each.register.name)}: {fields}{asked}"


def _field(field: EntryField) -> str:
    """Return a field with what it may hold."""
    what = f" ({', '.join(map(plain, field.values))})" if field.values else ""
    kind = f" ({field.kind})" if field.kind not in (FieldKind.TEXT, FieldKind.WORD) else ""
    return f"{plain(field.name)}{what or kind}{' *' if field.is_required else ''}"


def example_of(register: Register) -> str:
    """Return an entry as a worker would write it: what must be said, or the first field."""
    fields = [one for one in register.fields if one.is_required] or register.fields[:1]
    said = {one.name: one.values[0] if one.values else EXAMPLES[one.kind] for one in fields}
    return json.dumps({"register": register.name, **said})


def _unrecorded(brief: BriefInput) -> str:
    """Return which lines of the last attempt were no entries."""
    if not brief.unrecorded:
        return ""
    told = fenced_words("\n".join(brief.unrecorded), UNRECORDED_CHARS_MAX)
    return f"\nOf the last attempt, these lines were no entries:\n\n{told}"
