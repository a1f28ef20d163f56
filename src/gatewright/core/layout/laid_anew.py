"""A run laid out by another definition: what stands under the same path goes on as it is.

What becomes of outcomes is not decided here. No number is used twice, and a yes counts only for the
rule that it was said to.
"""

from collections.abc import Iterable, Mapping

import immutables

from gatewright.core.content.content_names import artifact_of, is_region
from gatewright.core.layout.expansion import expand, lay_out, with_steps
from gatewright.core.layout.rules_anew import (
    by_rules,
    counted_on,
    places,
    with_remedies_anew,
)
from gatewright.core.registers.shipped_registers import with_registers_of
from gatewright.core.state.asked import Request
from gatewright.core.state.retired import at_once
from gatewright.core.state.run_state import RunState, Skipped, StepRecord
from gatewright.model.changing import NewDefinition
from gatewright.model.events import StepsExpanded
from gatewright.model.facts import FACTS
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import ApprovalRule, Item, StepDefinition, Workflow

LEFT = "no longer in the workflow"
Records = dict[StepPath, StepRecord]


def laid_anew(state: RunState, new: NewDefinition) -> RunState:
    """Return `state` laid out by `new`, each outcome as it was."""
    before = state.started.workflow
    workflow = with_registers_of(before, new.workflow)
    old, laid = _laid(state, before), _laid(state, workflow)
    on_demand = {path: each for path, each in state.steps.items() if path not in old.steps}
    going_on: Records = {path: _going_on(state, each) for path, each in laid.steps.items()}
    left = {
        path: state.record(path)
        for path in old.steps
        if path in state.steps and path not in laid.steps
    }
    kept = {path: _left(each) for path, each in left.items() if _was_worked_on(each)}
    gone = {path: each for path, each in left.items() if path not in kept}
    others = {
        path: at_once(counted_on(workflow, each))
        for path, each in on_demand.items()
        if path not in going_on
    }
    remedies, records = with_remedies_anew(state, {**going_on, **kept, **others})
    then = replace(
        state,
        started=replace(state.started, workflow=workflow),
        gone={**state.gone, **gone},
        upgrades_count=state.upgrades_count + 1,
        remedies=remedies,
    )
    return _with_contents(with_steps(then, records), dict(new.contents))


def is_same_list(before: StepDefinition, now: StepDefinition) -> bool:
    """Return whether two steps are made for the same items."""
    return _list_of(before) == _list_of(now)


def _list_of(step: StepDefinition) -> tuple[str, str, str, tuple[Item, ...]]:
    return step.for_each, step.list_name, step.after, step.items


def _laid(state: RunState, workflow: Workflow) -> RunState:
    """Return the steps of `workflow` with those for the items that are known, all at the start."""
    laid = lay_out(replace(state.started, workflow=workflow), state.started_at)
    written = {step.path: step for step in state.started.workflow.steps}
    for step in workflow.steps:
        known, before = state.steps.get(step.path), written.get(step.path)
        is_expanded = known is not None and known.is_template
        if known is None or before is None or not is_expanded:
            continue
        if is_same_list(before, step) and not laid.record(step.path).is_template:
            laid = expand(laid, StepsExpanded(step.path, tuple(_items(state, known))))
    return laid


def _items(state: RunState, template: StepRecord) -> Iterable[Item]:
    """Return the items that a step was made for, each once, in their order."""
    records = (state.steps.get(path) for path in template.definition.needs)
    return dict.fromkeys(each.item for each in records if each is not None and each.item)


def _going_on(state: RunState, fresh: StepRecord) -> StepRecord:
    """Return the record of a step by its new definition, as far as it came by the one before."""
    path = fresh.definition.path
    before = state.steps.get(path) or state.gone.get(path)
    if before is None:
        return fresh
    if path not in state.steps or before.is_retired or before.is_template != fresh.is_template:
        numbers = before.numbers_used
        return replace(fresh, numbers_used=numbers, authors=before.authors, added=before.added)
    going_on, uses = by_rules(state, before, fresh.definition)
    return replace(
        going_on,
        definition=fresh.definition,
        rule_uses=uses,
        answered=tuple(_answered(before, fresh.definition)),
        edition=before.edition + (before.definition != fresh.definition),
    )


def _answered(before: StepRecord, now: StepDefinition) -> Iterable[Request]:
    """Yield what people said to rules that are there still."""
    old: tuple[ApprovalRule, ...] = before.definition.gate.approvals
    now_at = {was: index for index, was in places(old, now.gate.approvals).items()}
    if before.definition == now:
        now_at[len(old)] = len(old)  # that nothing needs to change
    for each in before.answered:
        if each.approval in now_at:
            yield replace(each, approval=now_at[each.approval])


def _was_worked_on(record: StepRecord) -> bool:
    """Return whether something is known of work on a step that is not there any more."""
    return record.has_worker and bool(record.numbers_used) and not record.is_template


def _left(record: StepRecord) -> StepRecord:
    """Return the record of a step that is not there any more: it stands in nobody's way."""
    is_known = record.is_retired
    return record if is_known else replace(record, state=Skipped(LEFT), is_retired=True)


def _with_contents(state: RunState, contents: Mapping[str, Digest]) -> RunState:
    """Return `state` with what is newly named, and without what nobody makes any more."""
    given = {each.name for each in state.started.inputs}
    kept = {
        name: digest
        for name, digest in state.artifacts.items()
        if is_region(name)
        or name.startswith(f"{FACTS}.")
        or artifact_of(name) in state.makers
        or artifact_of(name) in given
    }
    return replace(state, artifacts=immutables.Map({**kept, **contents}))
