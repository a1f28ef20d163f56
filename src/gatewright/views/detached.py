"""A run that goes on in the background, and how to watch it."""

from gatewright.model.records import dataclass
from gatewright.model.told import Detached
from gatewright.views.next import NextView
from gatewright.views.quoting import plain

SCHEMA = "gatewright.detached/1"


@dataclass(frozen=True, slots=True)
class DetachedView:
    """A run that another process drives."""

    schema: str
    run_id: str
    slug: str
    process_id: int | None  # None: it was driven already, by a process that is not known here
    log: str | None  # where the words of that process go
    next: tuple[NextView, ...]


def detached_view(run_id: str, slug: str, detached: Detached | None) -> DetachedView:
    """Return where a run goes on; `detached` is None where somebody drove it already."""
    return DetachedView(
        schema=SCHEMA,
        run_id=run_id,
        slug=plain(slug),
        process_id=detached.process_id if detached else None,
        log=detached.log if detached else None,
        next=(
            NextView(("run", run_id), "watch it; Ctrl-C leaves it running"),
            NextView(("status", run_id), "where it stands"),
            NextView(("abort", run_id, "-m", "REASON"), "end it"),
        ),
    )
