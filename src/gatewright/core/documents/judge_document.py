"""Judge a document against its schema: sections, lists, fields; no gap is left in it."""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.documents.document_fields import Flaw
from gatewright.core.documents.document_form import read_form
from gatewright.core.documents.document_reading import DocumentRead
from gatewright.core.documents.document_sections import read_sections
from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.documents.judge_doc_parts import judge_gaps
from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.markdown import DOCUMENT_BYTES_MAX, read_markdown
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.rules import DocRule
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "doc"
PLACES_MAX = 20
NOTES_MAX = 10


def read_document(
    schema: DocumentSchema, content: bytes, facts: Mapping[str, object]
) -> DocumentRead | None:
    """Return what a document says by its schema; None where it is no text of a size."""
    text = text_of(content)
    if text is None:
        return None
    return read_form(schema, text) if schema.is_form else read_sections(schema, text, facts)


def judge_document(
    name: str,
    path: str,
    schema: DocumentSchema,
    content: bytes | None,
    facts: Mapping[str, object],
    subject: Subject,
) -> Verdict:
    """Return the verdict on the document at `path`.

    Shape: `content` None: the tree has no such file. `facts` are those that its sections depend on.
    """
    read = None if content is None else read_document(schema, content, facts)
    if content is None or read is None or not content.strip():
        return judge_doc(
            name, DocRule(path), content if content is None or read is None else b"", subject
        )
    if read.trouble is not None:
        evidence = evidence_of(subject, JUDGE_VERSION)
        return judge_trouble(name, KIND, read.trouble, unit="parts", evidence=evidence)
    text = text_of(content) or ""
    reasons = (
        *_reasons(path, schema, read.flaws),
        *judge_gaps(DocRule(path), _lines(schema, text)),
    )
    unit = "fields" if schema.is_form else "sections"
    listed = sum(len(entries) for entries in read.lists.values())
    said = f"{path}: as {schema.name} wants it; {counted(read.examined, unit[:-1])}"
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else f"{said}, {counted(listed, 'item')}",
        examined=Examined(read.examined, unit),
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=reasons,
        notes=tuple(f"{path}: {note}" for note in read.notes[:NOTES_MAX]),
    )


def text_of(content: bytes) -> str | None:
    """Return `content` as text; None where it is none, or too much."""
    if len(content) > DOCUMENT_BYTES_MAX:
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _lines(schema: DocumentSchema, text: str) -> Sequence[tuple[int, str]]:
    """Return the lines of a document in which no gap may be marked: code may hold such words."""
    if schema.is_form:
        return list(enumerate(text.split("\n"), start=1))
    document = read_markdown(text)
    headings = [(one.line, one.text) for one in document.headings]
    return sorted(headings + [(one.line, one.text) for one in document.pieces if not one.is_code])


def _reasons(path: str, schema: DocumentSchema, flaws: Sequence[Flaw]) -> Iterator[Reason]:
    """Yield one reason for each kind of flaw, with all its places."""
    by_code: dict[str, list[Flaw]] = {}
    for flaw in flaws:
        by_code.setdefault(flaw.code, []).append(flaw)
    for code, same in by_code.items():
        more = f" (and {len(same) - 1} more)" if len(same) > 1 else ""
        places = (Place(path, flaw.line, f"{flaw.what}: {flaw.wanted}"[:200]) for flaw in same)
        yield Reason(
            code=code,
            headline=f"{path}: {same[0].what}{more}",
            wanted=same[0].wanted,
            found=same[0].what,
            places=tuple(places)[:PLACES_MAX],
            way_out=f"write it as the schema {schema.name} wants it",
        )
