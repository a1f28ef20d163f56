"""What every step must hold, whatever its gate says: work was done, in its place, all of it there.

Judged on content alone: what the worker said about its work is not looked at.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.content.path_sets import covers, shown
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.core.projects.companions import is_companion
from gatewright.model.change import Change, ChangedFile
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict
from gatewright.model.workflow import Product, StepDefinition, WorkerKind

JUDGE_VERSION = 1
WORK = "work"
SCOPE = "scope"
IMPLICIT = (WORK, SCOPE)
PLACES_MAX = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What an attempt is held to besides what its step says."""

    changed_reads: Sequence[str] = ()  # to be made to fit: there, nothing to change is an answer
    paths: Sequence[PathSet] = ()
    found: Sequence[Reason] = ()  # what is wrong inside of files

    def reasons(self, check: str) -> list[Reason]:
        """Return what is wrong inside of files, as far as `check` speaks of it."""
        return [one for one in self.found if one.code.startswith(f"{check}.")]


def judge_work(
    step: StepDefinition,
    change: Change,
    produced: Mapping[str, bytes | None],
    subject: Subject,
    terms: "Terms | None" = None,
) -> tuple[Verdict, ...]:
    """Return the verdicts on what an attempt at `step` did; () where nobody tries it.

    Shape: `step` has its paths filled in; `change` is that of the attempt; `produced` holds the
           content of each product by its name, None where the tree has no such file.
    """
    if step.doer.kind is WorkerKind.NOBODY:
        return ()
    held = terms or Terms()
    work = _work(step, change, produced, subject, held)
    return work, _scope(step, change, subject, held)


def _work(
    step: StepDefinition,
    change: Change,
    produced: Mapping[str, bytes | None],
    subject: Subject,
    terms: Terms,
) -> Verdict:
    """Return whether anything was done, and everything made that must be."""
    reasons, changed_reads = terms.reasons(WORK), terms.changed_reads
    if not change.files and not step.may_be_empty and not changed_reads:
        reasons.append(_nothing())
    missing = [one for one in step.produces if not _is_made(one, produced.get(one.name))]
    if missing:
        reasons.append(_missing(missing))
    claim = f"nothing was changed to fit {' and '.join(changed_reads)}"
    nothing = claim if changed_reads else "nothing to do"
    said = _files(len(change.files)) + " changed" if change.files else nothing
    made = ", ".join(product.path for product in step.produces)
    headline = f"{said}; made {made}" if made else said
    examined = Examined(len(change.files) + len(step.produces), "files")
    return _verdict(WORK, headline, examined, reasons, subject)


def _is_made(product: Product, content: bytes | None) -> bool:
    """Return whether a product is there, with content; a command may have had nothing to print."""
    return content is not None and (product.captured or bool(content.strip()))


def _nothing() -> Reason:
    """Return the reason for an attempt that left everything as it was."""
    return Reason(
        code="work.empty",
        headline="nothing was changed",
        wanted="the work of this step, as content",
        found="the same content as before the attempt",
        way_out="do the work; a report that it is done is not looked at",
    )


def _missing(products: Sequence[Product]) -> Reason:
    """Return the reason for products that are not there."""
    named = ", ".join(f"{product.name} at {product.path}" for product in products)
    return Reason(
        code="work.product-missing",
        headline=f"not made: {named}",
        wanted=f"{named}, with content",
        found="no such file, or an empty one",
        places=tuple(Place(product.path) for product in products[:PLACES_MAX]),
        way_out="write it at exactly that path",
    )


def _scope(step: StepDefinition, change: Change, subject: Subject, terms: Terms) -> Verdict:
    """Return whether only that was changed which this step may change."""
    may_write = (*step.writes, *(product.path for product in step.produces))
    kept = [one for one in change.files if _any_in(step.keeps, one, terms.paths)]
    others = [one for one in change.files if one not in kept]
    outside = list(_outside(may_write, others, terms.paths))
    reasons = terms.reasons(SCOPE)
    if outside:
        shown_ones = [shown(entry, terms.paths) for entry in may_write]
        reasons.append(_elsewhere(outside, shown_ones))
    if kept:
        reasons.append(_not_its_own(kept))
    examined = Examined(max(1, len(change.files)), "files")
    headline = f"{_files(len(change.files))}, all where this step may write"
    return _verdict(SCOPE, headline, examined, reasons, subject)


def _outside(
    may_write: Sequence[str], files: Sequence[ChangedFile], sets: Sequence[PathSet]
) -> Iterator[ChangedFile]:
    """Yield the files with a path outside; a lock file may follow its manifest."""
    inside = [one for one in files if covers(may_write, one.path, sets)]
    manifests = [one.path for one in inside]
    for one in files:
        paths = {one.path, one.old_path}
        if not all(
            covers(may_write, path, sets) or is_companion(path, manifests) for path in paths
        ):
            yield one


def _elsewhere(files: Sequence[ChangedFile], may_write: Sequence[str]) -> Reason:
    """Return the reason for changes that the step is not about."""
    return Reason(
        code="scope.outside",
        headline=f"{_files(len(files))} changed outside what this step may write",
        wanted="changes only in " + ", ".join(may_write) if may_write else "no change",
        found=_named(files),
        places=_places(files),
        way_out="put them back as they were",
    )


def _not_its_own(files: Sequence[ChangedFile]) -> Reason:
    """Return the reason for changes of what another step made or froze."""
    return Reason(
        code="scope.kept",
        headline=f"{_files(len(files))} changed that this step leaves as it is",
        wanted="what other steps made or froze, as it was",
        found=_named(files),
        places=_places(files),
        way_out="put it back; if it is wrong, say so in your report and change nothing of it",
    )


def _any_in(entries: Sequence[str], file: ChangedFile, sets: Sequence[PathSet]) -> bool:
    """Return whether one path of `file` is among `entries`."""
    return covers(entries, file.path, sets) or covers(entries, file.old_path, sets)


def _named(files: Sequence[ChangedFile]) -> str:
    """Return the first of `files`, and how many more there are."""
    return files[0].path + (f" and {len(files) - 1} more" if len(files) > 1 else "")


def _places(files: Sequence[ChangedFile]) -> tuple[Place, ...]:
    """Return each file with what became of it."""
    return tuple(
        Place(one.path, 0, f"{one.status}, was {one.old_path}")
        if one.old_path != one.path
        else Place(one.path, 0, str(one.status))
        for one in files[:PLACES_MAX]
    )


def _files(count: int) -> str:
    """Return "1 file", "2 files"."""
    return "1 file" if count == 1 else f"{count} files"


def _verdict(
    check: str, headline: str, examined: Examined, reasons: Sequence[Reason], subject: Subject
) -> Verdict:
    """Return the verdict: it passes without reasons against it."""
    return Verdict(
        check=check,
        kind=check,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else headline,
        examined=examined,
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=tuple(reasons),
    )
