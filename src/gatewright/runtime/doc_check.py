"""A configured document, with what is looked at beside it: its schema, and what it links to."""

from gatewright.core.documents.judge_doc import DocBeside, judge_doc
from gatewright.core.documents.judge_doc_data import document_data
from gatewright.core.judging.subject import Subject
from gatewright.core.text.links import Neighbours, documents_linked
from gatewright.core.text.plain_data import NotData, as_json, read_data
from gatewright.model.examinations import Examination
from gatewright.model.ids import TreeId
from gatewright.model.judgement import ConfigurationSource
from gatewright.model.rules import CheckDefinition, DocRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.runtime.contract_check import examine
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.matter import Matter

EXAMINER = "document"
INVALID = "invalid"  # said of the schema, not of the document
REGULAR = ("100644", "100755")


def check_doc(
    hearing: Hearing, definition: CheckDefinition, rule: DocRule, subject: Subject
) -> Verdict:
    """Return the verdict on a document of the head."""
    content = _content(hearing, hearing.matter.snapshot.tree, rule.path)
    beside = DocBeside(_around(hearing, rule, content), _by_schema(hearing, rule, content))
    return judge_doc(definition.name, rule, content, subject, beside)


def _content(hearing: Hearing, tree: TreeId, path: str) -> bytes | None:
    """Return the content of a plain file; None where `tree` has none at `path`."""
    is_plain = any(
        file.path == path and file.mode in REGULAR for file in hearing.edges.trees.files(tree)
    )
    return hearing.edges.trees.read(tree, [path]).get(path) if is_plain else None


def _around(hearing: Hearing, rule: DocRule, content: bytes | None) -> Neighbours:
    """Return what the document may link to, where its links are judged."""
    if not rule.links or content is None:
        return Neighbours()
    tree = hearing.matter.snapshot.tree
    files = frozenset(file.path for file in hearing.edges.trees.files(tree))
    text = content.decode("utf-8", "replace")
    wanted = [path for path in documents_linked(rule.path, text) if path in files]
    return Neighbours(files, hearing.edges.trees.read(tree, wanted))


def _by_schema(
    hearing: Hearing, rule: DocRule, content: bytes | None
) -> Examination | Trouble | None:
    """Return what a validator says of the document; None where it is asked nothing.

    Shape: the schema is the team's word. It comes from where the configuration does.
    """
    if not rule.schema:
        return None
    known = _content(hearing, ruling_tree(hearing.matter), rule.schema)
    if known is None:
        return _no_schema(rule, "it is not there")
    try:
        schema = read_data(known, rule.schema).value
    except NotData as problem:
        return _no_schema(rule, problem.what)
    data = None if content is None else document_data(rule, content)
    if data is None:  # said by the judge, who reads it anew
        return None
    seen = examine(hearing, EXAMINER, as_json({"schema": schema, "document": data.value}))
    if isinstance(seen, Examination):
        unfit = next((one for one in seen.complaints if one.rule == INVALID), None)
        return seen if unfit is None else _no_schema(rule, unfit.message)
    return seen


def ruling_tree(matter: Matter) -> TreeId:
    """Return the tree that what the team decided is read from."""
    if matter.configuration_source is ConfigurationSource.DRAFT or matter.whole is None:
        return matter.snapshot.tree
    return matter.whole.base_tree


def _no_schema(rule: DocRule, found: str) -> Trouble:
    """Return the trouble of a schema that cannot be read."""
    return Trouble(
        "doc.no-schema",
        f"a JSON Schema at {rule.schema}, on the base",
        found,
        f"write {rule.schema}, and bring it to the base",
    )
