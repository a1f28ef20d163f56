"""Sections that have to draw, or to show what they say: blocks, images, lists, tables."""

import pytest

from gatewright.views.document_outline import outline
from tests.documents import flaws, schema_of

SCHEMA = schema_of(
    """
document: drawn
sections:
  options: {words: 1.., shown_as: [diagram, table]}
  parts: {words: 1.., diagrams: 1..2, optional: true}
  either: {words: 1.., shown_as: [list], none_ok: true, optional: true}
"""
)
MERMAID = "```mermaid\ngraph TD\n  a --> b\n```\n"
IMAGE = "![the parts](docs/parts.png)\n"
TABLE = "| a | b |\n|---|---|\n| c | d |\n"


def found(options: str, parts: str = "", either: str = "") -> list[str]:
    text = f"# D\n\n## Options\nSome words.\n\n{options}\n"
    text += f"## Parts\nSome words.\n\n{parts}\n" if parts else ""
    text += f"## Either\n{either}\n" if either else ""
    return flaws(SCHEMA, text, {})


@pytest.mark.parametrize(
    "shape", [MERMAID, MERMAID.replace("mermaid", "{.PlantUML}"), IMAGE, TABLE]
)
def test_a_section_that_is_shown_as_wanted_is_right(shape: str) -> None:
    assert found(shape) == []


@pytest.mark.parametrize(
    "shape",
    [
        "",
        "- a list\n",
        "```python\nprint()\n```\n",
        "```\ngraph TD\n```\n",
        "```mermaid\n\n```\n",
        "    ```mermaid\n    graph\n",
        "![nothing]()\n",
        "`![x](y.png)`\n",
    ],
)
def test_a_section_that_only_tells_is_refused(shape: str) -> None:
    assert any("section options is told in words alone" in one for one in found(shape))


@pytest.mark.parametrize(
    ("parts", "count"),
    [("Words.", "0 diagrams"), (MERMAID, ""), (MERMAID + IMAGE, ""), (IMAGE * 3, "3 diagrams")],
)
def test_diagrams_are_counted_in_their_section(parts: str, count: str) -> None:
    told = found(TABLE, parts)

    assert [one for one in told if "diagram" in one] == told
    assert len(told) == bool(count)
    assert all(f"section parts has {count}" in one for one in told)


def test_one_too_few_is_told_in_the_singular() -> None:
    schema = schema_of("document: d\nsections: {a: {words: 1.., diagrams: 2..}}\n")

    (told,) = flaws(schema, f"## A\nWords.\n\n{MERMAID}", {})
    assert "section a has 1 diagram;" in told


def test_a_list_is_shown_and_none_is_an_answer() -> None:
    assert found(TABLE, either="- one\n") == []
    assert found(TABLE, either="None: there is one way.") == []
    assert len(found(TABLE, either="Words.")) == 1


def test_the_outline_says_it() -> None:
    text = "\n".join(outline(SCHEMA))

    assert "shown as a diagram or a table" in text
    assert "diagram" in text.split("## Parts")[1]


def test_an_image_right_above_the_next_heading_is_in_its_own_section() -> None:
    text = f"# D\n\n## Options\nSome words.\n\n{TABLE}\n"
    text += f"## Parts\nSome words.\n\n{IMAGE}## Either\n\n- one\n"

    assert flaws(SCHEMA, text, {}) == []
