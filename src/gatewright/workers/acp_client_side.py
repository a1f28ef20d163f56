"""Our side of the conversation: an agent may ask for permission, and for nothing else."""

from collections.abc import Sequence
from typing import Any

from acp.schema import (
    AllowedOutcome,
    DeniedOutcome,
    PermissionOption,
    RequestPermissionResponse,
    ToolCallUpdate,
)

from gatewright.workers.acp_permits import choose, is_permitted
from gatewright.workers.acp_updates import Told


class OurSide:
    """Answers by rules; what is refused is told."""

    def __init__(
        self, told: Told, permits: Sequence[str], folders: Sequence[str], lane: str
    ) -> None:
        """Take who is told, the kinds that are permitted, and the folders it may write."""
        self._told = told
        self._permits = permits
        self._folders = folders
        self._lane = lane

    async def request_permission(
        self,
        session_id: str,
        tool_call: ToolCallUpdate,
        options: list[PermissionOption],
        **_: Any,
    ) -> RequestPermissionResponse:
        """Answer whether a tool may be used."""
        call = tool_call.model_dump(by_alias=True, exclude_none=True)
        is_yes = is_permitted(call, self._permits, self._folders, self._lane)
        if not is_yes:
            self._told.deny(call)
        option = choose([(each.option_id, each.kind) for each in options], is_yes)
        if option is None:
            return RequestPermissionResponse(outcome=DeniedOutcome(outcome="cancelled"))
        return RequestPermissionResponse(
            outcome=AllowedOutcome(option_id=option, outcome="selected")
        )
