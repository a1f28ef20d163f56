"""The lists of artifacts that steps are made for: which are wanted, and their items."""

from collections.abc import Iterator, Mapping

from gatewright.core.documents.document_items import items_of_document, rehearsed_items
from gatewright.core.documents.judge_document import read_document
from gatewright.core.documents.plan_document import read_plan_items
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.workflow import Item, Workflow

PLAN = "plan"


def documents_by_name(workflow: Workflow) -> dict[str, DocumentSchema]:
    """Return the schemas of a workflow by their names."""
    return {schema.name: schema for schema in workflow.documents}


def lists_wanted(workflow: Workflow, artifact: str) -> dict[str, str]:
    """Return the lists of an artifact that steps are made for, and which field says who waits."""
    made = [step for step in workflow.all_steps if step.for_each == artifact and not step.items]
    return {step.list_name: step.after for step in made}


def items_of_artifact(
    workflow: Workflow, facts: Mapping[str, object], artifact: str, schema: str, content: bytes
) -> Iterator[Item]:
    """Yield the items of an artifact, of each list that steps are made for."""
    if schema == PLAN:
        yield from read_plan_items(content)
        return
    known = documents_by_name(workflow).get(schema)
    read = read_document(known, content, facts) if known is not None else None
    if known is not None and read is not None:
        for name, after in lists_wanted(workflow, artifact).items():
            yield from items_of_document(known, read, name, after)


def made_up_items(workflow: Workflow, artifact: str, schema: str) -> tuple[Item, ...]:
    """Return the items of an artifact as a rehearsal makes them up; () for a plan."""
    known = documents_by_name(workflow).get(schema)
    if known is None:
        return ()
    wanted = lists_wanted(workflow, artifact)
    return tuple(item for name in wanted for item in rehearsed_items(known, name))
