"""Schemas of documents for tests, and what comes of a text that is held against one."""

from collections.abc import Mapping

from gatewright.core.documents.document_reading import DocumentRead
from gatewright.core.documents.judge_document import judge_document, read_document
from gatewright.core.judging.subject import Subject
from gatewright.definitions.document_schema import parse_document_schema
from gatewright.model.digest import digest_of
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.ids import TreeId
from gatewright.model.verdicts import Verdict

SUBJECT = Subject(TreeId("a" * 40), None, digest_of("a definition"))
NO_FACTS: Mapping[str, object] = {}


def schema_of(text: str) -> DocumentSchema:
    """Return the schema that `text` says."""
    schema = parse_document_schema(text, "x.yaml")
    assert isinstance(schema, DocumentSchema), [str(problem) for problem in schema]
    return schema


def problems_of(text: str, called: str = "") -> list[str]:
    """Return what is wrong with a schema, each with its place."""
    schema = parse_document_schema(text, "x.yaml", called)
    assert isinstance(schema, tuple), schema
    return [str(problem).removeprefix("x.yaml:") for problem in schema]


def judged(
    schema: DocumentSchema, text: str | bytes | None, facts: Mapping[str, object] = NO_FACTS
) -> Verdict:
    """Return the verdict on a document."""
    content = text.encode() if isinstance(text, str) else text
    path = "ack.yaml" if schema.is_form else "docs/x.md"
    return judge_document("x", path, schema, content, facts, SUBJECT)


def flaws(schema: DocumentSchema, text: str, facts: Mapping[str, object] = NO_FACTS) -> list[str]:
    """Return what is wrong with a document: line, code, what, what is wanted."""
    return [
        f"{one.line} {one.code}: {one.what}; {one.wanted}"
        for one in read_of(schema, text, facts).flaws
    ]


def read_of(
    schema: DocumentSchema, text: str, facts: Mapping[str, object] = NO_FACTS
) -> DocumentRead:
    """Return a document as its schema reads it."""
    read = read_document(schema, text.encode(), facts)
    assert read is not None
    return read
