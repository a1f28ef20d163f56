"""The table of what got through on each side, as Markdown."""

from collections.abc import Mapping, Sequence

from bench.trust.engine import SETUPS
from bench.trust.sides import ATTACK, TWIN, Told, setup_of
from gatewright.model.isolation import IsolationLevel
from tests.adversary.family import Family

Found = Mapping[tuple[str, str, str], Told]
NOT_TRIED = "not tried"
THROUGH = "**through**"


def render(families: Sequence[Family], told: Sequence[Told], level: IsolationLevel) -> str:
    """Return the table, the twins that were refused, and the totals."""
    found = {(one.family, one.deed, one.setup): one for one in told}
    setups = [*SETUPS, setup_of(level)]
    parts = [
        "| family | " + " | ".join(_titles(level)) + " | note |",
        "|---" * (len(setups) + 2) + "|",
        *(_row(family, found, setups) for family in families),
        "",
        "| total | " + " | ".join(_titles(level)) + " |",
        "|---" * (len(setups) + 1) + "|",
        _total("attacks that got through", families, found, setups, ATTACK),
        _total("honest twins refused", families, found, setups, TWIN),
    ]
    return "\n".join(parts)


def _titles(level: IsolationLevel) -> list[str]:
    return [*(f"spec-kit, {name}" for name in SETUPS), f"Gatewright, {setup_of(level)}"]


def _row(family: Family, found: Found, setups: Sequence[str]) -> str:
    cells = [_cell(found.get((family.name, ATTACK, setup))) for setup in setups]
    return " | ".join([f"| {family.name}", *cells, f"{_note(family, found, setups)} |"])


def _cell(told: Told | None) -> str:
    if told is None:
        return NOT_TRIED
    if told.is_through:
        return THROUGH
    return _plain(told.stopped) if told.stopped else "accepted, no harm"


def _note(family: Family, found: Found, setups: Sequence[str]) -> str:
    """Return what else is to be said: what must be configured, level 0, twins that were refused."""
    notes = [f"Gatewright{family.where}"] if family.where else []
    unconfined = setup_of(IsolationLevel.NONE)
    bare = found.get((family.name, ATTACK, unconfined))
    if bare is not None and unconfined not in setups:
        notes.append(f"Gatewright, {unconfined}: {_cell(bare)}")
    for setup in setups:
        twin = found.get((family.name, TWIN, setup))
        if twin is not None and not twin.is_accepted:
            notes.append(f"twin refused by {_plain(twin.stopped)} ({setup})")
    return "; ".join(notes)


def _total(
    name: str, families: Sequence[Family], found: Found, setups: Sequence[str], deed: str
) -> str:
    cells = []
    for setup in setups:
        tried = [found.get((family.name, deed, setup)) for family in families]
        there = [one for one in tried if one is not None]
        hits = [one for one in there if (one.is_through if deed == ATTACK else not one.is_accepted)]
        cells.append(f"{len(hits)} of {len(there)}")
    return f"| {name} | " + " | ".join(cells) + " |"


def _plain(stopped: str) -> str:
    """Return the first of what stopped an attempt, as text that ends no cell of a table."""
    first, _, _ = stopped.partition("; ")
    return first.replace("|", "/").replace("\n", " ")[:80]
