"""`--json`: a view as one stable document, safe on any terminal because it is plain ASCII."""

import json
import sys
from dataclasses import asdict, is_dataclass
from json.encoder import encode_basestring_ascii as _text
from typing import TYPE_CHECKING, Any

from gatewright.cli.arguments import nearest
from gatewright.model.trouble import Mistake

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def wanted_fields(typed: str, view_type: Any) -> tuple[str, ...]:
    """Return the top-level fields that `--json=FIELDS` selects; () for all.

    Raises: Mistake `arguments.field` for one that the document does not have.
    """
    known: tuple[str, ...] = view_type.__match_args__
    wanted = tuple(name.strip() for name in typed.split(",") if name.strip())
    for name in wanted:
        if name not in known:
            near = nearest(name, known)
            hints = (f"did you mean  {near}",) if near else ()
            raise Mistake(
                "arguments.field",
                f"The document has no field {name!r}.",
                hints=(*hints, "fields  " + ", ".join(known)),
            )
    return wanted


def print_document(view: "DataclassInstance", wanted: tuple[str, ...]) -> None:
    """Print `view`, or the `wanted` fields of it; `schema` is always there."""
    document = _fields(view) if is_dataclass(view) else _plain(view)
    if wanted:
        document = {name: document[name] for name in document if name in ("schema", *wanted)}
    sys.stdout.write((laid_out_fast(document) or laid_out(document)) + "\n")


def print_line(view: "DataclassInstance") -> None:
    """Print `view` on one line, at once: one of many documents in a stream."""
    sys.stdout.write(json.dumps(_plain(view), ensure_ascii=True) + "\n")
    sys.stdout.flush()


def laid_out_fast(document: dict[str, Any]) -> str:
    """Return what `laid_out` does in a seventh of the time; "" where that cannot be had.

    Only with msgspec there already, and for ASCII: to import it takes longer than most documents.
    """
    msgspec = sys.modules.get("msgspec.json")
    if msgspec is None:
        return ""
    try:
        text: bytes = msgspec.format(msgspec.encode(document), indent=2)
    except (TypeError, ValueError, OverflowError):  # half a character, a number without an end
        return ""
    return text.decode() if text.isascii() else ""


def laid_out(value: Any, margin: str = "\n") -> str:
    """Return JSON in ASCII as `json.dumps` lays it out with an indent of 2.

    Shape: names are text; dataclasses stand as their fields. By hand, because with an indent
           `json` takes three times as long, and an inbox may have thousands of rows.
    """
    if isinstance(value, str):
        return _text(value)
    if is_dataclass(value):
        value = _fields(value)
    deeper = margin + "  "
    if isinstance(value, dict):
        rows = [
            f"{_text(name)}: {_text(each) if type(each) is str else laid_out(each, deeper)}"
            for name, each in value.items()
        ]  # at once for a text, because most values are one
        return f"{{{deeper}{f',{deeper}'.join(rows)}{margin}}}" if rows else "{}"
    if isinstance(value, list | tuple):
        rows = [laid_out(each, deeper) for each in value]
        return f"[{deeper}{f',{deeper}'.join(rows)}{margin}]" if rows else "[]"
    return json.dumps(value)


def as_document(view: "DataclassInstance") -> dict[str, Any]:
    """Return a view as `--json` has it, for whoever lays it out."""
    return _plain(view)


def _fields(view: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, as they are."""
    return {name: getattr(view, name) for name in type(view).__match_args__}


def _plain(view: "DataclassInstance") -> dict[str, Any]:
    """Return `view` as JSON's own types. What lists need is no record: those are slow to import."""
    if is_dataclass(view):
        return asdict(view)
    from gatewright.model import records

    return records.asdict(view)
