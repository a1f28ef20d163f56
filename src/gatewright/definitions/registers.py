"""The registers of a workflow: those that it declares, and those that it speaks of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.registers.register_words import registers_named, roles_named
from gatewright.core.registers.shipped_registers import REGISTERS, SCHEMAS, shipped
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.workflow_nodes import CONDITIONS
from gatewright.definitions.workflow_order import Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import replace
from gatewright.model.registers import Register


def registers_of(values: Mapping[str, Any], ordered: Sequence[Written]) -> tuple[Register, ...]:
    """Return the registers of a workflow."""
    known = _declared(values)
    for one in ordered:
        for name in registers_spoken_of(one):
            found = shipped(name)
            if found is not None:
                known.setdefault(name, found)
    return tuple(known.values())


def with_inner(registers: Sequence[Register], inner: Sequence[Register]) -> tuple[Register, ...]:
    """Return the registers of a workflow with those of its procedures; its own word counts."""
    return tuple({each.name: each for each in (*inner, *registers)}.values())


def _declared(values: Mapping[str, Any]) -> dict[str, Register]:
    """Return the registers that a workflow declares."""
    return {
        name: replace(SCHEMAS[schema] if isinstance(schema, str) else schema, name=name)
        for name, schema in values.get("registers", {}).items()
    }


def registers_spoken_of(one: Written) -> tuple[str, ...]:
    """Return the registers that a step and its gate speak of."""
    found = list(registers_named(one.values.get("when", "")))
    made = [each for each in one.made.values() if isinstance(each, dict)]
    found += [each[key] for each in made for key in ("from", "register") if key in each]
    for check in one.defined:
        plain = json.loads(check.text)
        found += _demanded(plain)
        found += [name for text in _conditions(plain) for name in registers_named(text)]
    return tuple(dict.fromkeys(found))


def report_registers(
    values: Mapping[str, Any], ordered: Sequence[Written], located: Located
) -> None:
    """Report registers and roles that nobody declared, at the step that speaks of them."""
    known = (*values.get("registers", {}), *REGISTERS)
    roles = values.get("roles", ())
    for one in ordered:
        for name in registers_spoken_of(one):
            if name not in known:
                what = f'"{one.name}" speaks of a register that is not declared: {shown(name)}'
                hint = f"registers: {{{shown(name)}: log-entry}}"
                located.at_value(one.name_keys, what, near=nearest(name, known), hint=hint)
        for role in _roles_spoken_of(one):
            if role not in roles:
                what = f'"{one.name}" speaks of a role that is not declared: {shown(role)}'
                located.at_value(one.name_keys, what, near=nearest(role, roles))


def report_not_by(ordered: Sequence[Written], located: Located) -> None:
    """Report steps that are not there, or on which nobody works, where others may not work."""
    known = {one.name: one for one in ordered}
    for one in ordered:
        for index, name in enumerate(one.values.get("not_by", ())):
            keys = (*one.keys, "not_by", index)
            if name not in known:
                what = f'no step is called "{shown(name)}"'
                located.at_value(keys, what, near=nearest(name, known))
            elif name == one.name:
                located.at_value(keys, "who works on a step works on that step")
            elif not known[name].is_made_again:
                located.at_value(keys, f'nobody works on "{name}"')


def _roles_spoken_of(one: Written) -> tuple[str, ...]:
    """Return the roles that the conditions of a step and its gate speak of."""
    texts = [one.values.get("when", "")]
    for check in one.defined:
        texts += _conditions(json.loads(check.text))
    return tuple(dict.fromkeys(role for text in texts for role in roles_named(text)))


def _demanded(plain: Any) -> Iterator[str]:
    """Yield the register that a check demands something of."""
    rule = plain.get("doc") if isinstance(plain, dict) else None
    if isinstance(rule, dict) and "register" in rule:
        yield str(rule["register"])


def _conditions(plain: Any, key: str = "") -> Iterator[str]:
    """Yield the conditions in what a check says."""
    match plain:
        case dict():
            for name, each in plain.items():
                yield from _conditions(each, name)
        case list():
            for each in plain:
                yield from _conditions(each, key)
        case _:
            if key in (*CONDITIONS, "from", "to", "via"):
                yield str(plain)
