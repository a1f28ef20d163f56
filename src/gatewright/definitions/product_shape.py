"""The table of what a step makes."""

from gatewright.definitions.fields import PATH, Choice, Record
from gatewright.definitions.forms import ByForm, Word

SCHEMAS = ("plan",)
A_FILE = "a product is a file at a path"
LATER_OF_PRODUCT = {
    **dict.fromkeys(("form", "register", "revises", "capture"), A_FILE),
    **dict.fromkeys(("section", "except", "append_only", "from"), f"{A_FILE}, the whole of it"),
    "type": "a check of its gate says what form the file has",
    "template": "say it in the brief",
}
PRODUCT = ByForm(
    "a product with its path",
    scalar=Word("an output"),
    entries=Record(
        "a product",
        {"path": PATH, "schema": Choice(SCHEMAS)},
        required=("path",),
        later=LATER_OF_PRODUCT,
    ),
)
