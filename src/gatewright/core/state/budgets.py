"""What may still be used: by a run, a phase, a step. Nothing begins where nothing is left.

What nobody reported is not known, and is never taken for nothing used; it uses up no budget either.
"""

from collections.abc import Iterator

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.budgets import Budget, BudgetGranted, Resource, Spent, UsageCounted
from gatewright.model.events import AttemptFinished, AttemptLost, AttemptStarted
from gatewright.model.intake import Hint, Refusal
from gatewright.model.records import dataclass, replace

RUN = "run"
NOTHING = Spent()
MS_PER_S = 1000


@dataclass(frozen=True, slots=True)
class Used:
    """How much of one limit is used."""

    scope: str
    resource: Resource
    spent: int
    limit: int  # with what people granted

    @property
    def left(self) -> int:
        """Return what may still be used; below zero where more was used already."""
        return self.limit - self.spent


def phase_scope(phase: str) -> str:
    """Return the name of the budget of a phase."""
    return f"phase {phase}"


def used_by(state: RunState, record: StepRecord) -> Iterator[Used]:
    """Yield how much is used of each limit that an attempt at a step counts towards."""
    for scope, limits in _scopes(state, record):
        for resource in Resource:
            limit = _limit_of(limits, resource)
            if limit is not None:
                spent = state.spent.get(scope, NOTHING)
                granted = dict(spent.granted).get(resource, 0)
                yield Used(scope, resource, _spent_of(spent, resource), limit + granted)


def used_up(state: RunState, record: StepRecord) -> tuple[Used, ...]:
    """Return the limits of which nothing is left."""
    return tuple(used for used in used_by(state, record) if used.left <= 0)


def with_attempt(state: RunState, event: AttemptStarted) -> RunState:
    """Return `state` with one attempt more in what was used."""
    for scope, _ in _scopes(state, state.record(event.step)):
        before = state.spent.get(scope, NOTHING)
        state = _with(state, scope, replace(before, attempts=before.attempts + 1))
    return replace(state, untold=state.untold | {(event.step, event.number)})


def without_usage(state: RunState, event: AttemptLost) -> RunState:
    """Return `state` in which nobody will say any more what an attempt used."""
    return replace(state, untold=state.untold - {(event.step, event.number)})


def with_usage(state: RunState, event: AttemptFinished | UsageCounted) -> RunState:
    """Return `state` with what an attempt used, as far as its worker said.

    Shape: a step that was stopped may be gone by then, with the workflow that had it.
    """
    usage = event.usage
    record = state.steps.get(event.step) or state.gone[event.step]
    tokens = usage.tokens if usage is not None else None
    money = usage.money if usage is not None else None
    estimated = usage.estimated if usage is not None else ()
    for scope, _ in _scopes(state, record):
        before = state.spent.get(scope, NOTHING)
        after = replace(
            before,
            time_ms=before.time_ms + event.duration_ms,
            tokens=before.tokens + (tokens or 0),
            money=before.money + (money or 0),
            tokens_told=before.tokens_told + (tokens is not None),
            money_told=before.money_told + (money is not None),
            tokens_estimated=before.tokens_estimated + _if(tokens, Resource.TOKENS in estimated),
            money_estimated=before.money_estimated + _if(money, Resource.MONEY in estimated),
        )
        state = _with(state, scope, after)
    return replace(state, untold=state.untold - {(event.step, event.number)})


def with_grant(state: RunState, event: BudgetGranted) -> RunState:
    """Return `state` in which so much may be used from here on."""
    spent = state.spent.get(event.scope, NOTHING)
    named = used_by(state, state.record(event.step))
    used = next(each for each in named if (each.scope, each.resource) == _key(event))
    granted = dict(spent.granted)
    granted[event.resource] = granted.get(event.resource, 0) + event.amount - used.left
    return _with(state, event.scope, replace(spent, granted=tuple(granted.items())))


def grants_of(
    state: RunState, record: StepRecord, intake: Hint
) -> tuple[BudgetGranted, ...] | Refusal:
    """Return what a person grants: as they say, else as much again of what is used up."""
    step = record.definition.path
    if not intake.grants:
        return tuple(
            BudgetGranted(
                step, each.scope, each.resource, _again(state, record, each), intake.person
            )
            for each in used_up(state, record)
        )
    made: list[BudgetGranted] = []
    for resource, amount in intake.grants:
        named = [each for each in used_by(state, record) if each.resource is resource]
        if not named or amount < 1:
            return _no_budget(state, record, resource)
        meant = [each for each in named if each.left <= 0] or named
        made += (BudgetGranted(step, each.scope, resource, amount, intake.person) for each in meant)
    return tuple(made)


def _again(state: RunState, record: StepRecord, used: Used) -> int:
    """Return the limit as the workflow has it."""
    limits = dict(_scopes(state, record))[used.scope]
    return _limit_of(limits, used.resource) or used.limit


def _no_budget(state: RunState, record: StepRecord, resource: Resource) -> Refusal:
    """Return that there is nothing to grant."""
    known = [f"{each.resource} of the {each.scope}" for each in used_by(state, record)]
    return Refusal(
        "budget.unlimited",
        f"no budget of {resource} holds {record.definition.path}",
        ", ".join(known) or "a budget of the workflow",
        f"a grant of {resource}",
        f"gatewright retry {state.started.feature.run_id} -m HINT",
    )


def _scopes(state: RunState, record: StepRecord) -> Iterator[tuple[str, Budget]]:
    """Yield what an attempt at a step counts towards: always the run, and what has limits."""
    limits = {each.scope: each.limits for each in state.started.workflow.budgets}
    definition = record.definition
    yield RUN, limits.get(RUN, Budget())
    phase = phase_scope(definition.phase)
    if phase in limits:
        yield phase, limits[phase]
    if definition.budget != Budget():
        yield f"step {definition.path}", definition.budget


def _limit_of(limits: Budget, resource: Resource) -> int | None:
    match resource:
        case Resource.ATTEMPTS:
            return limits.attempts
        case Resource.TIME:
            return limits.time
        case Resource.TOKENS:
            return limits.tokens
        case _:
            return limits.money


def _spent_of(spent: Spent, resource: Resource) -> int:
    match resource:
        case Resource.ATTEMPTS:
            return spent.attempts
        case Resource.TIME:
            return -(-spent.time_ms // MS_PER_S)
        case Resource.TOKENS:
            return spent.tokens
        case _:
            return spent.money


def _key(event: BudgetGranted) -> tuple[str, Resource]:
    return event.scope, event.resource


def _if(amount: int | None, is_estimated: bool) -> int:
    return (amount or 0) if is_estimated else 0


def _with(state: RunState, scope: str, spent: Spent) -> RunState:
    return replace(state, spent=state.spent.set(scope, spent))
