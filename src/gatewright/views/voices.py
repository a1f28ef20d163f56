"""Who is to agree, who has, and whose yes is wanted still, in words."""

from collections.abc import Sequence

from gatewright.core.approval.quorum import voices_missing, wanted_people
from gatewright.model.feature import People
from gatewright.model.workflow import ApprovalRule
from gatewright.views.quoting import plain

NAMED_MAX = 4


def who_decides(rule: ApprovalRule) -> str:
    """Return whose word is wanted: "lead or sponsor", "lead and security", "2 of lead"."""
    roles = [plain(role) for role in rule.roles]
    if rule.each_role:
        return " and ".join(roles)
    several = f"{rule.voices_min} of " if rule.voices_min > 1 else ""
    return several + " or ".join(roles)


def voices_words(rule: ApprovalRule, people: People, said_yes: Sequence[str]) -> str:
    """Return how far the people are; "" where one voice is all that is wanted."""
    missing = voices_missing(rule, people, said_yes)
    if missing <= 1 and not said_yes:
        return ""
    names = ", ".join(_name(person) for person in said_yes)
    agreed = f"{names} said yes" if names else "nobody said yes so far"
    if not missing:
        return agreed
    wanted = [_name(person) for person, _ in wanted_people(rule, people, said_yes) if person]
    more = f", or {len(wanted) - NAMED_MAX} others" if len(wanted) > NAMED_MAX else ""
    from_whom = f" of {' or '.join(wanted[:NAMED_MAX])}{more}" if wanted else "; nobody is left"
    return f"{agreed}; {missing} more wanted{from_whom}"


def objecting(role: str) -> str:
    """Return a role that may send back and need not agree, as it is told to who has it."""
    return f"{plain(role)}, to object"


def _name(person: str) -> str:
    return plain(person.removeprefix("person:"))
