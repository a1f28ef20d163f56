"""One attempt by an agent that is spoken with: a client of ours stands between it and the driver.

The client runs confined with the agent (acp_client.py). So nothing that the agent sends is taken
apart where keys, journal and repository are.
"""

import json
import os
from collections.abc import Callable

from gatewright.model.agent_profile import AcpTalk, AgentProfile
from gatewright.model.records import dataclass, replace
from gatewright.ports.workers import Order, Unwanted, Work
from gatewright.workers.attempt import Program
from gatewright.workers.surroundings import Room

_CLIENT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "acp_client.py")
PARTING_ASKS = 12  # it is asked about five times a second
_STOP = "stop"


@dataclass(frozen=True, slots=True)
class AcpClient:
    """What runs the client."""

    python: str  # absolute
    folders: tuple[str, ...]  # absolute: of this package, and of the protocol's


class AcpTurn:
    """What one attempt needs beside the agent's own command."""

    def __init__(
        self, client: AcpClient, profile: AgentProfile, order: Order, session: str, goes_on: str
    ) -> None:
        """Take who speaks with whom; `goes_on` stands before the brief in an earlier session."""
        self._client = client
        self._profile = profile
        self._talk = profile.acp or AcpTalk()
        self._order = order
        self._session = session
        self._goes_on = goes_on
        self._stop_file = ""
        self._is_begun = False
        self._asks_left: int | None = None  # None while it is wanted

    def between(self, program: Program) -> Program:
        """Return the client as the program; the agent's own command is in its order."""

        def told(room: Room) -> bytes:
            self._stop_file = os.path.join(room.corner, _STOP)
            return self._told(room, (*program.argv, *program.more(room)))

        return replace(
            program,
            argv=(self._client.python, "-I", "-S", _CLIENT, *self._client.folders),
            stdin=told,
            readable=(*program.readable, *self._client.folders),
            more=lambda _: (),
        )

    def asking(self, is_wanted: Callable[[], bool] | None) -> Callable[[], bool] | None:
        """Return what gives the agent a moment to stop, once it is not wanted any more."""
        if is_wanted is None:
            return None

        def asked() -> bool:
            if self._asks_left is not None:
                self._asks_left -= 1
                return self._asks_left > 0
            is_first, self._is_begun = not self._is_begun, True
            if is_wanted():
                return True
            self._asks_left = PARTING_ASKS
            if is_first:
                return False  # nothing was started yet
            with open(self._stop_file, "wb"):
                return True

        return asked

    def ended(self, work: Work | Unwanted) -> Work | Unwanted:
        """Return how the attempt ended; what nobody wanted does not count, however it ended."""
        if self._asks_left is None or isinstance(work, Unwanted):
            return work
        return Unwanted(work.duration_ms, work.usage)

    def _told(self, room: Room, argv: tuple[str, ...]) -> bytes:
        """Return the order of the client."""
        order = self._order
        told = {
            "argv": argv,
            "lane": order.lane,
            "brief": order.brief,
            "goes_on": self._goes_on,
            "session": self._session,
            "mode": self._talk.mode,
            "auth": self._talk.auth,
            "model": self._model(),
            "permits": self._talk.permits,
            "folders": (order.lane, *room.writable),
            "servers": [
                {"name": each.name, "argv": each.argv, "env": each.env} for each in order.servers
            ],
            "stop_file": self._stop_file,
        }
        return json.dumps(told).encode()

    def _model(self) -> str:
        """Return the model to choose in the session; "" where a word of the command names it."""
        is_named = any("{model}" in word for group in self._profile.argv for word in group)
        return "" if is_named else self._profile.model
