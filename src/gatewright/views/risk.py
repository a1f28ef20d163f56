"""How risky a feature is, and what put it into that class, in words."""

from collections.abc import Sequence

from gatewright.core.facts.risk import in_short
from gatewright.core.state.run_state import RunState
from gatewright.model.facts import CHANGED
from gatewright.model.risk import RISK, RiskGround
from gatewright.views.quoting import plain

GROUNDS_SHOWN = 3


def risk_words(state: RunState) -> str:
    """Return the class of a feature with its grounds; "" where no class is known."""
    value = state.facts.get(RISK)
    if value is None:
        return ""
    grounds = [plain(each) for each in in_short(state.risk, value)]
    told = [_first(grounds)] if grounds else []
    if state.sources.get(RISK) == CHANGED:
        told = ["by a change request"]
    if state.risk.overruled:
        told.append(f"overruled: {grounds_words(state.risk.overruled)}")
    return f"{plain(str(value))}{': ' if told else ''}{'; '.join(told)}"


def grounds_words(grounds: Sequence[RiskGround]) -> str:
    """Return grounds with their classes: "high, as it touches db/1.sql"."""
    return _first([f"{each.risk}, as it {plain(each.because)}" for each in grounds])


def _first(words: Sequence[str]) -> str:
    """Return the first few, and how many more there are."""
    more = len(words) - GROUNDS_SHOWN
    return f"{'; '.join(words[:GROUNDS_SHOWN])}{f' and {more} more' if more > 0 else ''}"
