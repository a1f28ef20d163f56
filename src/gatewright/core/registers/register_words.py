"""The words of conditions that speak of registers and roles, replaced before they are evaluated.

reg('x') becomes the entries of x; reg('x').current() those written on today's content;
agreed('x', ['a', 'b']) and role_in_scope('a') become true or false.
"""

import re

from gatewright.core.registers.entries import agrees, current, standing
from gatewright.core.state.run_state import RunState, Skipped, StepRecord
from gatewright.core.text.words_outside import found_outside, replaced_outside
from gatewright.model.registers import OPINIONS, EntryAdded

_NAME = r"'([a-z][a-z0-9-]*)'|\"([a-z][a-z0-9-]*)\""
_REG = re.compile(rf"\breg\(\s*(?:{_NAME})\s*\)(\s*\.current\(\))?")
_AGREED = re.compile(rf"\bagreed\(\s*(?:{_NAME})\s*,\s*\[([^\]]*)\]\s*\)")
_IN_SCOPE = re.compile(rf"\brole_in_scope\(\s*(?:{_NAME})\s*\)")
_ROLE = re.compile(_NAME)


def registers_named(text: str) -> tuple[str, ...]:
    """Return the registers that a condition speaks of, each once."""
    found = [match[1] or match[2] for match in found_outside(_REG, text)]
    for match in found_outside(_AGREED, text):
        found += [match[1] or match[2], OPINIONS]
    return tuple(dict.fromkeys(found))


def speaks_of_registers(text: str) -> bool:
    """Return whether a condition has a word that must be replaced."""
    return any(next(found_outside(each, text), None) for each in (_REG, _AGREED, _IN_SCOPE))


def roles_named(text: str) -> tuple[str, ...]:
    """Return the roles that a condition speaks of."""
    found = [match[1] or match[2] for match in found_outside(_IN_SCOPE, text)]
    for match in found_outside(_AGREED, text):
        found += _roles(match[3])
    return tuple(dict.fromkeys(found))


def with_registers(text: str, state: RunState) -> str:
    """Return a condition whose words of registers are replaced by what they stand for."""
    text = replaced_outside(_REG, text, _entries_of)
    text = replaced_outside(_AGREED, text, lambda match: _agreed(match, state))
    return replaced_outside(
        _IN_SCOPE, text, lambda match: _cel(_in_scope(state, match[1] or match[2]))
    )


def _entries_of(match: re.Match[str]) -> str:
    """Return where the entries of a register stand among the facts."""
    return f"{'reg_current' if match[3] else 'reg'}['{match[1] or match[2]}']"


def _agreed(match: re.Match[str], state: RunState) -> str:
    """Return whether the roles agree, as a literal."""
    roles = [role for role in _roles(match[3]) if _in_scope(state, role)]
    return _cel(agreed(state, match[1] or match[2], roles))


def agreed(state: RunState, register: str, roles: list[str]) -> bool:
    """Return whether each of `roles` agrees to each entry of a register, on today's content.

    Shape: of opinions themselves, whether the last one of each role is a yes. Where there is no
           entry, or no role, nobody agreed to anything.
    """
    opinions = current(state, OPINIONS)
    if register == OPINIONS:
        asked = [[e for e in opinions if e.role == role] for role in roles]
    else:
        asked = [
            [e for e in opinions if e.role == role and entry.key in e.about]
            for entry in standing(state, register)
            for role in roles
        ]
    return bool(asked) and all(map(_says_yes, asked))


def _says_yes(opinions: list[EntryAdded]) -> bool:
    """Return whether there is an opinion, and each is a yes."""
    return bool(opinions) and all(agrees(each) for each in opinions)


def _in_scope(state: RunState, role: str) -> bool:
    """Return whether some step of that role was not left out."""
    return any(_is_of(record, role) for record in state.steps.values())


def _is_of(record: StepRecord, role: str) -> bool:
    """Return whether a step is for `role`, and not left out."""
    return record.definition.doer.role == role and not isinstance(record.state, Skipped)


def _roles(text: str) -> list[str]:
    """Return the roles of a list in a condition."""
    return [match[1] or match[2] for match in _ROLE.finditer(text)]


def _cel(answer: bool) -> str:
    return "true" if answer else "false"
