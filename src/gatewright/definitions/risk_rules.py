"""What is wrong with what a workflow says of risk, and the workflow with its classes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.facts.facts import facts_of
from gatewright.core.facts.risk import fact_of_risk
from gatewright.definitions.path_words import Words
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.risk_shape import classes_of, in_order
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import replace
from gatewright.model.risk import RISK, RiskRule
from gatewright.model.workflow import ApprovalRule, StepDefinition, Workflow

HOUSE_WORKFLOWS = ("quick", "feature")
HOW_TO_SAY_IT = 'risk: {classes: {high: {paths: ["**/migrations/**"]}}}'


def with_classes(workflow: Workflow, values: Mapping[str, Any], words: Words) -> Workflow:
    """Return a workflow with its classes: path sets by their names, and the class as a fact."""
    own = tuple(
        replace(rule, paths=tuple(words.entry(each) for each in rule.paths))
        for rule in classes_of(values)
    )
    return under_classes(workflow, own)


def under_classes(workflow: Workflow, classes: tuple[RiskRule, ...]) -> Workflow:
    """Return a workflow with `classes`, where it has none of its own."""
    if workflow.risk_classes or not classes:
        return workflow
    facts = (*workflow.facts, fact_of_risk(classes))
    return replace(workflow, risk_classes=classes, facts=facts)


def report_risk(
    values: Mapping[str, Any],
    ordered: Sequence[Written],
    words: Words,
    classes: Sequence[RiskRule],
    located: Located,
) -> None:
    """Report classes that nothing could settle, and what speaks of a class that there is not.

    Shape: `classes` are those that a run would have, of the workflow or of the project.
    """
    if RISK in values.get("facts", ()):
        what = f'"{RISK}" is the class of the feature: it is found, and nobody is asked'
        located.at_value(("facts", RISK), what, hint=HOW_TO_SAY_IT)
    declared = values.get("risk", {}).get("classes", {})
    for name, each in in_order(declared):
        keys: Keys = ("risk", "classes", name)
        for index, word in enumerate(each.get("paths", ())):
            words.report(word, (*keys, "paths", index), located)
        _report_when(each.get("when", ""), (*keys, "when"), _facts_in(values, ordered), located)
    for one in ordered if not classes else ():
        if RISK in _spoken_by(one):
            what = f'"{one.name}" speaks of feature.{RISK}, and no class is declared'
            located.at_value(one.name_keys, what, hint=HOW_TO_SAY_IT)


def _report_when(when: str, keys: Keys, known: Sequence[str], located: Located) -> None:
    """Report a condition of a class that speaks of itself, or of no fact."""
    for name in facts_of(when):
        if name == RISK:
            located.at_value(keys, f"feature.{RISK} follows from itself")
        elif name not in known:
            what = f'no fact is called "{shown(name)}"'
            located.at_value(keys, what, near=nearest(name, known))


def _facts_in(values: Mapping[str, Any], ordered: Sequence[Written]) -> tuple[str, ...]:
    """Return the facts of a workflow, and of the procedures in it."""
    used = (one.use.workflow.facts for one in ordered if one.use is not None)
    return (*values.get("facts", ()), *(rule.name for facts in used for rule in facts))


def _spoken_by(one: Written) -> Iterator[str]:
    """Yield the facts that a step speaks of, and what is inside of it."""
    yield from facts_of(one.values.get("when", ""))
    yield from one.facts
    for item in one.gate_items:
        yield from facts_of(item.when) if isinstance(item, ApprovalRule) else ()
    for each in (one, *one.remedies):
        for step in each.use.workflow.every_step if each.use is not None else ():
            yield from _spoken_in(step)


def _spoken_in(step: StepDefinition) -> Iterator[str]:
    yield from (*facts_of(step.when), *step.gate.facts)
    for rule in step.gate.approvals:
        yield from facts_of(rule.when)


def report_outgrown(values: Mapping[str, Any], located: Located) -> None:
    """Report a workflow that would go on as itself, or as one that nobody knows."""
    then = values.get("risk", {}).get("then")
    if then == values["workflow"]:
        located.at_value(("risk", "then"), "another workflow goes on, and this is the same")
    elif then is not None and then not in HOUSE_WORKFLOWS:
        what = f'no workflow is called "{then}"'
        near = nearest(then, HOUSE_WORKFLOWS)
        located.at_value(("risk", "then"), what, near=near, hint=", ".join(HOUSE_WORKFLOWS))
