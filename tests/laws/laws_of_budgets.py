"""What may be used: nothing begins where nothing is left, and a person grants more."""

from collections import Counter
from collections.abc import Iterator

from gatewright.core.state.run_state import RunState
from gatewright.model.budgets import Budget, BudgetGranted, Resource
from gatewright.model.events import AttemptFinished, AttemptStarted, Event, RunBlocked
from gatewright.model.ids import StepPath
from tests.laws.tale import Law, Tale

Limit = tuple[str, Resource]


class WithinBudget(Law):
    """No attempt begins where a budget of the run, its phase or its step is used up."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.used: Counter[Limit] = Counter()
        self.granted: dict[Limit, int] = {}  # up to where people said that it may go

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case AttemptStarted(step):
                for limit, most in self._limits(tale.state, step):
                    assert self.used[limit] < most, f"{step} begins with {limit} used up"
                    self.seen["begun"] += 1
                self._use(tale.state, step, Resource.ATTEMPTS, 1)
            case AttemptFinished(step, usage=usage, duration_ms=took_ms):
                self._use(tale.state, step, Resource.TIME, took_ms)
                if usage is not None and usage.tokens is not None:
                    self._use(tale.state, step, Resource.TOKENS, usage.tokens)
                self._see_overshoot(tale.state, step)
            case BudgetGranted(_, scope, resource, amount):
                factor = 1000 if resource is Resource.TIME else 1
                limit = (scope, resource)
                self.granted[limit] = self._counted(limit) + amount * factor
                self.seen["granted"] += 1
            case RunBlocked(because):
                self.seen["held"] += "is used up" in because
            case _:
                pass

    def _counted(self, limit: Limit) -> int:
        """Return what was used, of time in whole seconds."""
        used = self.used[limit]
        return -(-used // 1000) * 1000 if limit[1] is Resource.TIME else used

    def _see_overshoot(self, state: RunState, step: StepPath) -> None:
        self.seen["over"] += any(self.used[each] > most for each, most in self._limits(state, step))

    def _use(self, state: RunState, step: StepPath, resource: Resource, amount: int) -> None:
        for scope in ("run", f"phase {state.record(step).definition.phase}", f"step {step}"):
            self.used[scope, resource] += amount

    def _limits(self, state: RunState, step: StepPath) -> Iterator[tuple[Limit, int]]:
        definition = state.record(step).definition
        scopes = {each.scope: each.limits for each in state.started.workflow.budgets}
        scopes[f"step {step}"] = definition.budget
        for scope in ("run", f"phase {definition.phase}", f"step {step}"):
            for resource, most in _amounts(scopes.get(scope, Budget())):
                yield (scope, resource), self.granted.get((scope, resource), most)


def _amounts(limits: Budget) -> Iterator[tuple[Resource, int]]:
    """Yield each limit; time in milliseconds."""
    if limits.attempts is not None:
        yield Resource.ATTEMPTS, limits.attempts
    if limits.time is not None:
        yield Resource.TIME, limits.time * 1000
    if limits.tokens is not None:
        yield Resource.TOKENS, limits.tokens
