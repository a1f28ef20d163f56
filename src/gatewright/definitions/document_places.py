"""Where the files of forms are, and which schema a product or an input has."""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.definitions.workflow_order import Written
from gatewright.model.records import replace
from gatewright.model.workflow import Product

FOLDER = "docs/features/{feature.slug}"


def form_path(name: str, place: str = "") -> str:
    """Return where the form of an artifact is, unless its maker says."""
    return f"{FOLDER}/{place}{name}.yaml"


def captured_path(name: str, place: str = "") -> str:
    """Return where what a command prints is, unless its step says."""
    return f"{FOLDER}/{place}{name}.txt"


def schema_of(values: Mapping[str, Any]) -> str:
    """Return the schema of a product or an input: a form is one, too."""
    return str(values.get("form", values.get("schema", "")))


def product_of(name: str, values: Mapping[str, Any]) -> Product:
    """Return a product from what its record read."""
    return Product(
        name,
        values["path"],
        schema_of(values),
        living=values.get("except", ()),
        section=values.get("section", ""),
        append_only=values.get("append_only", False),
        revises=values.get("revises", ""),
        type=values.get("type", ""),
        template=values.get("template", ""),
        register=values.get("from", ""),
        entered=values.get("register", ""),
        captured="capture" in values,
    )


def with_places(written: Sequence[Written], place: str) -> tuple[Written, ...]:
    """Return `written` in which each form has a path. Shape: `place` is that of a use: "build/"."""
    return tuple(_placed(one, place) if "produces" in one.values else one for one in written)


def _placed(one: Written, place: str) -> Written:
    """Return a step in which each form that it makes has a path, and its schema."""
    made = {
        name: _with_path(name, product, place) if isinstance(product, dict) else product
        for name, product in one.values["produces"].items()
    }
    return replace(one, values={**one.values, "produces": made})


def _with_path(name: str, product: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return a product with all that is known of it."""
    usual = captured_path(name, place) if "capture" in product else form_path(name, place)
    path = product.get("path", usual)
    is_placed = "revises" in product and "path" not in product
    return {**product, "schema": schema_of(product)} | ({} if is_placed else {"path": path})
