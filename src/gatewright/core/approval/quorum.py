"""Whether enough people agree: how many, in which roles, each counted as the rule says.

Who speaks for which role is never chosen: it is looked for, so the order of the voices makes no
difference, and a person with two roles takes no role from another who has only one of them.
"""

from collections.abc import Collection, Iterable, Mapping

from gatewright.model.feature import People
from gatewright.model.workflow import ApprovalRule, Distinct

Held = Mapping[str, tuple[str, ...]]
"""Person -> the roles of a rule that they hold."""


def held_roles(rule: ApprovalRule, people: People, person: str) -> tuple[str, ...]:
    """Return the roles of `rule` in which `person` may agree; alone, a person holds every role."""
    if people.is_solo:
        return rule.roles
    known = dict(people.roles)
    return tuple(role for role in rule.roles if person in known.get(role, ()))


def may_object(rule: ApprovalRule, people: People, person: str) -> str:
    """Return the role in which `person` may send back without having to agree; "" for none."""
    known = dict(people.roles)
    return next((role for role in rule.veto if person in known.get(role, ())), "")


def is_met(rule: ApprovalRule, people: People, said_yes: Iterable[str]) -> bool:
    """Return whether those who said yes are enough."""
    return voices_missing(rule, people, said_yes) == 0


def voices_missing(rule: ApprovalRule, people: People, said_yes: Iterable[str]) -> int:
    """Return how many voices are wanted still."""
    wanted = len(rule.roles) if rule.each_role else rule.voices_min
    return max(0, wanted - _counted(rule, _held(rule, people, said_yes)))


def may_help(rule: ApprovalRule, people: People, said_yes: Collection[str], person: str) -> bool:
    """Return whether a yes of `person` would bring the decision nearer."""
    before = voices_missing(rule, people, said_yes)
    return voices_missing(rule, people, (*said_yes, person)) < before


def wanted_people(
    rule: ApprovalRule, people: People, said_yes: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return whose yes would help, each with the first role in which it may: ("", role) alone."""
    if people.is_solo:
        return (("", rule.roles[0]),)
    known = dict(people.roles)
    able = dict.fromkeys(person for role in rule.roles for person in known.get(role, ()))
    return tuple(
        (person, held_roles(rule, people, person)[0])
        for person in able
        if may_help(rule, people, said_yes, person)
    )


def why_unmeetable(rule: ApprovalRule, people: People, authors: Collection[str] = ()) -> str:
    """Return why nobody could ever let this through, in words; "" where all together can.

    Shape: `authors` are the people who worked on it, and whom the rule may exclude.
    """
    if people.is_solo:
        missing = voices_missing(rule, people, ("person:you",))
        wanted = len(rule.roles) if rule.each_role else rule.voices_min
        return f"{wanted} people are to agree, and you are alone" if missing else ""
    barred = frozenset(authors) if rule.not_author else frozenset()
    able = {each for role, held in people.roles if role in rule.roles for each in held} - barred
    if is_met(rule, people, able):
        return ""
    empty = [role for role in rule.roles if not set(dict(people.roles).get(role, ())) - barred]
    if empty and (rule.each_role or len(empty) == len(rule.roles)):
        return f"nobody holds the role {' or '.join(empty)}"
    missing = voices_missing(rule, people, able)
    many = "one person more is" if missing == 1 else f"{missing} people more are"
    return f"{many} wanted than there are for {' and '.join(rule.roles)}"


def _held(rule: ApprovalRule, people: People, said_yes: Iterable[str]) -> Held:
    """Return the roles of everybody who said yes, each person once."""
    return {person: held_roles(rule, people, person) for person in dict.fromkeys(said_yes)}


def _counted(rule: ApprovalRule, held: Held) -> int:
    """Return how many voices count."""
    match rule.each_role, rule.distinct:
        case True, Distinct.PEOPLE:
            return _roles_spoken_for(held)
        case True, Distinct.ROLES:
            return len({role for roles in held.values() for role in roles})
        case False, Distinct.PEOPLE:
            return sum(bool(roles) for roles in held.values())
        case _:
            return sum(len(roles) for roles in held.values())


def _roles_spoken_for(held: Held) -> int:
    """Return for how many roles somebody speaks, when each person speaks for one."""
    speaker: dict[str, str] = {}
    return sum(_find_role(person, held, speaker, set()) for person in held)


def _find_role(person: str, held: Held, speaker: dict[str, str], seen: set[str]) -> bool:
    """Give `person` a role, moving others to another of theirs; return whether that can be."""
    for role in held[person]:
        if role in seen:
            continue
        seen.add(role)
        if role not in speaker or _find_role(speaker[role], held, speaker, seen):
            speaker[role] = person
            return True
    return False
