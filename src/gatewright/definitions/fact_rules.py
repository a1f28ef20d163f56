"""The facts of a workflow as a run settles them: where each is from, and whether that is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.facts.fact_sources import artifacts_of, is_of_diff
from gatewright.core.facts.facts import facts_of, of_word, wanted_of
from gatewright.core.layout.invocation import Invocation, scoped
from gatewright.definitions.parameters import Bound
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.risk_shape import rule_of_risk
from gatewright.definitions.workflow_names import Names, report_roles
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.facts import DIFF, FACTS, FactRule, FactType
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.risk import RISK
from gatewright.model.workflow import Workflow

ONE_OF = "a fact follows from content, or from other facts: make two of it"


def rules_of_facts(values: Mapping[str, Any], names: Names) -> tuple[FactRule, ...]:
    """Return the facts of a workflow that evidence or people settle."""
    known = (*names.makers, *names.given)
    return tuple(_rule(name, fact, known) for name, fact in _written(values).items())


def _written(values: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the facts that somebody settles; a list only names them."""
    facts = values.get("facts", {})
    return facts if isinstance(facts, dict) else {}


def _rule(name: str, fact: Mapping[str, Any], known: Iterable[str]) -> FactRule:
    source = fact.get("from", "")
    named = (each for each in artifacts_of(source, known) if each not in (FACTS, DIFF))
    return FactRule(
        name=name,
        question=fact.get("ask", ""),
        role=fact.get("by", ""),
        type=FactType(fact.get("type", FactType.BOOL)),
        values=fact.get("values", ()),
        source=source,
        reads=tuple((each, each) for each in named),
        is_of_diff=is_of_diff(source),
    )


def report_facts(
    values: Mapping[str, Any], ordered: Sequence[Written], names: Names, located: Located
) -> None:
    """Report facts that nothing could settle, and steps that speak of them too early."""
    own = {rule.name: rule for rule in rules_of_facts(values, names)}
    rules = {**own, **rule_of_risk(values)}
    for name, rule in own.items():
        keys: Keys = ("facts", name, "from")
        if rule.role:
            report_roles((rule.role,), [("facts", name, "by")], names, located)
        _report_source(rule, rules, keys, located)
        if _rests_on_itself(name, rules):
            located.at_value(keys, f'"{name}" follows from itself')
            return
    _report_settled(values.get("params", {}), rules, located)
    for one in ordered:
        _report_early(one, rules, names, located)
        _report_of_items(one, located)
    _report_name(ordered, values, located)


def _report_settled(
    params: Mapping[str, Mapping[str, Any]], rules: Mapping[str, FactRule], located: Located
) -> None:
    """Report facts that the value of a param cannot settle."""
    for name, spec in params.items():
        values = spec.get("values", ())
        for value, facts in values.items() if isinstance(values, dict) else ():
            for fact, word in facts.items():
                rule = rules.get(fact)
                keys: Keys = ("params", name, "values", value, fact)
                if rule is None:
                    what = f'no fact is called "{shown(fact)}"'
                    located.at_value(keys, what, near=nearest(fact, rules))
                elif of_word(rule, word) is None:
                    what = f'"{shown(word)}" does not settle {fact}'
                    located.at_value(keys, what, hint=wanted_of(rule))


def _report_source(
    rule: FactRule, rules: Mapping[str, FactRule], keys: Keys, located: Located
) -> None:
    """Report a source that is of several kinds, or speaks of a fact that there is not."""
    others = facts_of(rule.source)
    if rule.is_found and others:
        located.at_value(keys, ONE_OF)
    if rule.is_of_diff and rule.type not in (FactType.BOOL, FactType.INT):
        located.at_value(keys, "the diff only adds to what is known: a bool, or an int")
    for other in others:
        if other not in rules and other != RISK:
            what = f'no fact is called "{shown(other)}"'
            located.at_value(keys, what, near=nearest(other, rules))


def _rests_on_itself(name: str, rules: Mapping[str, FactRule]) -> bool:
    """Return whether a fact follows from itself, by whatever way."""
    seen: set[str] = set()
    queue = [name]
    while queue:
        rule = rules.get(queue.pop())
        below = facts_of(rule.source) if rule is not None else ()
        if name in below:
            return True
        queue += [each for each in below if each not in seen]
        seen |= set(below)
    return False


def _report_early(
    one: Written, rules: Mapping[str, FactRule], names: Names, located: Located
) -> None:
    """Report a step that speaks of what is found in something that is not made before it.

    Where somebody can be asked, that person is.
    """
    for fact in dict.fromkeys((*facts_of(one.values.get("when", "")), *one.facts)):
        for rule in _found(fact, rules):
            for artifact in (name for name, _ in rule.reads):
                makers = names.makers.get(artifact, ())
                late = [each for each in makers if each not in names.before[one.name]]
                if late and not rule.question:
                    what = f'"{one.name}" speaks of {rule.name}, which is found in {artifact}'
                    hint = f"needs: [{late[0]}], or ask: ... in the fact"
                    located.at_value(one.name_keys, f"{what}, made by {late[0]}", hint=hint)


def _found(fact: str, rules: Mapping[str, FactRule]) -> Iterator[FactRule]:
    """Yield the facts found in content that `fact` is, or follows from."""
    rule = rules.get(fact)
    if rule is not None and rule.is_found:
        yield rule
    elif rule is not None:
        for other in facts_of(rule.source):
            yield from _found(other, rules)


def _report_of_items(one: Written, located: Located) -> None:
    """Report a procedure that finds facts in what it makes for each item: which one counts?"""
    if one.use is None or one.list is None:
        return
    inside = {name for step in one.use.workflow.all_steps for name in _made(step.produces)}
    for rule in one.use.workflow.facts:
        if any(name in inside for _, name in rule.reads):
            what = f'"{one.uses}" finds {rule.name} in what it makes for each item'
            located.at_value((*one.keys, "uses"), what, hint="find it in something that is once")


def _made(products: Iterable[Any]) -> Iterator[str]:
    yield from (product.name for product in products)


def _report_name(ordered: Sequence[Written], values: Mapping[str, Any], located: Located) -> None:
    """Report something that is called as all facts are."""
    what = f'"{FACTS}" is what is known of the feature; it is read and bound, and nobody makes it'
    for one in ordered:
        if FACTS in one.values.get("produces", {}):
            located.at_value((*one.keys, "produces", FACTS), what)
    if FACTS in values.get("inputs", {}):
        located.at_value(("inputs", FACTS), what)


def settling(workflow: Workflow | None, bound: Bound) -> Workflow | None:
    """Return a workflow with the facts that its params settle: the fact, the word, the param."""
    if workflow is None:
        return None
    own = ((fact, word, name) for fact, (word, name) in bound.settles.items())
    return replace(workflow, settles=(*own, *workflow.settles))


def facts_of_use(one: Written) -> tuple[FactRule, ...]:
    """Return the facts that a procedure brings along, found in what is called otherwise outside."""
    use = one.use
    assert use is not None, "BUG: facts of a procedure that nobody uses"
    there = {name: use.given.get(name, name) for name in use.inputs}
    invocation = Invocation(StepPath(one.name), one.phase, names={**there, **use.names})
    return tuple(
        replace(rule, reads=tuple((alias, scoped(name, invocation)) for alias, name in rule.reads))
        for rule in use.workflow.facts
    )
