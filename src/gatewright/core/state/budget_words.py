"""What was used of a budget, in words: for who must grant more, and for every face."""

from collections.abc import Iterator

from gatewright.core.state.budgets import MS_PER_S, Used
from gatewright.model.budgets import Resource, Usage

MINUTE_S = 60


def used_words(used: Used) -> str:
    """Return that a limit is reached, in words."""
    spent, limit = amount_words(used.resource, used.spent), amount_words(used.resource, used.limit)
    return f"the budget of the {used.scope} is used up: {spent} of {limit}"


def left_words(used: Used) -> str:
    """Return what is left of a limit, in words."""
    left = amount_words(used.resource, max(0, used.left))
    return f"{left} left of {amount_words(used.resource, used.limit)}, for the {used.scope}"


def usage_words(took_ms: int, usage: Usage | None) -> str:
    """Return what an attempt used, as far as it is known."""
    took = amount_words(Resource.TIME, -(-took_ms // MS_PER_S))
    return ", ".join((took, *_told(usage))) if usage is not None else took


def use_told(usage: Usage | None) -> str:
    """Return what a worker used as the rest of a sentence; "" where nothing is known."""
    told = ", ".join(_told(usage)) if usage is not None else ""
    return f", used {told}" if told else ""


def _told(usage: Usage) -> Iterator[str]:
    """Yield what is known of tokens and money."""
    for what, used in ((Resource.TOKENS, usage.tokens), (Resource.MONEY, usage.money)):
        if used is not None:
            yield f"{amount_words(what, used)}{' (estimated)' if what in usage.estimated else ''}"


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
