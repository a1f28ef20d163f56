"""Whether two conditions can ever hold together: tried for every way the facts may be.

Bounds: conditions over more than FACTS_MAX facts are taken to hold together; so are those that
cannot be decided by facts alone.
"""

from itertools import product

from gatewright.core.facts.facts import Known, facts_of, ways_of
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.known_facts import conditions_know

FACTS_MAX = 8


def can_both_hold(one: str, other: str) -> bool:
    """Return whether there may be facts for which both hold. Shape: "" holds always."""
    if not one or not other:
        return True
    both = f"({one}) && ({other})"
    facts = facts_of(both)
    if len(facts) > FACTS_MAX:
        return True
    ways = product(*map(ways_of, facts))
    return any(_may_hold(both, dict(zip(facts, way, strict=True))) for way in ways)


def _may_hold(condition: str, facts: Known) -> bool:
    """Return whether a condition holds, or nobody can tell."""
    return evaluate(condition, conditions_know(facts)) is not False
