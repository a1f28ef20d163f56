"""What concerns a workflow as a whole: facts, outputs, what its procedures bring along."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.facts.facts import facts_of
from gatewright.definitions.early_rules import report_early
from gatewright.definitions.fact_rules import facts_of_use, report_facts
from gatewright.definitions.inputs import report_inputs
from gatewright.definitions.path_words import own_sets
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.registers import report_not_by, report_registers, with_inner
from gatewright.definitions.remedies import report_remedies, with_remedies
from gatewright.definitions.use_layout import report_use
from gatewright.definitions.workflow_names import Names, roles_of
from gatewright.definitions.workflow_order import Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.risk import RISK
from gatewright.model.workflow import (
    ApprovalRule,
    StepDefinition,
    WorkerKind,
    Workflow,
)


def report_whole(
    values: Mapping[str, Any],
    ordered: Sequence[Written],
    names: Names,
    located: Located,
    *,
    is_inside: bool,
) -> None:
    """Report what is wrong with facts, outputs and uses. Shape: a procedure is `is_inside`."""
    report_early(ordered, names, located)
    report_facts(values, ordered, names, located)
    report_inputs(values, ordered, names, located)
    report_registers(values, ordered, located)
    report_not_by(ordered, located)
    for index, output in enumerate(values.get("outputs", ())):
        if output not in names.makers:
            what = f'no artifact is called "{shown(output)}"'
            near = nearest(output, names.makers)
            located.at_value(("outputs", index), what, near=near)
    deciding = {role for one in ordered for role in _deciding(one)}
    report_remedies(ordered, names, located)
    for one in ordered:
        for each in (one, *one.remedies):
            report_use(each, names, located)
        _report_mixed(one, deciding, located)
        if is_inside:
            _report_facts(one, values.get("facts", ()), located)


def _report_facts(one: Written, known: Sequence[str], located: Located) -> None:
    """Report facts that a procedure uses and does not declare: inside, nothing else is seen."""
    for name in dict.fromkeys((*facts_of(one.values.get("when", "")), *one.facts)):
        if name not in known and name != RISK:
            what = f'"{one.name}" speaks of a fact that is not declared here'
            located.at_value(one.name_keys, f"{what}: {name}", hint=f"facts: [{name}]")


def _report_mixed(one: Written, deciding: set[str], located: Located) -> None:
    """Report a list of roles of which some are people's and some agents'."""
    roles = set(roles_of(one)) if "by" in one.values else set()
    if roles & deciding and roles - deciding:
        people = ", ".join(sorted(roles & deciding))
        what = f"some of these roles decide, so they are people: {people}"
        located.at_value((*one.keys, "by"), what, hint="make two steps")


def _deciding(one: Written) -> tuple[str, ...]:
    """Return the roles that decide at the gate of `one`."""
    rules = [item for item in one.gate_items if isinstance(item, ApprovalRule)]
    return tuple(role for rule in rules for role in (*rule.roles, *rule.veto))


def joined(workflow: Workflow, ordered: Sequence[Written]) -> Workflow:
    """Return `workflow` with what its procedures bring along: roles, facts, guides.

    Shape: a role that decides anywhere, inside or outside, is a person's everywhere.
    """
    ordered = with_remedies(ordered)
    used = [one.use.workflow for one in ordered if one.use is not None]
    if not used:
        return workflow
    brought = [facts_of_use(one) for one in reversed(ordered) if one.use is not None]
    facts = {rule.name: rule for each in (*brought, workflow.facts) for rule in each}
    whole = replace(
        workflow,
        roles=tuple(dict.fromkeys(role for each in (workflow, *used) for role in each.roles)),
        facts=tuple(facts.values()),
        settles=tuple(dict.fromkeys(one for each in (workflow, *used) for one in each.settles)),
        uses=tuple(dict.fromkeys(_origins(ordered))),
        documents=tuple(
            {one.name: one for each in (workflow, *used) for one in each.documents}.values()
        ),
        guides=tuple(dict.fromkeys(one for each in (workflow, *used) for one in each.guides)),
        registers=with_inner(workflow.registers, [r for each in used for r in each.registers]),
        paths=(*workflow.paths, *_paths_inside(workflow, ordered)),
    )
    deciding = {rule.role for rule in whole.facts} - {""}
    for step in whole.every_step:
        for rule in step.gate.approvals:
            deciding |= {*rule.roles, *rule.veto}
    changes = _staffed(whole.changes, deciding) if whole.changes is not None else None
    steps = tuple(_staffed(step, deciding) for step in whole.steps)
    return replace(whole, steps=steps, changes=changes)


def _paths_inside(workflow: Workflow, ordered: Sequence[Written]) -> Iterator[PathSet]:
    """Yield the path sets of procedures that mean something else there than outside."""
    outer = {each.name: each for each in workflow.paths}
    for one in ordered:
        for each in own_sets(one.use.workflow.paths, outer) if one.use is not None else ():
            yield replace(each, name=f"{one.name}/{each.name}")


def _origins(ordered: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """Yield each procedure that is used, also inside of others, and where it is from."""
    for one in ordered:
        if one.use is not None:
            yield one.use.name, one.use.path
            yield from one.use.workflow.uses


def _staffed(step: StepDefinition, deciding: set[str]) -> StepDefinition:
    """Return `step` with people where its role decides anywhere."""
    doer = step.doer
    if doer.kind is WorkerKind.AGENT and doer.role in deciding:
        doer = replace(doer, kind=WorkerKind.PERSON)
    group = tuple(_staffed(each, deciding) for each in step.group)
    laid = tuple(_staffed(each, deciding) for each in step.remedies)
    return replace(step, doer=doer, group=group, remedies=laid)
