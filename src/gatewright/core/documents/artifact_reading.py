"""An artifact of a run as checks see it: its values, its lists, where they stand."""

from decimal import Decimal

from gatewright.core.documents.document_lists import Entry
from gatewright.core.documents.document_reading import DocumentRead
from gatewright.core.documents.judge_document import read_document, text_of
from gatewright.core.documents.plan_document import read_plan
from gatewright.core.text.plain_data import NotData, read_data
from gatewright.model.run_documents import ArtifactPlace, RunDocuments

PLAN = "plan"
DATA_ENDINGS = (".yaml", ".yml", ".json")


def read_artifact(known: RunDocuments, place: ArtifactPlace, content: bytes) -> DocumentRead | None:
    """Return what an artifact says; None where nothing can be told of it."""
    if place.schema == PLAN:
        return _plan(content)
    if place.schema in known.documents:
        return read_document(known.documents[place.schema], content, known.facts)
    if not place.path.endswith(DATA_ENDINGS):
        return None
    try:
        return DocumentRead(_plain(read_data(content, place.path).value))
    except NotData:
        return None


def _plan(content: bytes) -> DocumentRead | None:
    """Return a plan: its requirements and its tasks."""
    text = text_of(content)
    if text is None:
        return None
    plan = read_plan(text)
    wanted = [
        Entry(one.key, one.line, {"id": one.key, "text": one.text}, one.text)
        for one in plan.requirements
    ]
    tasks = [
        Entry(
            f"T{one.key}",
            one.line,
            {"id": f"T{one.key}", "text": one.title, "kind": str(one.kind)},
            " ".join(one.words),
        )
        for one in plan.tasks
    ]
    value = {"requirements": [dict(one.values) for one in wanted]}
    value["tasks"] = [dict(one.values) for one in tasks]
    return DocumentRead(value, {"requirements": wanted, "tasks": tasks})


def _plain(value: object) -> object:
    """Return data as expressions take it: a number is whole, or binary."""
    match value:
        case Decimal():
            is_whole = value == value.to_integral_value() and abs(value) < 2**53
            return int(value) if is_whole else float(value)
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case _:
            return value
