"""Read a document's schema: what a file under `.gatewright/documents` says, or its problems.

Never raises for what a text holds.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatewright.core.documents.document_reading import LIST_PATH, lists_of
from gatewright.core.facts.facts import facts_of
from gatewright.core.text.yaml_nodes import Entries, Node
from gatewright.definitions.document_shape import DOCUMENT_SCHEMA
from gatewright.definitions.locating import key_at, node_at
from gatewright.definitions.problems import Problem, nearest, shown
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.root import read_root
from gatewright.model.document_schema import DocumentSchema, SectionSchema
from gatewright.model.records import dataclass, replace

CODE = "document.malformed"
PLAN = "plan"
"""The schema of a plan, which has rules of its own and no file."""


def _nobody(name: str) -> tuple[str, str] | None:
    """Return that there is no such schema."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Texts in files of their own that a workflow can name: schemas of documents, briefs."""

    find: Callable[[str], tuple[str, str] | None] = _nobody  # name -> text and where it is from
    names: tuple[str, ...] = ()


EMPTY_SHELF = Shelf()


def parse_document_schema(
    text: str, path: str, called: str = ""
) -> DocumentSchema | tuple[Problem, ...]:
    """Return the schema that `text` says, or its problems in the order of the text.

    Shape: `called` is what its file is called; "" where any name will do.
    """
    report = Reporter(path)
    root = read_root(text, path, "document: NAME")
    if isinstance(root, Problem):
        return (replace(root, code=CODE),)
    read = DOCUMENT_SCHEMA.read(root, report)
    if read is not ABSENT:
        _report_names(root, read, called, report)
    if read is ABSENT or report.count:
        return tuple(replace(problem, code=CODE) for problem in report.problems())
    schema: DocumentSchema = replace(read, source=path)
    return schema


def facts_of_schema(schema: DocumentSchema) -> tuple[str, ...]:
    """Return the facts that sections of a document depend on."""
    said = [one.when for section in schema.sections for one in (section, *section.sections)]
    return tuple(dict.fromkeys(fact for when in said for fact in facts_of(when)))


def _report_names(root: Node, schema: DocumentSchema, called: str, report: Reporter) -> None:
    """Report a name that is another than the file's, and lists that are not there."""
    if called and schema.name != called:
        what = f'the file is called {called} and the schema "{schema.name}"'
        report.at(_at(root, "document"), what, hint=f"document: {called}")
    if schema.name == PLAN:
        report.at(_at(root, "document"), "a plan has a schema already: call it something else")
    known = lists_of(replace(schema, lists=()))
    for name, path in schema.lists:
        _report_list(_at(root, "lists", name), path, known, report)
    if report.count:
        return
    for section in schema.sections:
        if section.names_one_of and section.names_one_of not in known:
            what = f'there is no list "{shown(section.names_one_of)}"'
            near = nearest(section.names_one_of, known)
            report.at(_at(root, "sections", section.name), what, near=near)


def _report_list(node: Node, path: str, known: Mapping[str, Any], report: Reporter) -> None:
    """Report a named list that leads to nothing."""
    match = LIST_PATH.fullmatch(path)
    if match is None:
        report.at(node, "a section is expected here", hint="SECTION/SECTION[*].FIELD")
    elif match[1] not in known:
        what = f'there is no list at "{shown(match[1])}"'
        report.at(node, what, near=nearest(match[1], known))
    elif match[2] and match[2] not in [one.name for one in known[match[1]].fields]:
        names = [one.name for one in known[match[1]].fields]
        what = f'its items have no field "{shown(match[2])}"'
        report.at(node, what, near=nearest(match[2], names), hint=f"known: {', '.join(names)}")


def _at(root: Node, *keys: str) -> Node:
    """Return where something stands; of a mapping, its name."""
    node = node_at(root, *keys)
    return key_at(root, *keys) if isinstance(node, Entries) else node


def section_names(sections: Sequence[SectionSchema]) -> tuple[str, ...]:
    """Return the names of sections, those inside of others among them."""
    return tuple(name for one in sections for name in (one.name, *section_names(one.sections)))
