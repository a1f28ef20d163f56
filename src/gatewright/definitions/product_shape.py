"""The table of what a step makes."""

from typing import Any

from gatewright.definitions.fields import PATH, WORDS, Choice, Flag, ListOf, Record
from gatewright.definitions.forms import ByForm, Word
from gatewright.definitions.named_content import SectionName
from gatewright.definitions.register_shape import FromRegister

TYPES = ("markdown", "json", "yaml", "openapi")
NOT_CAPTURED = (
    "form", "section", "except", "append_only", "revises", "from", "register", "template",
)  # fmt: skip


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a product, or None."""
    if "capture" not in values:
        return _product_problem(values)
    extra = [key for key in NOT_CAPTURED if key in values]
    what = "what a command prints is a file of its own"
    return f'"{extra[0]}" does not go with "capture": {what}' if extra else None


def _product_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a product that is written as a file, or None."""
    if not {"path", "revises", "form"} & values.keys():
        return 'a product needs "path", "form", or "revises": the artifact it takes the place of'
    if "form" in values and ("schema" in values or "type" in values):
        return '"form" says all of how the file looks'
    if "schema" in values and values.get("type", "markdown") == "openapi":
        return '"type: openapi" and "schema" do not go together'
    if "register" in values and "form" not in values:
        return '"register" needs "form": what is entered'
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
            "schema": Word("a schema"),
            "form": Word("a form"),
            "type": Choice(TYPES),
            "template": WORDS,
            "except": ListOf(SectionName(), 1),
            "section": SectionName(),
            "append_only": Flag(),
            "revises": Word("an artifact"),
            "from": FromRegister(),
            "register": Word("a register"),
            "capture": Choice(("stdout",)),
        },
        problem=_problem,
    ),
)
