"""An input that has a schema: where its form is, whether it is as wanted, what its lists hold."""

from collections.abc import Mapping

from gatewright.core.documents.artifact_lists import (
    documents_by_name,
    items_of_artifact,
    made_up_items,
)
from gatewright.core.documents.judge_document import judge_document
from gatewright.core.judging.subject import Subject
from gatewright.core.text.filling import fill
from gatewright.core.text.idea import slug_of
from gatewright.model.digest import digest_of
from gatewright.model.ids import TreeId
from gatewright.model.records import replace
from gatewright.model.workflow import InputFound, InputRule, Workflow
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.products import ITEMS_BYTES_MAX, size_of_items
from gatewright.runtime.run_edges import RunEdges


def placed_input(rule: InputRule, request: StartRequest) -> InputRule:
    """Return an input whose path names the feature as it is going to be called."""
    return replace(rule, path=fill(rule.path, {"feature.slug": slug_of(request.idea)}))


def made_up(workflow: Workflow, rule: InputRule, found: InputFound) -> InputFound:
    """Return an input of a rehearsal with items of its lists."""
    items = made_up_items(workflow, rule.name, rule.schema)
    return replace(found, items=items) if items else found


def with_lists(
    run: RunEdges,
    workflow: Workflow,
    rule: InputRule,
    found: InputFound,
    tree: TreeId,
    facts: Mapping[str, object],
) -> InputFound | str:
    """Return an input with the items of its lists; in words, why it is not as its schema wants."""
    schema = documents_by_name(workflow).get(rule.schema)
    if schema is None:
        return found
    content = run.edges.trees.read(tree, [found.path])[found.path]
    subject = Subject(tree, tree, digest_of(found.path))
    verdict = judge_document(rule.name, found.path, schema, content, facts, subject)
    if not verdict.may_open:
        return verdict.headline
    items = tuple(items_of_artifact(workflow, facts, rule.name, rule.schema, content))
    size = size_of_items(items)
    if size > ITEMS_BYTES_MAX:
        return f"its items say {size >> 10} KiB; {ITEMS_BYTES_MAX >> 10} fit"
    return replace(found, items=items)
