"""What Gatewright writes in a step itself, and what does not go with that."""

from collections.abc import Iterable, Mapping
from typing import Any

from gatewright.core.registers.written_rows import WRITE_SECTION, WRITES

DOES_NOT_GO = ("by", "run", "uses", "brief", "writes", "may_be_empty", "budget", "not_by")


def puts_on_record(values: Mapping[str, Any], checks: Iterable[object] = ()) -> bool:
    """Return whether what a step is for are entries, which its gate asks for, and no files.

    Shape: `checks` are those that its gate defines, where they have their names already.
    """
    gate = values.get("gate", ())
    written = () if isinstance(gate, str) else gate
    asks = any('"register"' in getattr(check, "text", "") for check in (*written, *checks))
    return asks and not (values.get("writes") or values.get("produces"))


def is_ours(values: Mapping[str, Any]) -> bool:
    """Return whether Gatewright itself writes what a step makes."""
    return values.get("action") in WRITES


def may_leave_all(values: Mapping[str, Any], checks: Iterable[object]) -> bool:
    """Return whether a step need change nothing, where it does not say so itself."""
    return is_ours(values) or puts_on_record(values, checks)


def action_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go with what Gatewright does itself, or None."""
    products = [each for each in values.get("produces", {}).values() if isinstance(each, dict)]
    if values.get("action") not in WRITES:
        has_rows = any("from" in each for each in products)
        return '"from" needs action: write_section' if has_rows else None
    extra = [key for key in DOES_NOT_GO if key in values]
    if extra:
        return f'"{extra[0]}" does not go with "action": Gatewright does it'
    return _products_problem(values["action"], products)


def _products_problem(action: str, products: list[dict[str, Any]]) -> str | None:
    """Return what is wrong with what Gatewright writes, or None."""
    rows = [each for each in products if "from" in each]
    if not products:
        return f'"{action}" needs "produces": what it writes, and where'
    if action == WRITE_SECTION:
        lacking = len(rows) < len(products)
        return 'a section is written from a register: "from"' if lacking else None
    if rows or any("section" in each for each in products):
        return f'"{action}" writes whole files, and from no register'
    return None
