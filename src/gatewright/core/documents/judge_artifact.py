"""Judge an artifact of a run: as its schema wants it, enough items in a list, of each kind."""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.documents.artifact_reading import PLAN, read_artifact
from gatewright.core.documents.document_lists import Entry
from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.documents.judge_document import judge_document
from gatewright.core.documents.judge_plan import judge_plan
from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.expressions import evaluate
from gatewright.model.document_rules import ArtifactRule
from gatewright.model.records import replace
from gatewright.model.rules import DocRule
from gatewright.model.run_documents import ArtifactPlace, RunDocuments
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "doc"
ITEM = "e"


def judge_artifact(
    name: str,
    rule: ArtifactRule,
    known: RunDocuments,
    place: ArtifactPlace | None,
    content: bytes | None,
    subject: Subject,
) -> Verdict:
    """Return the verdict on an artifact. Shape: `place` None: nobody makes it here."""
    if place is None:
        return _nobody(name, rule, subject)
    whole = _whole(name, place, known, content, subject)
    if not whole.may_open or content is None or not rule.speaks_of_items:
        return whole
    read = read_artifact(known, place, content)
    entries = read.lists.get(rule.part) if read is not None else None
    if entries is None:
        return _failed(whole, _no_list(rule, place))
    picked = list(_picked(rule, entries))
    trouble = next((one for one in picked if isinstance(one, Trouble)), None)
    if trouble is not None:
        evidence = evidence_of(subject, JUDGE_VERSION)
        return judge_trouble(name, KIND, trouble, unit="items", evidence=evidence)
    counting = [one for one in picked if isinstance(one, Entry)]
    reasons = (*_too_few(rule, place, counting), *_uncovered(rule, place, counting))
    if reasons:
        return _failed(whole, *reasons)
    headline = f"{place.path}: {counted(len(counting), 'item')} in {rule.part or 'its list'}"
    return replace(whole, headline=headline, examined=Examined(len(counting), "items"))


def _whole(
    name: str,
    place: ArtifactPlace,
    known: RunDocuments,
    content: bytes | None,
    subject: Subject,
) -> Verdict:
    """Return the verdict on an artifact as a whole."""
    if place.schema == PLAN:
        return judge_plan(name, place.path, content, subject)
    if place.schema in known.documents:
        schema = known.documents[place.schema]
        return judge_document(name, place.path, schema, content, known.facts, subject)
    return judge_doc(name, DocRule(place.path), content, subject)


def _picked(rule: ArtifactRule, entries: Sequence[Entry]) -> Iterator[Entry | Trouble]:
    """Yield the items that count."""
    for entry in entries:
        values: Mapping[str, object] = {ITEM: {**entry.values, "id": entry.key}}
        answer = evaluate(rule.where, values) if rule.where else True
        if isinstance(answer, Trouble):
            yield answer
        elif answer:
            yield entry


def _too_few(
    rule: ArtifactRule, place: ArtifactPlace, entries: Sequence[Entry]
) -> Iterator[Reason]:
    """Yield that there are fewer items than wanted."""
    if len(entries) < rule.least:
        said = f" where {rule.where}" if rule.where else ""
        yield Reason(
            code="doc.section-items",
            headline=f"{place.path} has {counted(len(entries), 'item')}{said}",
            wanted=f"at least {rule.least}",
            found=counted(len(entries), "item"),
            places=(Place(place.path),),
            way_out="write what is missing",
        )


def _uncovered(
    rule: ArtifactRule, place: ArtifactPlace, entries: Sequence[Entry]
) -> Iterator[Reason]:
    """Yield the values that no item has."""
    for field, values in rule.cover:
        said = {str(entry.values.get(field, "")) for entry in entries}
        missing = [value for value in values if value not in said]
        if missing:
            yield Reason(
                code="doc.include",
                headline=f"{place.path}: no item has {field} {', '.join(missing)}",
                wanted=f"an item for each of {', '.join(values)}",
                found=f"none for {', '.join(missing)}",
                places=(Place(place.path),),
                way_out="write what is missing",
            )


def _no_list(rule: ArtifactRule, place: ArtifactPlace) -> Reason:
    """Return the reason for a list that there is not."""
    return Reason(
        code="doc.section-missing",
        headline=f"{place.path} has no list {rule.part}".rstrip(),
        wanted=f"the list {rule.part}".rstrip(),
        found="no schema that has it",
        places=(Place(place.path),),
        way_out="name a schema that has the list",
    )


def _nobody(name: str, rule: ArtifactRule, subject: Subject) -> Verdict:
    """Return the verdict on an artifact that nobody makes here."""
    found = Reason(
        code="doc.missing",
        headline=f"there is no {rule.artifact}: whoever makes it does not apply",
        wanted=f"the artifact {rule.artifact}",
        found="none was made",
        way_out='give the check a "when", as its maker has',
    )
    evidence = evidence_of(subject, JUDGE_VERSION)
    examined = Examined(0, "words")
    return Verdict(name, KIND, Status.FAIL, found.headline, examined, evidence, (found,))


def _failed(whole: Verdict, *reasons: Reason) -> Verdict:
    """Return a verdict that fails for `reasons`."""
    return replace(whole, status=Status.FAIL, headline=reasons[0].headline, reasons=reasons)
