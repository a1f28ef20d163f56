"""The pages under docs/reference say what the program does today."""

from pathlib import Path

from gatewright.cli.explain import read_explanations
from gatewright.cli.verbs import VERBS
from gatewright.definitions.explanations import Explanation
from tests.golden.format_page import render_documents, render_format
from tests.golden.golden import agrees_with_file
from tests.golden.reference import escaped, render_codes, render_verbs

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def test_page_of_commands_is_current() -> None:
    assert agrees_with_file(str(FOLDER / "cli.md"), render_verbs(VERBS.values()))


def test_page_of_codes_is_current() -> None:
    page = render_codes(read_explanations().values())

    assert agrees_with_file(str(FOLDER / "refusals.md"), page)


def test_page_of_the_format_is_current() -> None:
    assert agrees_with_file(str(FOLDER / "workflow.md"), render_format())


def test_page_of_schemas_is_current() -> None:
    assert agrees_with_file(str(FOLDER / "document.md"), render_documents())


def test_text_with_the_signs_of_markdown_is_shown_as_it_is() -> None:
    assert escaped("a_b <c> `d`") == "a\\_b \\<c\\> \\`d\\`"


def test_example_with_a_fence_stays_inside_its_own() -> None:
    one = Explanation("a.b", "title", "why", "```\n# x\n```", "good", "change")

    page = render_codes([one])

    assert "````text\nbad      ```\n         # x\n         ```\ngood     good" in page
