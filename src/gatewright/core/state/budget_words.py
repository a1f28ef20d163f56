"""What was used of a budget, in words: for who must grant more, and for every face."""

from gatewright.core.state.budgets import MS_PER_S, Used
from gatewright.model.budgets import Resource, Usage

MINUTE_S = 60


def used_words(used: Used) -> str:
    """Return that a limit is reached, in words."""
    spent, limit = amount_words(used.resource, used.spent), amount_words(used.resource, used.limit)
    return f"the budget of the {used.scope} is used up: {spent} of {limit}"


def usage_words(took_ms: int, usage: Usage | None) -> str:
    """Return what an attempt used, as far as it is known."""
    told = (
        (Resource.TIME, -(-took_ms // MS_PER_S)),
        (Resource.TOKENS, usage.tokens if usage is not None else None),
        (Resource.MONEY, usage.money if usage is not None else None),
    )
    estimated = usage.estimated if usage is not None else ()
    return ", ".join(
        f"{amount_words(what, used)}{' (estimated)' if what in estimated else ''}"
        for what, used in told
        if used is not None
    )


def amount_words(resource: Resource, amount: int) -> str:
    """Return an amount with its unit: "12,300 tokens", "12 min", "4.20"."""
    match resource:
        case Resource.TIME:
            return f"{amount} s" if amount < 2 * MINUTE_S else f"{amount // MINUTE_S} min"
        case Resource.MONEY:
            return f"{amount // 100}.{amount % 100:02} of money"
        case _:
            unit = resource.value if amount != 1 else resource.value.removesuffix("s")
            return f"{amount:,} {unit}"
