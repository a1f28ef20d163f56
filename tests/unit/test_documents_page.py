"""What the page on documents and forms shows is so: its schemas are read, and its documents fit."""

import re
from pathlib import Path

from gatewright.bootstrap.agents import document_names, read_document
from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Workflow
from tests.documents import judged, schema_of

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "documents-and-forms.md"
BLOCKS = re.findall(r"```(yaml|markdown)\n(.*?)```", PAGE.read_text(), re.DOTALL)


def test_documents_of_the_page_are_as_its_schemas_want_them() -> None:
    (_, playbook), (_, document), (_, review), (_, form), *_ = BLOCKS

    assert judged(schema_of(playbook), document, {"multi_instance": False}).reasons == ()
    assert judged(schema_of(review), form).status is Status.PASS


def test_workflow_of_the_page_is_read() -> None:
    (_, playbook), *_, (_, steps) = BLOCKS
    head = 'workflow: w\nversion: "1"\ntitle: T\nroles: [writer, developer]\n'
    facts = "facts: {multi_instance: {ask: Many?}}\n"

    def find(name: str) -> tuple[str, str] | None:
        return (playbook, "playbook.yaml") if name == "playbook" else read_document(name)

    shelf = Shelf(find, ("playbook", *document_names()))
    workflow = parse_workflow(head + facts + steps, "w", library=Library(documents=shelf))

    assert isinstance(workflow, Workflow), workflow
    assert [one.name for one in workflow.documents] == ["playbook", "opinion"]


def test_page_names_all_schemas_that_come_with_the_program() -> None:
    text = PAGE.read_text()

    assert [name for name in document_names() if f"`{name}`" not in text] == []
