"""The mode and the model of a session: pinned, in either way in which agents offer them."""

from collections.abc import Iterator, Sequence
from typing import Any

from acp.core import ClientSideConnection
from acp.schema import SessionModeState

from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as an agent opened it."""

    session: str
    modes: SessionModeState | None
    options: Sequence[Any] | None  # what it lets one choose


async def pin(agent: ClientSideConnection, opened: Opened, kind: str, wanted: str) -> str:
    """Have the agent take `wanted` as its mode or model; return why it cannot, "" where it did."""
    for option in opened.options or ():
        if kind in (option.id, getattr(option, "category", None)):
            offered = list(_values(getattr(option, "options", ())))
            if wanted in offered:
                await agent.set_config_option(
                    config_id=option.id, session_id=opened.session, value=wanted
                )
                return ""
            return _lacks(kind, wanted, offered)
    modes = [mode.id for mode in opened.modes.available_modes] if opened.modes else []
    if kind == "mode" and wanted in modes:
        await agent.set_session_mode(session_id=opened.session, mode_id=wanted)
        return ""
    return _lacks(kind, wanted, modes if kind == "mode" else [])


def _values(options: Sequence[Any]) -> Iterator[str]:
    """Yield what may be chosen, also where it stands in groups."""
    for each in options:
        if hasattr(each, "value"):
            yield each.value
        else:
            yield from _values(getattr(each, "options", ()))


def _lacks(kind: str, wanted: str, offered: Sequence[str]) -> str:
    known = f"it offers {', '.join(offered)[:300]}" if offered else "it offers none"
    return f"the agent has no {kind} {wanted[:80]}: {known}"
