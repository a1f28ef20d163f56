"""`--json`: a view as one stable document, safe on any terminal because it is plain ASCII."""

import json
import sys
from dataclasses import asdict, is_dataclass
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
    document = _plain(view)
    if wanted:
        document = {name: document[name] for name in document if name in ("schema", *wanted)}
    sys.stdout.write(json.dumps(document, ensure_ascii=True, indent=2) + "\n")


def print_line(view: "DataclassInstance") -> None:
    """Print `view` on one line, at once: one of many documents in a stream."""
    sys.stdout.write(json.dumps(_plain(view), ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _plain(view: "DataclassInstance") -> dict[str, Any]:
    """Return `view` as JSON's own types. What lists need is no record: those are slow to import."""
    if is_dataclass(view):
        return asdict(view)
    from gatewright.model import records

    return records.asdict(view)
