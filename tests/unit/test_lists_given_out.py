"""Steps that are made for the items of what a procedure gives out know all that these say."""

import pytest

from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Workflow

STORIES = """\
document: stories
sections:
  stories:
    items: 1..
    id: S
    each: [text, {kind: [build, tell]}, size]
"""
TELLER = """\
workflow: teller
version: "1"
title: Teller
roles: [developer]
steps:
  tell:
    {by: developer, brief: B., produces: {told: {path: docs/told.md, schema: stories}},
     gate: [secrets]}
outputs: [told]
"""
OUTER = """\
workflow: outer
version: "1"
title: Outer
steps:
  first: {uses: teller, produces: {all: told}}
outputs: [all]
"""
TEXT = """\
workflow: ours
version: "1"
title: Ours
roles: [developer]
steps:
  think: {{uses: {uses}}}
  build:
    for_each: {{one: {name}#stories}}
    when: one.kind == 'build'
    by: developer
    brief: Build {{one.{field}}}.
    writes: [source]
    gate: [secrets]
"""
KNOWN = {
    "teller": (TELLER, "teller.yaml"),
    "outer": (OUTER, "outer.yaml"),
    "bad": ("[", "bad.yaml"),
}
LIBRARY = Library(
    KNOWN.get,
    tuple(KNOWN),
    documents=Shelf({"stories": (STORIES, "stories.yaml")}.get, ("stories",)),
)


def read(uses: str, name: str, field: str = "size") -> Workflow | str:
    found = parse_workflow(
        TEXT.format(uses=uses, name=name, field=field), "w.yaml", library=LIBRARY
    )
    return found if isinstance(found, Workflow) else str(found[0])


@pytest.mark.parametrize(
    ("uses", "name"),
    [
        ("teller", "told"),
        ("teller, produces: {mine: told}", "mine"),
        ("outer", "all"),
        ("outer, produces: {ours: all}", "ours"),
    ],
)
def test_fields_of_what_a_procedure_gives_out_are_known(uses: str, name: str) -> None:
    workflow = read(uses, name)

    assert isinstance(workflow, Workflow), workflow
    assert workflow.steps[-1].doer.brief == "Build {one.size}."


def test_what_items_do_not_say_is_refused_with_what_they_do() -> None:
    told = read("teller", "told", "sise")

    assert "one.sise" in str(told)
    assert "one.size" in str(told)


def test_text_that_cannot_be_read_is_told_where_it_stands() -> None:
    assert "bad.yaml" in str(read("bad", "told", "key"))
