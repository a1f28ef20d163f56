"""Which registers a worker is told of: all that its workflow speaks of, those of its gate first."""

import json

from gatewright.core.registers.register_words import registers_named
from gatewright.core.state.run_state import RunState
from gatewright.model.brief import BriefRegister
from gatewright.model.workflow import Gate, StepDefinition


def registers_for(state: RunState, step: StepDefinition) -> tuple[BriefRegister, ...]:
    """Return the registers of a run, those first that the gate of `step` asks for."""
    asked = asked_of(step.gate)
    known = [BriefRegister(one, one.name in asked) for one in state.started.workflow.registers]
    return tuple(sorted(known, key=lambda each: not each.is_asked))


def asked_of(gate: Gate) -> frozenset[str]:
    """Return the registers that the checks of a gate look at."""
    found: set[str] = set()
    for check in gate.defined:
        plain = json.loads(check.text)
        rule = plain.get("doc")
        if isinstance(rule, dict) and "register" in rule:
            found.add(str(rule["register"]))
        if isinstance(plain.get("assert"), str):
            found.update(registers_named(plain["assert"]))
    return frozenset(found)
