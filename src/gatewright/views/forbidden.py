"""What workers tried that only people do, as every screen of a run says it: in one line."""

from collections.abc import Iterable

from gatewright.model.events import ActForbidden
from gatewright.model.told import Recorded
from gatewright.views.quoting import plain
from gatewright.views.spans_of_time import clock

ACTS_NAMED_MAX = 4


def forbidden_line(told: Iterable[Recorded]) -> str:
    """Return what was refused to processes that were started for some work; "" for nothing."""
    tried = [(each.at, each.event.what) for each in told if isinstance(each.event, ActForbidden)]
    if not tried:
        return ""
    acts = list(dict.fromkeys(what for _, what in tried))
    named = ", ".join(acts[:ACTS_NAMED_MAX]) + (", ..." if len(acts) > ACTS_NAMED_MAX else "")
    times = "once" if len(tried) == 1 else f"{len(tried)} times"
    at = f"{'' if len(tried) == 1 else 'last '}at {clock(tried[-1][0])[:5]}"
    return plain(f"a worker tried to act as a person, {times} ({named}), {at}: refused")
