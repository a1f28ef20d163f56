"""The table of what a step makes."""

from typing import Any

from gatewright.definitions.fields import PATH, Choice, Flag, ListOf, Record
from gatewright.definitions.forms import ByForm, Word
from gatewright.definitions.named_content import SectionName

SCHEMAS = ("plan",)
A_FILE = "a product is a file at a path"
LATER_OF_PRODUCT = {
    **dict.fromkeys(("form", "register", "capture"), A_FILE),
    "from": "a step writes it",
    "type": "a check of its gate says what form the file has",
    "template": "say it in the brief",
}


def _product_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a product, or None."""
    if "path" not in values and "revises" not in values:
        return 'a product needs "path", or "revises": the artifact in whose place it comes'
    extra = [key for key in ("except", "revises") if key in values]
    if "section" in values and extra:
        return f'"{extra[0]}" does not go with "section": that is of a whole file'
    return None


PRODUCT = ByForm(
    "a product with its path",
    scalar=Word("an output"),
    entries=Record(
        "a product",
        {
            "path": PATH,
            "schema": Choice(SCHEMAS),
            "except": ListOf(SectionName(), 1),
            "section": SectionName(),
            "append_only": Flag(),
            "revises": Word("an artifact"),
        },
        problem=_product_problem,
        later=LATER_OF_PRODUCT,
    ),
)
