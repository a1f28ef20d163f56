"""What is known of a feature: said when it starts, or by a person once a condition needs it.

A fact is true, false, or not known yet. What is not known is asked once, and held for; only an
answer settles it, and a no has a reason.
"""

import re
from collections.abc import Iterable, Mapping

from gatewright.core.expressions import without_literals
from gatewright.model.workflow import FactRule, Workflow

_NAMED = re.compile(r"\bfacts\.([a-z][a-z0-9_]*)")
_ANSWER = re.compile(r"(yes|no)\b[ \t]*[:,.-]?[ \t]*(.*)", re.DOTALL | re.IGNORECASE)
PREFIX = "fact."


def undecided(
    workflow: Workflow, known: Mapping[str, bool], when: str, also: Iterable[str] = ()
) -> tuple[FactRule, ...]:
    """Return the facts that `when` speaks of, nobody settled, and somebody can be asked for.

    Shape: `also` are facts that are spoken of elsewhere.
    """
    named = dict.fromkeys((*facts_of(when), *also))
    rules = {rule.name: rule for rule in workflow.facts}
    return tuple(rules[name] for name in named if name in rules and name not in known)


def facts_of(when: str) -> tuple[str, ...]:
    """Return the facts that a condition speaks of."""
    return tuple(dict.fromkeys(_NAMED.findall(without_literals(when))))


def question_of(rule: FactRule) -> str:
    """Return the id of the question for a fact."""
    return f"{PREFIX}{rule.name}"


def rule_of(workflow: Workflow, question_id: str) -> FactRule | None:
    """Return the fact that a question is for; None for a question of a worker."""
    rules = (rule for rule in workflow.facts if question_of(rule) == question_id)
    return next(rules, None)


def settled_by(text: str) -> tuple[bool, str] | None:
    """Return what an answer says and why; None for one that says neither, or no without why."""
    match = _ANSWER.fullmatch(text.strip())
    if match is None:
        return None
    is_yes, because = match[1].lower() == "yes", match[2].strip()
    return (is_yes, because) if is_yes or because else None
