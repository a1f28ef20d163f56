"""A fake of the journal port: lists that behave like the file, shared by whoever is given them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import msgspec

from gatewright.model.digest import digest_of
from gatewright.model.events import Event
from gatewright.model.ids import Digest
from gatewright.ports.journal import Audit, Conflict, Entry, Fault, RunRow


@dataclass(slots=True)
class MemoryStreams:
    """What stands in for the file; open for tests to read and to damage."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    rows: dict[str, RunRow] = field(default_factory=dict)
    driven: set[str] = field(default_factory=set)
    appends: int = 0


class MemoryJournal:
    """A journal over `streams`; two with the same streams are two processes."""

    def __init__(self, streams: MemoryStreams | None = None) -> None:
        self.streams = streams or MemoryStreams()

    def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        """Return the entries of `stream` behind `after`."""
        return [entry for entry in self.streams.entries.get(stream, []) if entry.seq > after]

    def append(
        self, stream: str, events: Sequence[Event], *, after: int, at: str, actor: str, row: RunRow
    ) -> Sequence[Entry] | Conflict:
        """Append `events` behind entry `after`, and replace the row."""
        if not events:
            return ()
        there = self.streams.entries.setdefault(stream, [])
        if len(there) != after:
            return Conflict(len(there))
        for event in events:
            prev = there[-1].digest if there else ""
            digest = _digest(stream, len(there) + 1, at, actor, event, prev)
            there.append(Entry(stream, len(there) + 1, at, actor, event, digest))
        last = there[-1]
        self.streams.rows[stream] = replace(row, head_seq=last.seq, head_digest=last.digest)
        self.streams.appends += 1
        return there[after:]

    def rows(self) -> Sequence[RunRow]:
        """Return the row of every run, by number."""
        runs = (row for name, row in self.streams.rows.items() if name.startswith("run/"))
        return sorted(runs, key=lambda row: (len(row.run_id), row.run_id))

    def row(self, stream: str) -> RunRow | None:
        """Return the row of one run; None where there is none."""
        return self.streams.rows.get(stream)

    def names(self) -> Sequence[str]:
        """Return the name of every stream."""
        return list(self.streams.rows)

    def version(self) -> int:
        """Return how often something was appended."""
        return self.streams.appends

    @contextmanager
    def drive(self, stream: str) -> Iterator[bool]:
        """Hold the right to drive `stream`."""
        is_mine = stream not in self.streams.driven
        self.streams.driven.add(stream)
        try:
            yield is_mine
        finally:
            if is_mine:
                self.streams.driven.discard(stream)

    def verify(self) -> Sequence[str]:
        """Return every fault, in words."""
        return [f"{each.stream} {each.seq}: {each.what}" for each in self.audit().faults]

    def audit(self, stream: str = "") -> Audit:
        """Return what was looked at and found."""
        faults = tuple(
            fault
            for name in self.streams.entries
            if stream in ("", name)
            for fault in self._faults(name)
        )
        counts = [len(entries) for entries in self.streams.entries.values()]
        return Audit("memory", sum(counts), len(counts), len(counts), faults)

    def _faults(self, stream: str) -> Iterator[Fault]:
        prev = Digest("")
        for seq, entry in enumerate(self.streams.entries[stream], start=1):
            wanted = _digest(stream, seq, entry.at, entry.actor, entry.event, prev)
            if entry.digest != wanted:
                yield Fault(stream, seq, "was altered after it was written")
            prev = entry.digest
        if self.streams.rows[stream].head_digest != prev:
            yield Fault(stream, 0, "the row's head is not the end of the stream")


def _digest(stream: str, seq: int, at: str, actor: str, event: Event, prev: str) -> Digest:
    plain = [type(event).__name__, msgspec.to_builtins(event)]
    return digest_of([stream, seq, at, actor, plain, prev])
