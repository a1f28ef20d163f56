"""What `clean` removed, and what it left and why, as plain data."""

from gatewright.model.leftovers import Cleaned, Leftover
from gatewright.model.records import dataclass

SCHEMA = "gatewright.clean/1"


@dataclass(frozen=True, slots=True)
class LeftoverView:
    """One thing of a run."""

    run: str
    kind: str  # "lane", "branch", "run"
    name: str
    because: str  # why it stays; "" where it is gone
    ways_out: tuple[str, ...]  # commands


@dataclass(frozen=True, slots=True)
class CleanView:
    """All that was looked at."""

    schema: str
    removed: tuple[LeftoverView, ...]
    kept: tuple[LeftoverView, ...]


def clean_view(cleaned: Cleaned) -> CleanView:
    """Return the document of `cleaned`."""
    return CleanView(SCHEMA, tuple(map(_view, cleaned.removed)), tuple(map(_view, cleaned.kept)))


def _view(one: Leftover) -> LeftoverView:
    return LeftoverView(one.run_id, one.kind, one.name, one.because, one.ways_out)
