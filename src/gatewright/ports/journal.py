"""The journal: streams of events, chained by hash, appended by any process, driven by one."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gatewright.model.ids import Digest, RunId

if TYPE_CHECKING:  # whoever lists runs meets no event
    from gatewright.model.events import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in a stream."""

    stream: str  # "run/12"
    seq: int  # from 1, without gaps
    at: str  # RFC 3339, UTC
    actor: str  # principal
    event: "Event"
    digest: Digest  # over the stored bytes and the digest before


@dataclass(frozen=True, slots=True)
class RunRow:
    """What lists show of a run: written with its events, made anew from them when lost."""

    run_id: RunId
    slug: str
    workflow: str
    state: str  # "moving", "waits", "blocked", "completed", "aborted", "landed"
    waits_for: str  # who acts next, in words; "" for nobody
    question: str  # what is asked, in words
    step: str
    updated_at: str
    head_seq: int
    head_digest: Digest
    wants: str = ""  # what it wants of whom, as `views.wants` writes it; "" of an older program


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody appended first; read the tail and admit again."""

    head_seq: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the journal that is not as it was written."""

    stream: str  # "" of the whole file
    seq: int  # 0 of the whole stream
    what: str  # in words


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and every fault that was found."""

    place: str  # where the journal is
    events: int
    streams: int
    heads: int  # streams whose head is also noted outside the journal, and is in it
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()  # what weakens the answer, without being a fault


class Journal(Protocol):
    """One file of streams. Short transactions; several processes may use it."""

    def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of `stream` behind `after`, in order.

        Raises: Mistake `journal.newer` for events of a newer version, `journal.damaged`; and from
                the first entry on, `journal.older` where what is noted outside is not there.
        """
        ...

    def append(
        self,
        stream: str,
        events: "Sequence[Event]",
        *,
        after: int,
        at: str,
        actor: str,
        row: RunRow,
    ) -> Sequence[Entry] | Conflict:
        """Append `events` behind entry `after`, and replace the row, in one transaction.

        Shape: `row.head_seq` and `row.head_digest` are filled in here. No events: nothing at all.
        Raises: ValueError for an event that is too large, or a strange stream -- a caller's bug.
        Crash: all of it is durable, or none.
        """
        ...

    def rows(self) -> Sequence[RunRow]:
        """Return the row of every run, by number. Never folds."""
        ...

    def row(self, stream: str) -> RunRow | None:
        """Return the row of one run, whatever the others are like; None where there is none."""
        ...

    def names(self) -> Sequence[str]:
        """Return the name of every stream; no row is read."""
        ...

    def version(self) -> int:
        """Return a number that changes when another process appends; cheap enough to poll."""
        ...

    def drive(self, stream: str) -> AbstractContextManager[bool]:
        """Hold the right to perform the effects of `stream`; False where another process holds it.

        Crash: the right is free as soon as this process is gone.
        """
        ...

    def verify(self) -> Sequence[str]:
        """Return every fault found in the whole file, in words; none where it is as written."""
        ...

    def audit(self, stream: str = "") -> Audit:
        """Return what `verify` looked at and found; where `stream` is named, its faults alone.

        Shape: a fault of the whole file is always among them.
        Raises: Mistake `journal.newer`. A damaged file is a fault here.
        """
        ...
