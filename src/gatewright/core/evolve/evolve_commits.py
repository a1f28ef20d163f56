"""What events make of the work that is to be committed: added, agreed to, allowed, committed."""

from typing import assert_type

from gatewright.core.content.content_names import artifact_of, is_region, version_of
from gatewright.core.facts.conditions import answer_to
from gatewright.core.state.run_state import RunState
from gatewright.core.state.units import Unit
from gatewright.model.commit_policy import BranchMade, CommitAllowed, CommitMade, CommitPolicy
from gatewright.model.events import StepAccepted
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import TREE


def evolve_commit(state: RunState, event: CommitMade | CommitAllowed | BranchMade) -> RunState:
    """Return `state` after `event`."""
    match event:
        case CommitMade():
            return _committed(state, event)
        case CommitAllowed(message=message):
            return replace(state, allowed=event, message=message)
        case _:
            assert_type(event, BranchMade)
            return replace(state, has_branch=True)


def with_unit(state: RunState, event: StepAccepted) -> RunState:
    """Return `state`, whose head is as before `event`, with what that adds to be committed."""
    units = state.to_commit
    if event.tree != state.tree or event.step == state.taking:
        policy = state.record(event.step).definition.commit.policy
        units = _added(units, Unit(event.step, event.tree, policy=policy))
    units = tuple(_agreed_to(state, unit, event.step) for unit in units)
    is_there = any(unit.is_named_by(state.allowed) for unit in units)
    return _allowing(replace(state, to_commit=units), is_on=is_there)


def _committed(state: RunState, event: CommitMade) -> RunState:
    """Return `state` once the oldest unit is a commit; what was allowed is used up with the last.

    Shape: one of that step and tree, for a journal may be older than policies.
    """
    place = next(
        index
        for index, unit in enumerate(state.to_commit)
        if (unit.step, unit.tree) == (event.step, event.tree)
    )
    done = state.to_commit[place]
    left = (*state.to_commit[:place], *state.to_commit[place + 1 :])
    state = replace(state, to_commit=left, commits=(*state.commits, event.commit))
    return _allowing(state, is_on=not done.is_named_by(state.allowed))


def _allowing(state: RunState, *, is_on: bool) -> RunState:
    """Return `state` with what a person allowed, or without it once it is used up or is no more."""
    return state if is_on else replace(state, allowed=None, message="")


def _added(units: tuple[Unit, ...], unit: Unit) -> tuple[Unit, ...]:
    """Return `units` with one more; what it stands for, and what was built on that, is in it."""
    start = _start_of(units, unit)
    named = (step for each in units[start:] for step in (each.step, *each.others))
    others = tuple(dict.fromkeys(step for step in named if step != unit.step))
    return (*units[:start], replace(unit, others=others))


def _start_of(units: tuple[Unit, ...], unit: Unit) -> int:
    """Return from where on units are one with a new one."""
    for index, each in enumerate(units):
        is_same = unit.step in (each.step, *each.others)
        if is_same and each.policy is not CommitPolicy.ON_ACCEPT:
            return index
    by_step = CommitPolicy.BY_STEP
    is_one = bool(units) and units[-1].policy is by_step and unit.policy is by_step
    return len(units) - is_one


def _agreed_to(state: RunState, unit: Unit, gate: StepPath) -> Unit:
    """Return `unit`, with `gate` where people agreed there to all that is in it."""
    if unit.policy is not CommitPolicy.ON_APPROVAL:
        return unit
    rules = state.record(gate).definition.gate.approvals
    asked = (rule for rule in rules if not rule.when or answer_to(state, rule.when) is not False)
    named = {name for rule in asked for name in rule.binds if not version_of(name)}
    bound = {TREE if is_region(name) else artifact_of(name) for name in named}
    made = (_made(state, each) for each in (unit.step, *unit.others))
    is_bound = TREE in bound or all(bound & each for each in made)
    return replace(unit, approved_by=gate) if is_bound else unit


def _made(state: RunState, step: StepPath) -> set[str]:
    """Return the artifacts that a step makes; none of one that is not there any more."""
    record = state.steps.get(step)
    return {product.name for product in record.definition.produces} if record is not None else set()
