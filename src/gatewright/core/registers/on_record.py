"""What a judgement is told of the registers of its run."""

from gatewright.core.registers.entries import closing_of, current, names_of, view_of, views_of
from gatewright.core.registers.register_words import speaks_of_registers, with_registers
from gatewright.core.registers.shipped_registers import REGISTERS, SCHEMAS, register_of
from gatewright.core.state.run_state import RunState
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.register_rules import OnRecord
from gatewright.model.rules import AssertRule, CheckDefinition


def on_record(state: RunState, step: StepPath, at: str) -> OnRecord:
    """Return all that is on record, as plain data. Units: `at` is RFC 3339 in UTC."""
    names = tuple(dict.fromkeys((*names_of(state.started.workflow, state), *REGISTERS)))
    return OnRecord(
        step,
        at,
        {name: [dict(each) for each in views_of(state, name)] for name in names},
        {name: _current(state, name) for name in names},
        dict(SCHEMAS),
    )


def registers_in(state: RunState) -> dict[str, object]:
    """Return the registers as conditions see them."""
    known = on_record(state, StepPath(""), "")
    return {"reg": known.registers, "reg_current": known.current}


def _current(state: RunState, name: str) -> list[dict[str, object]]:
    """Return the entries of a register that were written on today's content."""
    register = register_of(state.started.workflow, name)
    assert register is not None, f"BUG: entries of an unknown register {name}"
    closed = closing_of(state.entries.get(name, ()))
    return [dict(view_of(register, e, closed.get(e.key))) for e in current(state, name)]


def with_words(check: CheckDefinition, state: RunState) -> CheckDefinition:
    """Return a check whose conditions can be evaluated: what they say of registers is known."""
    if check.when is not None and speaks_of_registers(check.when):
        check = replace(check, when=with_registers(check.when, state))
    if isinstance(check.rule, AssertRule) and speaks_of_registers(check.rule.expression):
        expression = with_registers(check.rule.expression, state)
        check = replace(check, rule=AssertRule(expression))
    return check
