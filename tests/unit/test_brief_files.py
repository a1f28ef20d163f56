"""Briefs in files: their text stands in the step, is bounded, and is told where it is missing."""

import pytest

from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.fields import TEXT_CHARS_MAX
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Workflow

BRIEFS = {
    "research": "Read {params.area} first.\nThen ask.\n",
    "long": "x" * (TEXT_CHARS_MAX + 1),
    "empty": " \n",
    "of-nobody": "Look at {nobody.knows}.",
    "inside": "Do it.",
}
INNER = """\
workflow: inner
version: "1"
title: I
roles: [dev]
steps:
  do: {by: dev, brief: briefs/inside, writes: [source], gate: [tests]}
"""
TEXT = """\
workflow: w
version: "1"
title: W
roles: [dev]
params: {{area: {{type: string, default: src}}}}
{more}steps:
  a: {{by: dev, brief: "{brief}", writes: [source], gate: [tests]}}
  b: {{uses: inner}}
"""
LIBRARY = Library(
    {"inner": (INNER, "inner.yaml")}.get,
    ("inner",),
    briefs=Shelf({name: (text, f"{name}.md") for name, text in BRIEFS.items()}.get, tuple(BRIEFS)),
)


def parsed(brief: str, more: str = "") -> Workflow:
    workflow = parse_workflow(TEXT.format(brief=brief, more=more), "w.yaml", library=LIBRARY)
    assert isinstance(workflow, Workflow), workflow
    return workflow


def problem(brief: str) -> str:
    told = parse_workflow(TEXT.format(brief=brief, more=""), "w.yaml", library=LIBRARY)
    assert isinstance(told, tuple)
    assert len(told) == 1
    return f"{told[0]} ({told[0].hint})"


@pytest.mark.parametrize("name", ["briefs/research", "briefs/research.md"])
def test_the_text_of_the_file_is_the_brief_and_params_mean_the_same_in_it(name: str) -> None:
    assert parsed(name).steps[0].doer.brief == "Read src first.\nThen ask."


def test_a_procedure_has_its_briefs_in_files_too() -> None:
    assert [step.doer.brief for step in parsed("A.").steps][:2] == ["A.", "Do it."]


def test_defaults_may_name_one() -> None:
    workflow = parsed("A.", "defaults: {step: {brief: briefs/inside}}\n")

    assert workflow.steps[0].doer.brief == "A."


def test_words_that_only_begin_so_are_words() -> None:
    assert parsed("briefs/ are kept there").steps[0].doer.brief == "briefs/ are kept there"


def test_a_brief_that_is_not_there_is_told_at_its_place() -> None:
    told = problem("briefs/reserch")

    assert told.startswith('w.yaml:7:23  no brief is called "reserch"; did you mean "research"?')
    assert "(write .gatewright/briefs/reserch.md" in told


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("long", "long.md has more than 4000 characters"),
        ("empty", "empty.md holds nothing"),
        ("of-nobody", 'nothing is known of "nobody.knows"'),
    ],
)
def test_a_brief_that_cannot_be_told_is_refused(name: str, what: str) -> None:
    assert what in problem(f"briefs/{name}")
