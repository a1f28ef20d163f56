"""What `audit verify` says: what was looked at in the journal, and each fault."""

from collections.abc import Sequence

from gatewright.model.records import dataclass

SCHEMA = "gatewright.audit/1"


@dataclass(frozen=True, slots=True)
class FaultView:
    """Something that is not as it was written."""

    stream: str  # "" of the whole file
    seq: int  # 0 of the whole stream
    what: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """All of it, for every face. The counts are of the whole file, the faults of what was asked."""

    schema: str
    feature: str  # "" where all of them were asked for
    journal: str
    is_as_written: bool
    events: int
    streams: int
    heads: int
    faults: tuple[FaultView, ...]
    notes: tuple[str, ...]
    decisions: int = 0  # of people, in what was asked for
    signed: int = 0  # of these


def audit_view(
    feature: str,
    journal: str,
    counts: tuple[int, int, int],
    faults: Sequence[FaultView],
    notes: Sequence[str],
) -> AuditView:
    """Return what is said of a journal with `counts` of events, streams and agreeing heads."""
    events, streams, heads = counts
    return AuditView(
        schema=SCHEMA,
        feature=feature,
        journal=journal,
        is_as_written=not faults,
        events=events,
        streams=streams,
        heads=heads,
        faults=tuple(faults),
        notes=tuple(notes),
    )
