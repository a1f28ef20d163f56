"""What earlier looks at the same question rested on: it explains, and decides nothing.

Invariant: what is compared with was seen before this judgement began, so that one side of a change
is not explained by the other.
"""

from collections.abc import Mapping

from gatewright.core.judging.grounds import Grounds, differing
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass, field
from gatewright.model.verdicts import Anew
from gatewright.ports.store import Records
from gatewright.runtime.documents import from_document, to_document

FOLDER = "grounds"
KEPT_MAX = 16  # of one question: the sides of a change, and a few branches


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be seen, and on which grounds."""

    kind: str
    whose: tuple[str, ...]  # with the kind: what makes two looks comparable
    grounds: Grounds

    @property
    def key(self) -> Digest:
        """Return the name of the observation."""
        return digest_of([self.kind, self.whose, dict(self.grounds)])


@dataclass(frozen=True, slots=True)
class Ground:
    """One look at a question."""

    seen_at: str
    named: Mapping[str, Digest]


@dataclass(frozen=True, slots=True)
class GroundSheet:
    """The looks at one question, the newest first."""

    looks: tuple[Ground, ...] = ()


@dataclass(slots=True)
class EarlierLooks:
    """The looks before this judgement, and those of it, by question."""

    records: Records
    before: dict[Digest, tuple[Ground, ...]] = field(default_factory=dict)
    now: dict[Digest, tuple[Ground, ...]] = field(default_factory=dict)

    def note(self, question: Question, seen_at: str) -> Anew:
        """Keep that `question` was looked at; return what differs from the looks before."""
        name, grounds = digest_of([question.kind, question.whose]), question.grounds
        before = self.before.setdefault(name, self._read(name))
        others = [each for each in self.now.get(name, before) if each.named != grounds]
        self.now[name] = (Ground(seen_at, dict(grounds)), *others)[:KEPT_MAX]
        self.records.write(FOLDER, name, to_document(GroundSheet(self.now[name])))
        return differing(grounds, [(each.seen_at, each.named) for each in before])

    def _read(self, name: Digest) -> tuple[Ground, ...]:
        document = self.records.read(FOLDER, name)
        sheet = from_document(document, GroundSheet) if document is not None else None
        return sheet.looks if sheet is not None else ()
