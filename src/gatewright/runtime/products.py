"""What a step makes, looked at by its schema: the verdict on each, and the items of its lists."""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.contracts.openapi_document import version_problem
from gatewright.core.documents.artifact_lists import PLAN, documents_by_name, items_of_artifact
from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.documents.judge_document import judge_document
from gatewright.core.documents.judge_plan import judge_plan
from gatewright.core.judging.subject import Subject
from gatewright.core.state.run_state import RunState
from gatewright.core.text.plain_data import NotData, read_data
from gatewright.model.records import replace
from gatewright.model.rules import DocRule
from gatewright.model.verdicts import Place, Reason, Status, Verdict
from gatewright.model.workflow import Item, Product, StepDefinition
from gatewright.runtime.documents import to_document

OPENAPI = "openapi"
ITEMS_BYTES_MAX = 160 * 1024  # of one step; the journal takes 256 KiB with all else


def judge_products(
    state: RunState,
    definition: StepDefinition,
    produced: Mapping[str, bytes | None],
    subject: Subject,
) -> Iterator[Verdict]:
    """Yield the verdict on each product that has a schema or a type."""
    documents = documents_by_name(state.started.workflow)
    for product in definition.produces:
        content = produced[product.name]
        if product.schema == PLAN:
            yield judge_plan(product.name, product.path, content, subject)
        elif product.schema in documents:
            schema = documents[product.schema]
            verdict = judge_document(
                product.name, product.path, schema, content, state.facts, subject
            )
            size = size_of_items(_items(state, product, content))
            yield verdict if size <= ITEMS_BYTES_MAX else _too_much(verdict, product.path, size)
        elif product.type:
            yield judge_type(product.name, product.path, product.type, content, subject)


def judge_type(name: str, path: str, form: str, content: bytes | None, subject: Subject) -> Verdict:
    """Return whether a file is of the form that it must have."""
    plain = "yaml" if form == OPENAPI and not path.endswith(".json") else form
    plain = "json" if form == OPENAPI and path.endswith(".json") else plain
    rule = DocRule(path, forbid=(), min_words_per_section=0, format=plain)
    verdict = judge_doc(name, rule, content, subject)
    problem = _api_problem(path, content) if form == OPENAPI and verdict.may_open else ""
    if not problem:
        return verdict
    reason = Reason(
        "contract.unreadable",
        f"{path} is no OpenAPI: {problem}",
        "an OpenAPI document, 3.x.y",
        problem,
        (Place(path),),
        "write openapi: 3.1.0, and what it publishes",
    )
    return replace(verdict, status=Status.FAIL, headline=reason.headline, reasons=(reason,))


def _api_problem(path: str, content: bytes | None) -> str:
    """Return why a document is no OpenAPI of a version that is read here; "" where it is."""
    try:
        return version_problem(read_data(content or b"", path)) or ""
    except NotData as problem:
        return problem.what


def items_of_products(
    state: RunState, definition: StepDefinition, produced: Mapping[str, bytes | None]
) -> tuple[Item, ...]:
    """Return the items of what a step made, of each list that steps are made for."""
    listed = [_items(state, one, produced[one.name]) for one in definition.produces]
    kept = [items for items in listed if size_of_items(items) <= ITEMS_BYTES_MAX]
    return tuple(item for items in kept for item in items)


def size_of_items(items: Sequence[Item]) -> int:
    """Return how much room items take in the journal. Units: bytes."""
    return len(to_document(items))


def _items(state: RunState, product: Product, content: bytes | None) -> tuple[Item, ...]:
    """Return the items of one product."""
    if content is None:
        return ()
    workflow, facts = state.started.workflow, state.facts
    return tuple(items_of_artifact(workflow, facts, product.name, product.schema, content))


def _too_much(verdict: Verdict, path: str, size: int) -> Verdict:
    """Return the verdict on a document whose items say more than a run keeps."""
    reason = Reason(
        "doc.too-long",
        f"the items of {path} that steps are made for say too much",
        f"at most {ITEMS_BYTES_MAX >> 10} KiB in all",
        f"{size >> 10} KiB",
        (Place(path),),
        "shorten the items, or list fewer of them",
    )
    reasons = (reason, *verdict.reasons)
    return replace(verdict, status=Status.FAIL, headline=reason.headline, reasons=reasons)
