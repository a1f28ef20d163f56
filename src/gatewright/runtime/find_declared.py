"""The form that a run starts with: read where a person keeps it, and as its schema wants it."""

from gatewright.core.documents.artifact_lists import documents_by_name
from gatewright.core.documents.judge_document import judge_document
from gatewright.core.judging.subject import Subject
from gatewright.model.declaring import Declared
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.feature import Facts, Origin
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Workflow
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.run_edges import RunEdges
from gatewright.views.document_outline import outline

FORM_BYTES_MAX = 16 * 1024


def find_declared(
    run: RunEdges, workflow: Workflow, request: StartRequest, facts: Facts, origin: Origin
) -> Declared | None:
    """Return what is said for a run to start; None where nothing is, or need be.

    Raises: Mistake `arguments.form`, `declare.wrong`, `arguments.file`.
    """
    form = workflow.start.declare if workflow.start is not None else ""
    if not request.form:
        return None
    if not form:
        what = f"The workflow {workflow.name} starts without a form."
        raise Mistake("arguments.form", what, hints=("leave out --form",))
    content = run.read_typed_file(request.form)
    wrong = _wrong(workflow, form, content, facts, origin)
    if wrong:
        hint = f"gatewright explain run.undeclared; {form}: {_fields(workflow, form)}"
        what = f"The form {request.form} is not as {form} wants it."
        raise Mistake("declare.wrong", what, found=wrong, hints=(hint,))
    text = content.decode("utf-8-sig")
    return Declared(form, run.person, text, digest_of_bytes(content))


def fields_lacking(workflow: Workflow, declared: Declared | None) -> str:
    """Return in words what a person has to fill in before it starts; "" for nothing."""
    form = workflow.start.declare if workflow.start is not None else ""
    if not form or declared is not None:
        return ""
    return f"it starts with --form FILE, a form of {form}: {_fields(workflow, form)}"


def _fields(workflow: Workflow, form: str) -> str:
    """Return what a form wants, on one line."""
    return "; ".join(" ".join(line.split()) for line in outline(documents_by_name(workflow)[form]))


def _wrong(workflow: Workflow, form: str, content: bytes, facts: Facts, origin: Origin) -> str:
    """Return why a form is not as its schema wants it; "" where it is."""
    if len(content) > FORM_BYTES_MAX:
        return f"{len(content)} bytes; {FORM_BYTES_MAX} fit"
    subject = Subject(origin.tree, origin.tree, digest_of(form))
    schema = documents_by_name(workflow)[form]
    verdict = judge_document(form, f"{form}.yaml", schema, content, dict(facts.known), subject)
    said = [each.headline for each in verdict.reasons] or [verdict.headline]
    return "" if verdict.may_open else "; ".join(said)
