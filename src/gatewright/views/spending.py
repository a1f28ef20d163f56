"""What a run has used so far, as far as anybody said; what is not known is said to be so."""

from collections.abc import Iterator

from gatewright.core.state.budget_words import amount_words
from gatewright.core.state.budgets import NOTHING, RUN
from gatewright.core.state.run_state import RunState
from gatewright.model.budgets import Budget, Resource


def spent_words(state: RunState) -> str:
    """Return what was used of each budget of the run; "" where it has none."""
    limits = {each.scope: each.limits for each in state.started.workflow.budgets}
    return ", ".join(_parts(state, limits[RUN])) if RUN in limits else ""


def _parts(state: RunState, limits: Budget) -> Iterator[str]:
    """Yield each limit of a run with what was used of it."""
    spent = state.spent.get(RUN, NOTHING)
    granted = dict(spent.granted)
    amounts = (
        (Resource.ATTEMPTS, limits.attempts, spent.attempts, spent.attempts, 0),
        (Resource.TIME, limits.time, spent.time_ms // 1000, spent.attempts, 0),
        (Resource.TOKENS, limits.tokens, spent.tokens, spent.tokens_told, spent.tokens_estimated),
        (Resource.MONEY, limits.money, spent.money, spent.money_told, spent.money_estimated),
    )
    for resource, limit, used, told, estimated in amounts:
        if limit is None:
            continue
        of = amount_words(resource, limit + granted.get(resource, 0))
        unknown = spent.attempts - told
        notes = (
            f"of it {amount_words(resource, estimated)} estimated" if estimated else "",
            f"not known of {unknown} of {spent.attempts} attempts" if unknown else "",
        )
        told_of = "; ".join(each for each in notes if each)
        more = f" ({told_of})" if told_of else ""
        yield f"{amount_words(resource, used)} of {of}{more}"
