"""Verdicts of runs by name: by the start of their digest, or by feature, step and check.

The record of a run names each by its digest; the whole of it is in the evidence.
"""

import re
from collections.abc import Iterator, Sequence

from gatewright.core.judging.naming import verdict_id
from gatewright.model.change import Base
from gatewright.model.events import RunStarted, StepJudged
from gatewright.model.feature import Origin
from gatewright.model.ids import Digest, RunId, VerdictId
from gatewright.model.judgement import OfRun, Recalled, StoredVerdict
from gatewright.model.records import dataclass
from gatewright.model.standing import TargetMoved
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Stage, Verdict
from gatewright.ports.journal import Journal
from gatewright.ports.store import EvidenceStore
from gatewright.runtime.documents import from_document
from gatewright.runtime.remembering import nearest, unknown
from gatewright.runtime.run_log import stream_of

NAME_CHARS = 12  # of a digest, where it is shown
OFFERED_MAX = 12
_START = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class RunVerdicts:
    """The verdicts of all runs of a repository."""

    journal: Journal
    evidence: EvidenceStore

    def has(self, feature: str) -> bool:
        """Return whether there is a feature of that number or name."""
        return any(feature in (row.run_id, row.slug) for row in self.journal.rows())

    def by_digest(self, start: str) -> Recalled | None:
        """Return the verdict whose digest begins with `start`; None where there is none.

        Raises: Mistake `verdict.ambiguous`.
        """
        if not _START.fullmatch(start):
            return None
        return self._only(start, [each for each in self._all() if each.digest.startswith(start)])

    def by_id(self, start: str) -> Recalled | None:
        """Return the verdict whose id begins with `start`. Raises: Mistake `verdict.ambiguous`."""
        found = [
            each
            for each in self._all()
            if (whole := self._whole(each)) and verdict_id(whole).startswith(start)
        ]
        return self._only(start, found)

    def by_place(self, run_id: RunId, place: str) -> Recalled:
        """Return the last verdict of a step, or of its check: "build/2", "build/2/tests".

        Shape: a step alone means its only verdict, or the only one that stands in the way; so does
               no step at all.
        Raises: Mistake `verdict.unknown`, `verdict.ambiguous` with what there is.
        """
        last = {(each.step, each.check): each for each in self._of(run_id)}
        newest = {each.step: each.number for each in last.values()}
        standing = [each for each in last.values() if each.number == newest[each.step]]
        found = [each for each in standing if _is_place(f"{each.step}/{each.check}", place)]
        if not found:
            found = [each for each in standing if not place or _is_place(each.step, place)]
            bad = [each for each in found if not each.status.is_settled_well]
            found = bad if len(bad) == 1 else found
        only = self._only(f"{run_id}/{place}".rstrip("/"), found)
        if only is None:
            raise _unknown_place(run_id, place, standing)
        return only

    def _only(self, name: str, found: Sequence[OfRun]) -> Recalled | None:
        """Return the one verdict that `found` comes to. Raises: Mistake for several."""
        by_digest = {each.digest: each for each in found}  # the last of equals
        if len(by_digest) > 1:
            what = f"{len(by_digest)} verdicts are called {name}."
            hints = [_hint(each) for each in list(by_digest.values())[:OFFERED_MAX]]
            raise Mistake("verdict.ambiguous", what, hints=tuple(hints))
        return next((self._recalled(each) for each in by_digest.values()), None)

    def _recalled(self, of_run: OfRun) -> Recalled:
        """Return a verdict with all that is left of it."""
        name = of_run.digest[:NAME_CHARS]
        whole = self._whole(of_run)
        if whole is None:
            return Recalled(name, None, of_run, (of_run.digest,))
        base = self._base(of_run.run_id, whole)
        stored = StoredVerdict(VerdictId(name), whole, of_run.at, Stage.DEVELOPMENT, base)
        return Recalled(name, stored, of_run, lost_of(self.evidence, whole))

    def _whole(self, of_run: OfRun) -> Verdict | None:
        """Return the whole verdict, if its bytes are those that the record names."""
        document = self.evidence.get(of_run.digest)
        return from_document(document, Verdict) if document is not None else None

    def _base(self, run_id: RunId, whole: Verdict) -> Base | None:
        """Return what the run rested on, where the verdict is against that."""
        origins = self._origins(run_id)
        origin = next((each for each in origins if each.tree == whole.evidence.base_tree), None)
        if origin is None:
            return None
        return Base(origin.commit, origin.tree, origin.branch, "the run")

    def _origins(self, run_id: RunId) -> Iterator[Origin]:
        """Yield what the run started from, and each target that was taken in since."""
        for entry in self.journal.read(stream_of(run_id)):
            match entry.event:
                case RunStarted(origin=origin):
                    yield origin
                case TargetMoved(_, branch, commit, tree):
                    yield Origin(commit, tree, branch)
                case _:
                    pass

    def _all(self) -> Iterator[OfRun]:
        for row in self.journal.rows():
            yield from self._of(row.run_id)

    def _of(self, run_id: RunId) -> Iterator[OfRun]:
        """Yield every verdict of a run, oldest first."""
        slug = ""
        for entry in self.journal.read(stream_of(run_id)):
            event = entry.event
            if isinstance(event, RunStarted):
                slug = event.feature.slug
            for line in event.verdicts if isinstance(event, StepJudged) else ():
                assert isinstance(event, StepJudged), "BUG: only what is judged has verdicts"
                yield OfRun(
                    run_id=run_id,
                    slug=slug,
                    step=event.step,
                    number=event.number,
                    seq=entry.seq,
                    at=entry.at,
                    check=line.check,
                    status=line.status,
                    headline=line.headline,
                    digest=line.verdict,
                )


def lost_of(evidence: EvidenceStore, verdict: Verdict) -> tuple[Digest, ...]:
    """Return what `verdict` rests on and is gone, or is not what was kept."""
    named = [
        digest
        for execution in verdict.evidence.executions
        for digest in (execution.log, *execution.reports)
        if digest is not None
    ]
    return tuple(each for each in dict.fromkeys(named) if evidence.get(each) is None)


def _is_place(whole: str, typed: str) -> bool:
    """Return whether `typed` is the whole of a place, or the end of it."""
    return bool(typed) and f"/{whole}".endswith(f"/{typed}")


def _hint(of_run: OfRun) -> str:
    """Return the command that shows one of several."""
    name = of_run.digest[:NAME_CHARS]
    where = f"{of_run.run_id}/{of_run.step}/{of_run.check}, attempt {of_run.number}"
    return f"gatewright show {name}    {where}: {of_run.status}"


def _unknown_place(run_id: RunId, place: str, standing: Sequence[OfRun]) -> Mistake:
    """Return the mistake of a place at which nothing was judged."""
    name = f"{run_id}/{place}"
    if not standing:
        what = f"Nothing of {run_id} was judged yet."
        return Mistake("verdict.unknown", what, hints=(f"gatewright status {run_id}",))
    names = [f"{run_id}/{each.step}/{each.check}" for each in standing]
    return Mistake("verdict.unknown", unknown(name).what, hints=nearest(name, names)[:OFFERED_MAX])
