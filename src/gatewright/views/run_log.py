"""Everything that happened to a run, in order."""

from collections.abc import Sequence

from gatewright.model.records import dataclass
from gatewright.model.told import Recorded
from gatewright.views.quoting import plain
from gatewright.views.run_event import EventView, event_views

SCHEMA = "gatewright.log/1"


@dataclass(frozen=True, slots=True)
class LogView:
    """The journal of one run."""

    schema: str
    run_id: str
    slug: str
    events: tuple[EventView, ...]


def log_view(slug: str, told: Sequence[Recorded]) -> LogView:
    """Return all that happened; a run has at least its start."""
    return LogView(SCHEMA, told[0].run_id, plain(slug), tuple(event_views(told)))
