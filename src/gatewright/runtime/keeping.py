"""Looks at the same thing, kept one beside the other: each result once, none ever replaced.

A look is kept in a folder named after all that it may depend on, under the name of what it saw.
Two processes that look at once keep both; equal results are one document.
"""

from collections.abc import Mapping
from typing import Generic, TypeVar, cast

from gatewright.core.judging.steadiness import essence_of
from gatewright.model.ids import Digest
from gatewright.model.observations import FindingsRun, TestRun
from gatewright.model.records import dataclass
from gatewright.ports.store import Records
from gatewright.runtime.documents import from_document, to_document

LOOKS_MAX = 32
Seen = TypeVar("Seen", TestRun, FindingsRun)


@dataclass(frozen=True, slots=True)
class Look(Generic[Seen]):
    """An observation on disk."""

    seen_at: str
    run: Seen


SHAPES: Mapping[type, object] = {TestRun: Look[TestRun], FindingsRun: Look[FindingsRun]}


@dataclass(frozen=True, slots=True)
class Looks:
    """All that was seen under each key."""

    records: Records

    def of(self, key: Digest, shape: type[Seen]) -> tuple[Look[Seen], ...]:
        """Return what was seen under `key`, the first look first; what cannot be read is left out.

        Bounds: LOOKS_MAX, the oldest.
        """
        names = list(reversed(self.records.names(_folder(key))))[:LOOKS_MAX]
        found = (self._read(key, name, shape) for name in names)
        return tuple(each for each in found if each is not None)

    def add(self, key: Digest, look: Look[Seen], known: tuple[Look[Seen], ...]) -> None:
        """Keep `look` under `key`, unless what it saw is among `known`, or those are too many."""
        name = essence_of(look.run)
        if len(known) < LOOKS_MAX and all(essence_of(each.run) != name for each in known):
            self.records.write(_folder(key), name, to_document(look))

    def _read(self, key: Digest, name: str, shape: type[Seen]) -> Look[Seen] | None:
        document = self.records.read(_folder(key), name)
        if document is None:
            return None
        return from_document(document, cast("type[Look[Seen]]", SHAPES[shape]))


def runs_of(looks: tuple[Look[Seen], ...], *more: Look[Seen]) -> tuple[Seen, ...]:
    """Return what was seen in each look."""
    runs = [each.run for each in looks]
    runs.extend(each.run for each in more)
    return tuple(runs)


def _folder(key: Digest) -> str:
    return f"seen-{key}"
